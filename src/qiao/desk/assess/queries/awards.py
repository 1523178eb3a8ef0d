"""Awards and adjustments of a period: the desk's own, those that the ledger had before, and what they sum to under each cap."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from qiao.desk.assess.models import Award, Outcome, Period
from qiao.desk.assess.models.publishing import State
from qiao.desk.clients import ledger
from qiao.desk.common.languages import said
from qiao.desk.common.roles import Role
from qiao.desk.people.models import User
from qiao.engine import Cells, Standard, Text, rows_in_force

TABLE = "awards"
HEADS = (Role.LEAD, Role.BRANCH)


class Kind(NamedTuple):
    """A bonus indicator of a standard: its code, its name and the most points that it gives."""

    code: str
    name: str
    cap: Decimal


class Sum(NamedTuple):
    """One manager's points of every bonus indicator, in the order of the standard: awarded, and counted between 0 and the cap."""

    manager: str
    person: User | None
    awarded: list[Decimal]
    counted: list[Decimal]

    @property
    def pairs(self) -> list[tuple[Decimal, Decimal]]:
        """Both, indicator by indicator."""
        return list(zip(self.awarded, self.counted, strict=True))

    @property
    def total(self) -> Decimal:
        """All that counts."""
        return sum(self.counted, Decimal("0.00"))


class Told(NamedTuple):
    """An award that the ledger had from elsewhere."""

    award_id: str
    manager: str
    date: date
    indicator: str
    points: Decimal
    reason: str
    approved_by: str


# The texts of such an award, and the ledger's columns that they stand in.
_COLUMNS = {
    "award_id": "award_id",
    "manager": "manager_id",
    "indicator": "indicator",
    "reason": "reason",
    "approved_by": "approved_by",
}


def periods(user: User) -> QuerySet[Period]:
    """The periods that the person may see; heads propose in all of them, so they see that there are."""
    found = Period.objects.all() if user.has_role(*HEADS) else Period.objects.visible_to(user)
    return found.select_related("standard")


def kinds(standard: Standard) -> list[Kind]:
    """The bonus indicators of a standard."""
    return [
        Kind(item.code, said(Text(item.name.zh, item.name.en)), Decimal(item.scoring.cap).scaleb(-2))
        for item in standard.indicators
        if item.scoring.method == "BONUS"
    ]


def of_period(period: Period, user: User) -> QuerySet[Award]:
    """The desk's awards of a period that the person may see, the newest first."""
    withdrawn = Prefetch("withdrawals", Award.objects.filter(state__in=[State.PROPOSED, State.APPROVED]))
    found = Award.objects.visible_to(user).filter(date__range=(period.first, period.last))
    return found.select_related("period", "person", "proposed_by", "decided_by", "withdraws").prefetch_related(
        withdrawn
    )


def waiting(period: Period) -> QuerySet[Award]:
    """What a second person has still to decide on days of a period."""
    return Award.objects.filter(date__range=(period.first, period.last), state=State.PROPOSED)


def in_effect() -> QuerySet[Award]:
    """What the ledger is to have of the desk: approved, and not taken back by an approved withdrawal."""
    taken_back = Award.objects.filter(withdraws__isnull=False, state=State.APPROVED)
    found = Award.objects.filter(withdraws=None, state=State.APPROVED).exclude(pk__in=taken_back.values("withdraws"))
    return found.select_related("period", "decided_by")


def of_indicator(outcome: Outcome, code: str, user: User) -> QuerySet[Award]:
    """What counts today of one manager's awards of an indicator in a result's period, for whoever may see it."""
    days = (outcome.run.period.first, outcome.run.period.last)
    own = in_effect().filter(person=outcome.person_id, indicator=code, date__range=days)
    return own.filter(pk__in=Award.objects.visible_to(user).values("pk")).order_by("date", "pk")


def ours() -> set[str]:
    """The numbers of every award that the desk ever had."""
    return {one.award_id for one in Award.objects.select_related("period")}


def told(period: Period, user: User) -> list[Told]:
    """Approved awards of the period that the ledger has from elsewhere, of those whom the person may see."""
    if ledger.book() is None:
        return []
    known, own = people(user), ours()
    found = (_told(row) for row in _rows() if row["approved_by"] and row["award_id"] not in own)
    return [one for one in found if period.first <= one.date <= period.last and (known is None or one.manager in known)]


def _told(row: Cells) -> Told:
    day, points = row["date"], row["points"]
    assert isinstance(day, date)
    assert isinstance(points, Decimal)
    texts = {name: str(row[column] or "") for name, column in _COLUMNS.items()}
    return Told(date=day, points=points, **texts)


def people(user: User) -> set[str] | None:
    """The staff numbers of those whose awards a person sees in a list; None for everybody's."""
    if user.reach.reads_results:
        return None
    return set(whom(user).values_list("staff_number", flat=True))


def whom(user: User) -> QuerySet[User]:
    """The people for whom a person may propose something, never oneself."""
    found = User.objects.all() if user.reach.is_assessment else User.objects.filter(user.reach.placed())
    return found.exclude(pk=user.pk).distinct()


def sums(kinds: list[Kind], awards: Iterable[Award], others: Iterable[Told]) -> list[Sum]:
    """What counts for each manager who has any, by staff number."""
    points: dict[str, dict[str, Decimal]] = {}
    persons: dict[str, User] = {}
    for one in awards:
        persons[one.manager] = one.person
    for manager, indicator, more in [
        *((one.manager, one.indicator, one.points) for one in awards),
        *((one.manager, one.indicator, one.points) for one in others),
    ]:
        own = points.setdefault(manager, {})
        own[indicator] = own.get(indicator, Decimal("0.00")) + more
    return [_sum(kinds, manager, persons.get(manager), points[manager]) for manager in sorted(points)]


def _sum(kinds: list[Kind], manager: str, person: User | None, points: dict[str, Decimal]) -> Sum:
    awarded = [points.get(kind.code, Decimal("0.00")) for kind in kinds]
    counted = [min(kind.cap, max(Decimal("0.00"), sum_)) for kind, sum_ in zip(kinds, awarded, strict=True)]
    return Sum(manager, person, awarded, counted)


def _rows() -> Iterable[Cells]:
    return rows_in_force(Path(settings.LEDGER), TABLE)
