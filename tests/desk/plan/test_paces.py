"""Pace and forecast come from the run, exactly, and open to their parts for whom they belong to."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from cast import Cast
from closing import Officers
from django.test import Client
from working import carry_out

from qiao.desk.assess.actions import runs
from qiao.desk.assess.models import Period, Run
from qiao.desk.people.models import Branch, Team
from qiao.desk.plan.models import Standing
from qiao.desk.plan.queries import paces, spans
from qiao.desk.plan.queries.spans import Clock
from qiao.desk.score.queries.results import result_of
from qiao.engine import is_workday, outlook

HALF = Clock(date(2025, 7, 2), 365, 183, 248, 124)


def test_working_days_count_make_up_days(year: Period) -> None:
    clock = spans.clock(year, date(2025, 1, 26))
    assert (clock.days, clock.days_so_far) == (365, 26)
    assert is_workday(date(2025, 1, 26)), "a Sunday that is made up for"
    assert clock.workdays_so_far == 18
    assert clock.workdays == 248


def test_a_pace_is_the_share_reached_by_the_share_of_working_days() -> None:
    assert paces.pace("total", Decimal(50), Decimal(100), HALF) == (Decimal("0.5000"), Decimal("1.0000"), "on_pace")
    assert paces.pace("level", Decimal("0.5"), Decimal(1), HALF).pace == Decimal("0.5000"), "time does not matter"
    assert paces.pace("total", Decimal(60), Decimal(100), HALF).mark == "ahead"
    assert paces.pace("total", Decimal("47.4"), Decimal(100), HALF).mark == "behind"
    assert paces.pace("total", Decimal("47.5"), Decimal(100), HALF).mark == "on_pace"
    assert (
        paces.pace("total", None, Decimal(100), HALF).mark == paces.pace("total", Decimal(1), None, HALF).mark == "open"
    )


def test_standings_are_the_runs_own_figures(run: Run) -> None:
    scores = result_of(run).scores
    rows = {(one.manager, one.indicator): one for one in Standing.objects.filter(run=run)}
    for code in ("CORP01", "FEE01", "INTL01", "CONTRIB02"):
        item = scores.indicators[code]
        for manager, index in scores.index.items():
            row = rows[manager, code]
            value = item.measures[index]
            assert row.value == (None if value is None else Decimal(value).scaleb(-item.scale))
            assert row.forecast == row.value, "the year is over"
    assert {one.indicator for one in rows.values()} == {
        code for code, item in scores.indicators.items() if item.indicator.scoring.method == "TARGET"
    }


@pytest.mark.slow
def test_a_forecast_follows_the_outlooks_formulas(year: Period, officers: Officers, tmp_path: Path) -> None:
    made = runs.ask(year, by=officers[0], as_of=date(2025, 6, 30))
    carry_out(tmp_path / "work")
    rows = {(one.manager, one.indicator): one for one in Standing.objects.filter(run=made)}
    held = rows[
        "rm", "CORP03"
    ]  # 70 % of 40,000,000.00 to 28 February, of 71,234,567.89 in March, of nothing for ten days, then of 500.00
    daily = 59 * 40_000_000 + Fraction("71234567.89") * 31 + 265 * 500
    assert held.forecast == paces.rounded(daily * Fraction(7, 10) / 365).quantize(Decimal("0.01"))
    needs = {need.measure: need.value for need in outlook(result_of(made), "rm").needs}
    assert rows["rm", "CORP04"].forecast == Decimal(needs["loan_adb"] or 0).scaleb(-2)
    assert held.earned == paces.rounded(Fraction(held.value or 0) * 181 / 365).quantize(Decimal("0.01")), (
        "it fills with the days"
    )
    fees = rows["rm", "FEE01"]
    clock = spans.clock(year, date(2025, 6, 30))
    expected = Fraction(fees.value or 0) * clock.workdays / clock.workdays_so_far
    assert fees.forecast == paces.rounded(expected).quantize(Decimal("0.01"))


def test_a_manager_sees_their_own_and_a_line_of_it_today(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    browser = sign_in(cast.rm)
    assert browser.get("/plan/", follow=True).context["run"] is None, "nothing was shown yet"
    Run.objects.filter(pk=run.pk).update(shown_at=run.done_at)
    page = browser.get("/plan/", follow=True)
    lines = {line.item.code: line for line in page.context["lines"]}
    assert (lines["CORP01"].target, lines["CORP01"].pace.mark) == (Decimal(50_000_000), "behind")
    assert browser.get(f"/score/{run.uuid}/rm/indicators/CORP01/").status_code == 200
    own = browser.get("/").context["pace"]
    assert (own.period, own.marks["behind"] + own.marks["ahead"]) == ("2025", 2)
    assert sign_in(cast.risk).get("/").context["pace"] is None


def test_sums_are_those_of_the_parts(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    Run.objects.filter(pk=run.pk).update(shown_at=run.done_at)
    page = sign_in(cast.lead).get("/plan/?of=CORP01", follow=True)
    team = Team.objects.get(code="T011")
    page = sign_in(cast.lead).get(f"/plan/teams/{team.uuid}/?of=CORP01")
    whole, parts = page.context["of"], page.context["parts"]
    assert whole.target == Decimal(90_000_000) == sum(part.line.target for part in parts if part.line.target)
    assert whole.value == sum(part.line.value for part in parts if part.line.value)
    bank = Branch.objects.get(code="HO")
    page = sign_in(cast.hr).get(f"/plan/branches/{bank.uuid}/?of=CORP01")
    assert page.context["of"].target == Decimal(100_000_000)
    exported = sign_in(cast.hr).get(f"/plan/branches/{bank.uuid}/file/?format=csv").content.decode("utf-8-sig")
    assert "rm3" in exported


def test_outside_ones_reach_there_is_nothing(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    Run.objects.filter(pk=run.pk).update(shown_at=run.done_at)
    west, east = Branch.objects.get(code="B02"), Branch.objects.get(code="B01")
    for person, status in ((cast.rm, 404), (cast.lead, 404), (cast.branch, 200), (cast.auditor, 200), (cast.risk, 403)):
        for page in ("", "divide/", "file/?format=csv"):
            assert sign_in(person).get(f"/plan/branches/{east.uuid}/{page}").status_code == status, (person, page)
    assert sign_in(cast.branch).get(f"/plan/branches/{west.uuid}/").status_code == 404
    assert sign_in(cast.rm2).get(f"/plan/people/{cast.rm.uuid}/").status_code == 404
    assert "rm3" not in sign_in(cast.branch).get(f"/plan/branches/{east.uuid}/file/?format=csv").content.decode()
