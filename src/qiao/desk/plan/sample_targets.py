"""Targets of the sample bank above the managers', only ever in a database that was made as a sample; made by doing, on played days.

The managers' own came with the ledger and stay as they are. Head office sets the bank's and the branches', heads divide theirs among
their teams, each confirmed by another; one branch was given more than its parts have, and has not divided it yet. A manager has
proposed another figure, which waits; another one's was turned down. Where everybody stood in each run is worked out here, so that
paces are there at once.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from qiao.desk.assess.models import Period
from qiao.desk.assess.queries import results
from qiao.desk.people import calendar
from qiao.desk.people.models import Branch, User
from qiao.desk.plan.actions import divisions, standings, wishes
from qiao.desk.plan.models import Division, Target
from qiao.desk.plan.queries import figures, indicators, spans, trees
from qiao.desk.plan.queries.trees import Key, Unit

YEAR = "2026"
_SET_ON = date(2026, 9, 10)
_AHEAD = "B04"  # was given more than its parts have
_MORE = Decimal("1.05")
_ROUND = Decimal(1_000_000)
_HEADS = {"B01": "branch", "B03": "000231"}


@transaction.atomic
def make() -> int:
    """Make the sample's divisions and wishes; how many divisions there are. Run again it does nothing."""
    period = spans.named(YEAR)
    if period is None or period.is_locked or Division.objects.exists():
        return 0
    if (newest := results.newest_shown(period)) is not None:
        standings.measure(newest)  # the others wait for a worker
    bank = trees.tree(Branch.objects.get(parent=None), period)
    known = figures.of_units(period.label, bank.walk())
    branches = [part for part in bank.parts if isinstance(part.record, Branch)]
    with calendar.played_on(_SET_ON):
        _hand_down(period, bank, _of_bank(period, bank, branches, known), "hr", "hr2")
    for number, branch in enumerate(branches):
        given = _of_teams(period, branch, known)
        head = _HEADS.get(branch.code, "hr")
        with calendar.played_on(_SET_ON + timedelta(days=2 + number)):
            if branch.code == _AHEAD:
                _put(period, branch, given, head)
            else:
                _hand_down(period, branch, given, head, "hr" if head != "hr" else "hr2")
    _wish(period)
    return Division.objects.count()


def _person(number: str) -> User:
    """Somebody as at a new request, with the reach of the day that is played."""
    return User.objects.get(staff_number=number)


# --- from above -------------------------------------------------------------------------------------------------------

Given = dict[tuple[Key, str], Decimal | None]


def _of_bank(period: Period, bank: Unit, branches: list[Unit], known: figures.Figures) -> Given:
    """The branches' figures, those of one of them higher, and the bank's as their sum."""
    given: Given = {}
    for item in indicators.of(period):
        sums = {branch.key: figures.in_force(known, branch, item) for branch in branches}
        for branch in branches:
            figure = sums[branch.key]
            if figure is not None and item.adds_up:
                if branch.code == _AHEAD and figure > 10 * _ROUND:
                    figure = (figure * _MORE / _ROUND).quantize(Decimal(1)) * _ROUND
                given[branch.key, item.code] = figure
        parts = [given[branch.key, item.code] or Decimal() for branch in branches if (branch.key, item.code) in given]
        if parts:
            given[bank.key, item.code] = sum(parts, Decimal())
    return given


def _of_teams(period: Period, branch: Unit, known: figures.Figures) -> Given:
    """The teams' figures: what their managers have together."""
    return {
        (part.key, item.code): figures.in_force(known, part, item)
        for part in branch.parts
        if not part.is_person
        for item in indicators.of(period)
        if item.adds_up and figures.in_force(known, part, item) is not None
    }


def _put(period: Period, unit: Unit, given: Given, by: str) -> Division:
    assert not isinstance(unit.record, User)
    division = divisions.begin(period, unit.record, by=_person(by))
    return divisions.put(division, by=_person(by), version=division.version, given=given)


def _hand_down(period: Period, unit: Unit, given: Given, by: str, second: str) -> None:
    made = _put(period, unit, given, by)
    made = divisions.propose(made, by=_person(by), version=made.version)
    divisions.confirm(made, by=_person(second))


# --- from below -------------------------------------------------------------------------------------------------------


def _wish(period: Period) -> None:
    """One that was turned down, and one that waits and rings the bell."""
    more: Callable[[str, str, str], Decimal] = lambda number, code, times: (  # noqa: E731
        (Target.objects.get(person__staff_number=number, period=YEAR, indicator=code).figure or Decimal())
        * Decimal(times)
    ).quantize(Decimal(1))
    with calendar.played_on(date(2026, 9, 22)):
        asked = wishes.make(
            period, _person("rm2"), "CORP04", by=_person("rm2"), figure=more("rm2", "CORP04", "0.9"),
            reason="两户贷款提前结清,申请调减",
        )  # fmt: skip
    with calendar.played_on(date(2026, 9, 24)):
        wishes.refuse(asked, by=_person("lead"), answer="储备项目年内可投放,目标不变")
    wishes.make(
        period, _person("rm"), "CORP01", by=_person("rm"), figure=more("rm", "CORP01", "1.04"),
        reason="新签两户结算客户,四季度可新增沉淀",
    )  # fmt: skip
