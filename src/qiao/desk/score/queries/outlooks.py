"""What is still needed for the next grade by the period's end, while days are left, and where it could come from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from qiao.desk.assess.models import Outcome
from qiao.desk.assess.words import grade
from qiao.desk.clients.models import Account, Client
from qiao.desk.common.languages import said
from qiao.desk.people.models import User
from qiao.desk.score import words
from qiao.desk.score.queries.nodes import unit_of
from qiao.desk.score.queries.results import brought_of, outlook_of, result_of
from qiao.engine import Outlook, Text

_LISTED = 8
_FALLEN = (("deposit_adb", "deposit_base"), ("loan_adb", "loan_base"))


class Need(NamedTuple):
    """One bar of a grade: the projection against it, what is missing, and what would reach it.

    Amounts are in yuan; `extra` is missing a day from tomorrow (of flows: in all), `level` the balance to hold.
    """

    grade: str
    code: str
    measure: str
    unit: str
    state: str
    value: Decimal | None
    bar: Decimal
    extra: Decimal | None
    level: Decimal | None
    per_workday: Decimal | None

    @property
    def missing(self) -> Decimal | None:
        """What the projection lacks; None where it reaches the bar."""
        return None if self.state == "reached" or self.value is None else self.bar - self.value

    @property
    def state_label(self) -> str:
        """How it stands, in words."""
        return str(words.NEEDS.get(self.state, self.state))


class RankNeed(NamedTuple):
    """Points missing to the last place inside a grade's cut, if the others stand still; None where nobody is ranked."""

    grade: str
    code: str
    seats: int
    missing: Decimal | None


class Ladder(NamedTuple):
    """What one grade still asks."""

    code: str
    label: str
    needs: list[Need]
    rank: RankNeed
    quality_bar: Decimal
    quality_missing: Decimal | None
    is_next: bool


class Source(NamedTuple):
    """A client of one's own book that brings less than its base: by how much, at which share."""

    name: str
    url: str
    share: Decimal
    now: Decimal
    base: Decimal

    @property
    def gap(self) -> Decimal:
        """What it brings less than in the period of its base."""
        return self.base - self.now


@dataclass(frozen=True, slots=True)
class Ahead:
    """The outlook of one manager, the next grade first."""

    as_of: date
    last: date
    days_left: int
    workdays_left: int
    ladders: list[Ladder]
    deposits: list[Source]
    loans: list[Source]
    maturing: list[Account]
    is_calendar_known: bool


def ahead(outcome: Outcome, user: User) -> Ahead | None:
    """What is still needed; None where no day of the period is left."""
    if not outcome.run.is_provisional:
        return None
    found = outlook_of(outcome.run, outcome.manager)
    shares = {client: Decimal(share).scaleb(-4) for client, share in found.clients}
    own = {one.number: one for one in Client.objects.visible_to(user).filter(number__in=shares)}
    deposits, loans = (_fallen(outcome, shares, own, now, base) for now, base in _FALLEN)
    last = outcome.run.period.last
    return Ahead(
        found.as_of,
        last,
        found.days_left,
        found.workdays_left,
        _ladders(outcome, found),
        deposits,
        loans,
        _maturing(own, outcome.run.as_of, last),
        found.workdays_known,
    )


def _ladders(outcome: Outcome, found: Outlook) -> list[Ladder]:
    """Each grade above what the three axes support, from the next one up; the topmost where all of them hold."""
    standard = result_of(outcome.run).standard.standard
    codes = [one.code for one in standard.grades]
    first = min(codes.index(outcome.supported) + 1, len(codes) - 1) if outcome.supported else 0
    ranks = {one.grade: RankNeed(grade(one.grade), one.grade, one.seats, _at(one.missing, 2)) for one in found.ranks}
    ladders = []
    for one in standard.grades[first:]:
        bar = Decimal(one.quality_at_least).scaleb(-2)
        short = None if outcome.quality is None else max(Decimal(0), bar - outcome.quality)
        needs = [
            Need(
                grade(need.grade),
                need.measure,
                said(Text(standard.measures[need.measure].name.zh, standard.measures[need.measure].name.en)),
                unit_of(standard, need.measure),
                need.state,
                _at(need.value, need.scale),
                Decimal(need.bar).scaleb(-need.scale),
                _at(need.extra, 2),
                _at(need.level, 2),
                _at(need.per_workday, need.scale),
            )
            for need in found.needs
            if need.grade == one.code
        ]
        ladders.append(Ladder(one.code, grade(one.code), needs, ranks[one.code], bar, short, one.code == codes[first]))
    return ladders


def _fallen(outcome: Outcome, shares: dict[str, Decimal], own: dict[str, Client], now: str, base: str) -> list[Source]:
    """Own clients whose average lies below its base, by how much it does."""
    brought = brought_of(outcome.run)
    found = []
    for number, client in own.items():
        told = {one.measure: one.value for one in brought.values(number, [outcome.manager])}
        if told.get(base, Decimal(0)) > told.get(now, Decimal(0)):
            found.append(
                Source(
                    client.name, client.get_absolute_url(), shares[number], told.get(now, Decimal("0.00")), told[base]
                )
            )
    return sorted(found, key=lambda one: (-one.gap, one.name))[:_LISTED]


def _maturing(own: dict[str, Client], after: date, last: date) -> list[Account]:
    """Own clients' accounts that mature before the period ends, the next first."""
    found = Account.objects.filter(client__in=own.values(), closed_on=None, matures_on__gt=after, matures_on__lte=last)
    return list(found.select_related("client", "product").order_by("matures_on", "pk")[:_LISTED])


def _at(units: int | None, scale: int) -> Decimal | None:
    return None if units is None else Decimal(units).scaleb(-scale)
