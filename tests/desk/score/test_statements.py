"""A statement says what the screen says, to the last digit."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pypdf
from cast import Cast
from django.test import Client
from python_calamine import load_workbook

from qiao.desk.assess.models import Outcome, Run
from qiao.desk.audit.models import Event
from qiao.desk.score.models import Confirmation
from qiao.desk.score.queries import cards, statements
from qiao.desk.ui import figures


def test_paper_and_workbook_hold_every_figure(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    outcome = Outcome.objects.select_related("run__period").get(run=run, manager="rm")
    shown, browser = cards.card(outcome), sign_in(cast.rm)
    sent = browser.get(f"/score/{run.uuid}/rm/statement/pdf/")
    assert (sent.status_code, sent["Content-Type"]) == (200, "application/pdf")
    paper = pypdf.PdfReader(BytesIO(sent.content))
    text = "\n".join(page.extract_text() for page in paper.pages)
    flat = "".join(text.split())
    assert run.seal in flat
    assert run.standard.data_hash in flat
    assert all(
        f"{number}/{len(paper.pages)}" in "".join(page.extract_text().split())
        for number, page in enumerate(paper.pages, 1)
    )
    assert all("FontFile3" in str(font) or "FontFile2" in str(font) for font in _fonts(paper))
    book = load_workbook(BytesIO(browser.get(f"/score/{run.uuid}/rm/statement/xlsx/").content))
    rows = book.get_sheet_by_index(0).to_python()
    numbers = {row[0]: [Decimal(str(cell)) for cell in row if isinstance(cell, int | float)] for row in rows}
    for category in shown.categories:
        for one in category.indicators:
            line = next(line for line in text.splitlines() if line.startswith(one.name))
            assert line.split()[-2:] == [figures.number(one.points), figures.number(one.full)] or one.state != "scored"
            wanted = (
                [one.points, one.full] if one.measured.value is None else [one.measured.value, one.points, one.full]
            )
            assert numbers[one.name] == wanted, one.code
            if one.measured.value is not None:
                places = -int(one.measured.value.as_tuple().exponent)
                assert figures.number(one.measured.value, max(0, places)) in line
    kinds = Event.objects.filter(code="score.exported", by=cast.rm).values_list("details__kind", flat=True)
    assert sorted(kinds) == ["pdf", "xlsx"]
    assert browser.get(f"/score/{run.uuid}/rm/statement/doc/").status_code == 404


def test_a_statement_tells_the_banks_day_on_which_it_was_seen(run: Run, cast: Cast) -> None:
    outcome = Outcome.objects.select_related("run__period").get(run=run, manager="rm")
    Confirmation.objects.create(outcome=outcome, by=cast.rm, at=datetime(2026, 1, 1, 17, 30, tzinfo=UTC))
    assert "2026-01-02" in dict(statements.statement(outcome).facts).values()


def _fonts(paper: pypdf.PdfReader) -> list[object]:
    found = []
    for page in paper.pages:
        for font in page["/Resources"]["/Font"].values():
            below = font.get_object()["/DescendantFonts"][0].get_object()
            found.append(list(below["/FontDescriptor"].get_object()))
    return found
