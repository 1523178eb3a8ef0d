"""The scorecard shows the engine's figures to the last digit, to whom they belong."""

from decimal import Decimal
from pathlib import Path

import pytest
from cast import Cast
from closing import reviewed
from django.test import Client

from qiao.desk.assess.actions import runs
from qiao.desk.assess.models import Outcome, Run
from qiao.desk.people.models import User
from qiao.desk.score.queries.results import result_of


@pytest.fixture
def run(officers: tuple[User, User], tmp_path: Path) -> Run:
    """A reviewed run of 2025 that is shown to managers."""
    first, second = officers
    return runs.show(reviewed(first, second, tmp_path / "work"), by=first)


def test_a_manager_finds_the_engines_figures(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    browser = sign_in(cast.rm)
    page = browser.get("/score/", follow=True)
    assert page.status_code == 200
    card, scores = page.context["card"], result_of(run).scores
    index = scores.index["rm"]
    assert (
        card.outcome.score
        == Decimal(scores.contribution[index]).scaleb(-2)
        == sum(one.points for one in card.categories)
    )
    shown = {one.code: one.points for category in card.categories for one in category.indicators}
    assert shown == {code: Decimal(item.points[index]).scaleb(-2) for code, item in scores.indicators.items()}
    assert len(shown) == 31
    for code, points in shown.items():
        opened = browser.get(f"/score/{run.uuid}/rm/{code}/")
        assert (opened.status_code, Decimal(opened.context["lines"][0].value)) == (200, points), code


def test_nobody_finds_anothers(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    other = sign_in(cast.rm3)
    for address in (f"/score/{run.uuid}/rm/", f"/score/{run.uuid}/rm/CORP01/"):
        assert other.get(address).status_code == 404
    assert [one.manager for one in other.get("/score/people/").context["outcomes"]] == ["rm3"]
    assert {one.manager for one in sign_in(cast.lead).get("/score/people/").context["outcomes"]} == {"rm", "rm2"}


def test_what_was_not_shown_is_not_there(
    officers: tuple[User, User], cast: Cast, sign_in: type[Client], tmp_path: Path
) -> None:
    first, second = officers
    run = reviewed(first, second, tmp_path / "work")
    assert sign_in(cast.rm).get(f"/score/{run.uuid}/rm/").status_code == 404
    assert sign_in(first).get(f"/score/{run.uuid}/rm/").status_code == 200
    assert Outcome.objects.visible_to(cast.rm).count() == 0
