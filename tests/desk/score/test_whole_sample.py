"""All managers of the sample bank: what their scorecards show is what the engine has, to the last digit, and on the page itself."""

from pathlib import Path

import pytest
import sample_banks
from cast import Cast
from closing import reviewed, second_officer
from django.template.defaultfilters import striptags
from django.test import Client
from pytest_django import Settings
from score.test_cards import need_equal
from shelves import imported

from qiao.desk.assess.models import Outcome
from qiao.desk.clients.actions import deliveries

pytestmark = pytest.mark.slow


def test_every_manager_of_the_sample_sees_the_engines_figures(
    cast: Cast, settings: Settings, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, sign_in: type[Client]
) -> None:
    settings.LEDGER, settings.HOME = tmp_path / "ledger", tmp_path
    imported(sample_banks.made(7, tmp_path_factory) / "bank", tmp_path / "ledger")
    deliveries.feed(by=None)
    run = reviewed(cast.hr, second_officer(), tmp_path / "work")
    browser = sign_in(cast.hr)
    outcomes = list(Outcome.objects.filter(run=run).select_related("run__period"))
    assert len(outcomes) == 60
    for outcome in outcomes:
        need_equal(outcome)
        page = browser.get(f"/score/{run.uuid}/{outcome.manager}/")
        told = striptags(page.content.decode()).replace("−", "-")
        shown = [
            outcome.score,
            *(one.points for category in page.context["card"].categories for one in category.indicators),
        ]
        assert [figure for figure in shown if f"{figure:,.2f}" not in told] == [], outcome.manager
        assert outcome.quality is None or f"{outcome.quality:,.2f}" in told, outcome.manager
