"""The scorecard shows the engine's figures to the last digit, to whom they belong."""

from decimal import Decimal
from pathlib import Path

import pytest
from cast import Cast
from closing import reviewed
from django.test import Client

from qiao.desk.assess.models import Outcome, Run
from qiao.desk.audit.models import Event
from qiao.desk.clients import ledger
from qiao.desk.common.hubs import LOADED
from qiao.desk.people.models import User
from qiao.desk.score.queries import cards, changes, results
from qiao.desk.score.queries.results import result_of
from qiao.engine import outline
from qiao.engine.book import shelves


def engines_figures(run: Run, manager: str) -> dict[str, Decimal]:
    """Every indicator's points, as the engine has them."""
    scores = result_of(run).scores
    index = scores.index[manager]
    return {code: Decimal(item.points[index]).scaleb(-2) for code, item in scores.indicators.items()}


def test_every_managers_figures_are_the_engines(run: Run) -> None:
    outcomes = list(Outcome.objects.filter(run=run).select_related("run__period"))
    assert len(outcomes) == 3
    for outcome in outcomes:
        need_equal(outcome)


def need_equal(outcome: Outcome) -> None:
    """Scores, categories, indicators, cuts, bars and quality of a card are those of the engine."""
    shown, scores = cards.card(outcome, outcome), result_of(outcome.run).scores
    index = scores.index[outcome.manager]
    assert (
        outcome.score == Decimal(scores.contribution[index]).scaleb(-2) == sum(one.points for one in shown.categories)
    )
    points = {one.code: one.points for category in shown.categories for one in category.indicators}
    assert points == engines_figures(outcome.run, outcome.manager)
    for category in shown.categories:
        assert category.points == sum(one.points for one in category.indicators) + category.cut
        for one in category.indicators:
            item = scores.indicators[one.code]
            value = item.measures[index]
            assert one.measured.value == (None if value is None else Decimal(value).scaleb(-item.scale)), one.code
            assert one.change == 0
    tree = outline(result_of(outcome.run), outcome.manager)
    for rung, node in zip(shown.rungs, tree.children[0].children, strict=True):
        check = scores.checks(index)[[grade.code for grade in scores.standard.grades].index(rung.code)]
        assert (rung.reached, rung.is_threshold_met) == (int(Decimal(node.text) * 100), check.threshold)
        assert (rung.is_rank_met, rung.is_quality_met) == (bool(check.rank), bool(check.quality))
        assert rung.holds == check.holds


