"""Letters of a locked result: issued once with numbers, printed with what was decided, replaced by those of a restatement."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from cast import Cast
from closing import Officers, corrected, locked_run, own_store, recomputed, reviewed
from django.db import ProgrammingError, transaction
from django.test import Client
from pytest_django import Settings
from working import carry_out

from qiao.desk.assess.actions import exceptions, letters, publishing
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Issue, Letter, Outcome, Run
from qiao.desk.assess.models.publishing import Kind
from qiao.desk.audit.models import Event
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.people import calendar
from qiao.desk.people.models import User

pytestmark = pytest.mark.slow

TERMS = letters.Terms(date(2026, 2, 11), date(2026, 3, 1), date(2027, 2, 28))
CASE = exceptions.Case("客户投诉查实", "QX-7", "调查报告", "合规〔2026〕1号")


def fault(run: Run, by: User, **days: date) -> str:
    """Why no letters are issued."""
    with pytest.raises(FaultError) as caught:
        letters.issue(run.period, by=by, terms=TERMS._replace(**days))
    return caught.value.code


def text_of(body: bytes) -> list[str]:
    """The pages' text without its blanks."""
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(body)).pages]


def test_letters_are_issued_printed_and_replaced(
    officers: Officers,
    cast: Cast,
    settings: Settings,
    sign_in: type[Client],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = own_store(settings, tmp_path)
    first, second = officers
    run = reviewed(first, second, tmp_path / "work")
    veto = exceptions.propose(Outcome.objects.get(run=run, manager="rm3"), "veto", by=first, case=CASE)
    exceptions.approve(veto, by=second)
    assert fault(run, first) == "letters_not_locked"
    run = locked_run(run, first, second, tmp_path / "work")
    need_guarded(run, officers, cast)
    browser = sign_in(first)
    page = f"/assess/periods/{run.period.uuid}/letters/"
    days = {"issued_on": "2026-02-11", "effective_on": "2026-03-01", "until": "2026-02-01"}
    assert browser.post(page, days).status_code == 422
    assert browser.post(page, days | {"until": "2027-02-28"}).status_code == 302
    issue = Issue.objects.get()
    assert fault(run, second) == "letters_issued"
    assert [(one.what, one.number) for one in issue.letters.filter(outcome__manager="rm")] == [
        ("notice", "考评通字〔2026〕1号")
    ]
    need_printed(browser, issue, run)
    need_made_in_the_background(browser, issue, tmp_path, monkeypatch)
    need_own_alone(issue, cast, sign_in)
    other = restated(run, officers, place, tmp_path)
    assert browser.post(page, days | {"until": "2027-02-28"}).status_code == 302
    again = Issue.objects.get(run=other)
    newer = Letter.objects.get(issue=again, outcome__manager="rm", what="notice")
    assert (newer.number, str(newer.replaces)) == ("考评通字〔2026〕4号", "考评通字〔2026〕1号")
    told = text_of(browser.get(f"/assess/letters/{newer.uuid}/").content)
    assert "考评通字〔2026〕1号" in told[0]
    assert Event.objects.filter(code="letters.issued").count() == 2


def need_guarded(run: Run, officers: Officers, cast: Cast) -> None:
    """Only officers issue; the database keeps what is issued as it is, and takes none of a run that is not locked."""
    with pytest.raises(NotAllowedError):
        letters.issue(run.period, by=cast.rm, terms=TERMS)
    assert fault(run, officers[0], issued_on=calendar.today() + calendar.DAY) == "letters_ahead"


def need_printed(browser: Client, issue: Issue, run: Run) -> None:
    """Each letter says name, number, grade, period, score, decision and seal, and is on pages of its own; fonts are embedded."""
    sent = browser.get(f"/assess/letters/of/{issue.uuid}/?what=notice")
    assert (sent.status_code, sent["Content-Type"]) == (200, "application/pdf")
    told = text_of(sent.content)
    assert len(told) == 3
    for page, outcome in zip(told, Outcome.objects.filter(run=run).order_by("manager"), strict=True):
        for words in (outcome.person, outcome.manager, outcome.grade_label, "2025", f"{outcome.score:,.2f}", run.seal):
            assert "".join(str(words).split()) in page
        assert "第1页共1页" in page
    assert "一票否决" in told[2]
    assert "QX-7" in told[2]
    for page in pypdf.PdfReader(BytesIO(sent.content)).pages:
        for font in page["/Resources"]["/Font"].values():
            below = font.get_object()["/DescendantFonts"][0].get_object()
            assert any("FontFile" in name for name in below["/FontDescriptor"].get_object())
    assert browser.get(f"/assess/letters/of/{issue.uuid}/?decision=promote").status_code == 404
    browser.post("/account/preferences/", {"language": "en"})
    english = text_of(browser.get(f"/assess/letters/of/{issue.uuid}/?what=notice").content)
    browser.post("/account/preferences/", {"language": "zh-hans"})
    assert english[::2] == told
    assert all("Translation" in page and "Page1of1" in page for page in english[1::2])
    kinds = Event.objects.filter(code="letters.taken").values_list("details__rows", flat=True)
    assert 3 in kinds


def need_made_in_the_background(browser: Client, issue: Issue, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes long is a job, whose file is the same and stays."""
    address = f"/assess/letters/of/{issue.uuid}/?what=notice"
    at_once = browser.get(address).content
    monkeypatch.setattr(letters, "AT_ONCE", 1)
    assert browser.get(address).status_code == 302
    carry_out(folder / "work")
    assert b"".join(browser.get(address)) == at_once
    monkeypatch.undo()


def need_own_alone(issue: Issue, cast: Cast, sign_in: type[Client]) -> None:
    """A manager has the own letters, from the scorecard; nobody else's exist."""
    own, others = (issue.letters.get(outcome__manager=name, what="notice") for name in ("rm", "rm2"))
    browser = sign_in(cast.rm)
    assert f"/assess/letters/{own.uuid}/" in browser.get(f"/score/{issue.run.uuid}/rm/").content.decode()
    assert browser.get(f"/assess/letters/{own.uuid}/").status_code == 200
    assert browser.get(f"/assess/letters/{others.uuid}/").status_code == 404
    assert browser.get(f"/assess/letters/of/{issue.uuid}/").status_code == 403
    for row in (own, issue):
        with pytest.raises(ProgrammingError), transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(uuid=row.uuid)


def restated(run: Run, officers: Officers, place: Path, folder: Path) -> Run:
    """Another run, put beside the locked one by two."""
    first, second = officers
    other = recomputed(corrected(run, first, place, folder / "work"), first, folder / "work")
    asked = publishing.propose(other, Kind.RESTATE, by=first, reason="target", waiver="no awards")
    publishing.approve(asked, by=second)
    return other