def test_a_server_has_read_the_newest_before_it_answers(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    results._read.cache_clear()
    assert list(LOADED.gather()) == []
    assert results._read.cache_info().misses == 1
    assert sign_in(cast.rm).get("/score/", follow=True).status_code == 200
    assert results._read.cache_info().misses == 1, "the first page read it again"


def test_a_server_has_opened_the_ledger_before_it_answers(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger._shelf.cache_clear()
    assert list(LOADED.gather()) == []
    monkeypatch.setattr(shelves, "open_book", None)
    assert ledger.book() is not None


def test_a_server_begins_without_a_run_whose_folder_is_gone(run: Run) -> None:
    results._read.cache_clear()
    run.folder.rename(run.folder.with_name("elsewhere"))
    try:
        assert list(LOADED.gather()) == []
    finally:
        run.folder.with_name("elsewhere").rename(run.folder)


@pytest.mark.slow
def test_a_manager_opens_every_figure(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    browser = sign_in(cast.rm)
    page = browser.get("/score/", follow=True)
    assert (page.status_code, page.redirect_chain[-1][0]) == (200, f"/score/{run.uuid}/rm/")
    assert page.context["sentence"] in page.content.decode()
    names = [grade.label for grade in page.context["card"].rungs]
    assert all(f">{name}</text>" in page.content.decode() for name in names)
    figures = engines_figures(run, "rm")
    assert len(figures) == 31
    for code, points in figures.items():
        opened = browser.get(f"/score/{run.uuid}/rm/indicators/{code}/")
        told = opened.context["opened"]
        assert (opened.status_code, told.points) == (200, points), code
        if told.at is not None:
            assert told.at[1] == points, code
        for row in told.clients.rows[:1] if told.clients else []:
            below = browser.get(f"/score/{run.uuid}/rm/indicators/{code}/?client={row.number}")
            assert (below.status_code, below.context["client_name"]) == (200, row.name)
    assert browser.get(f"/score/{run.uuid}/rm/indicators/NONE/").status_code == 404
    assert browser.get(f"/score/{run.uuid}/rm/indicators/CORP01/?client=nobody").status_code == 404
    assert browser.get(f"/score/{run.uuid}/rm/ahead/").status_code == 404  # the period is over
    assert browser.get(f"/score/{run.uuid}/rm/changes/").status_code == 404  # there is nothing before
    assert Event.objects.filter(code="run.seen", by=cast.rm, details__what="indicator").exists()


def test_clients_add_up_to_what_was_measured(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    told = sign_in(cast.rm).get(f"/score/{run.uuid}/rm/indicators/CORP02/").context["opened"]
    now, base = told.clients.sums
    assert now - base == told.measured.value
    assert abs(sum(row.total for row in told.clients.rows) - told.measured.value) < Decimal(
        "0.05"
    )  # rounded to be read
    assert sum(row.points or 0 for row in told.clients.rows) == told.points


def test_products_per_client_are_a_number_and_shares_a_percentage(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    browser = sign_in(cast.rm)
    for code, is_share in (("XSELL01", False), ("XSELL03", True)):
        page = browser.get(f"/score/{run.uuid}/rm/indicators/{code}/")
        told = page.context["opened"].measured
        assert told.unit == ("ratio" if is_share else "")
        shown = f"{told.value * 100:.2f}%" if is_share else f"{told.value:.4f}"
        assert f">{shown}</data>" in page.content.decode()


def test_nobody_finds_anothers(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    other = sign_in(cast.rm3)
    mine = f"/score/{run.uuid}/rm/"
    for place in ("", "indicators/CORP01/", "ahead/", "changes/", "statement/pdf/", "statement/xlsx/"):
        assert other.get(mine + place).status_code == 404, place
    assert other.post(f"{mine}confirm/").status_code == 404
    assert [one.manager for one in other.get("/score/people/").context["team"].outcomes] == ["rm3"]
    lead = sign_in(cast.lead)
    assert {one.manager for one in lead.get("/score/people/").context["team"].outcomes} == {"rm", "rm2"}
    assert "rm3" not in str(lead.get("/score/people/file/").content)
    name = cast.rm.name.encode()
    assert name not in other.get(f"/score/{run.uuid}/rm3/").content  # nobody else is named beside one's own place
    assert f"/score/{run.uuid}" not in other.get("/ui/search/?q=rm").content.decode()


def test_what_was_not_shown_is_not_there(
    officers: tuple[User, User], cast: Cast, sign_in: type[Client], tmp_path: Path
) -> None:
    first, second = officers
    run = reviewed(first, second, tmp_path / "work")
    browser = sign_in(cast.rm)
    assert browser.get(f"/score/{run.uuid}/rm/").status_code == 404
    assert browser.get("/score/people/").context["team"] is None
    assert sign_in(first).get(f"/score/{run.uuid}/rm/").status_code == 200
    assert Outcome.objects.visible_to(cast.rm).count() == 0


def test_what_changed_adds_up(run: Run, cast: Cast) -> None:
    """A result beside itself has not changed; beside another manager's the differences add up to that of the scores."""
    own = Outcome.objects.select_related("run__period").get(run=run, manager="rm")
    other = Outcome.objects.select_related("run__period").get(run=run, manager="rm2")
    still = changes.changes(own, own, cast.rm)
    assert (still.change, still.rest, still.clients, still.places) == (0, 0, [], 0 if own.rank else None)
    found = changes.changes(other, own, cast.rm)
    assert found.change == sum(one.change for one in found.categories)
    assert found.change == found.rest + sum(one.change for one in found.clients)
    sizes = [abs(one.change) for one in found.indicators]
    assert sizes == sorted(sizes, reverse=True)
