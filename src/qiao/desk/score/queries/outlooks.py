"""What is still needed for the next grade by the period's end, while days are left, and where it could come from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode

from qiao.desk.assess.models import Outcome
from qiao.desk.assess.words import grade
from qiao.desk.clients.models import Account, Client, Product
from qiao.desk.common.languages import said
from qiao.desk.people.models import User
from qiao.desk.score import words
from qiao.desk.score.queries.nodes import unit_of
from qiao.desk.score.queries.results import brought_of, outlook_of, result_of
from qiao.engine import Need as EngineNeed
from qiao.engine import Outlook, Text

_LISTED = 8
_WAN = 10_000
# Which average and which base a client's part of a need is looked for in.
_SOURCES = {
    "deposit_adb": ("deposit_adb", "deposit_base"),
    "deposit_increase": ("deposit_adb", "deposit_base"),
    "loan_adb": ("loan_adb", "loan_base"),
    "loan_increase": ("loan_adb", "loan_base"),
}


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
    is_alternative: bool

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
    """A client of one's own book: what it brings now and brought in its base, and what it would have to bring alone.

    `alone` is more a day from tomorrow, by the engine, at the share that one has of the client; `supposed` asks what that
    would come to, as the what-if's address has it, blank where there is nothing to ask.
    """

    name: str
    url: str
    share: Decimal
    now: Decimal
    base: Decimal
    alone: Decimal | None
    supposed: str = ""

    @property
    def gap(self) -> Decimal | None:
        """What it brings less than in its base; None where it brings more."""
        return self.base - self.now if self.base > self.now else None


class Book(NamedTuple):
    """Where a need could be met from: clients that fell below their base first, then the largest."""

    measure: str
    clients: list[Source]


@dataclass(frozen=True, slots=True)
class Ahead:
    """The outlook of one manager, the next grade first."""

    as_of: date
    last: date
    days_left: int
    workdays_left: int
    ladders: list[Ladder]
    books: list[Book]
    maturing: list[Account]
    is_calendar_known: bool


def ahead(outcome: Outcome, user: User) -> Ahead | None:
    """What is still needed; None where no day of the period is left."""
    if not outcome.run.is_provisional:
        return None
    found = outlook_of(outcome.run, outcome.manager)
    numbers = [number for number, _share in found.clients]
    own = {one.number: one for one in Client.objects.visible_to(user).filter(number__in=numbers)}
    ladders = _ladders(outcome, found)
    last = outcome.run.period.last
    return Ahead(
        found.as_of,
        last,
        found.days_left,
        found.workdays_left,
        ladders,
        _books(outcome, found, ladders[0], own),
        _maturing(own, outcome.run.as_of, last),
        found.workdays_known,
    )


def _ladders(outcome: Outcome, found: Outlook) -> list[Ladder]:
    """Each grade above what the three axes support, from the next one up; the topmost where all of them hold."""
    standard = result_of(outcome.run).standard.standard
    codes: list[str] = [one.code for one in standard.grades]
    first = min(codes.index(outcome.supported) + 1, len(codes) - 1) if outcome.supported else 0
    ranks = {one.grade: RankNeed(grade(one.grade), one.grade, one.seats, _at(one.missing, 2)) for one in found.ranks}
    ladders = []
    for one in standard.grades[first:]:
        bar = Decimal(one.quality_at_least).scaleb(-2)
        short = None if outcome.quality is None else max(Decimal(0), bar - outcome.quality)
        alternatives = set(_alternatives(one.threshold))
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
                need.measure in alternatives,
            )
            for need in found.needs
            if need.grade == one.code
        ]
        ladders.append(Ladder(one.code, grade(one.code), needs, ranks[one.code], bar, short, one.code == codes[first]))
    return ladders


def _alternatives(condition: Any, *, is_one_of: bool = False) -> Iterator[str]:
    """The measures of a threshold of which not all are asked: they stand below an `any`."""
    parts = getattr(condition, "any", None) or getattr(condition, "all", None)
    if parts is None:
        if is_one_of:
            yield condition.measure
        return
    for part in parts:
        yield from _alternatives(part, is_one_of=is_one_of or hasattr(condition, "any"))


def _books(outcome: Outcome, found: Outlook, ladder: Ladder, own: dict[str, Client]) -> list[Book]:
    """For each average that the next grade lacks, once for deposits and once for loans."""
    books: dict[tuple[str, str], Book] = {}
    for need in found.needs:
        source = _SOURCES.get(need.measure)
        if need.grade == ladder.code and need.extra and source and source not in books:
            name = next(one.measure for one in ladder.needs if one.code == need.measure)
            books[source] = Book(name, _sources(outcome, found, need, own, source))
    return [book for book in books.values() if book.clients]


def _sources(
    outcome: Outcome, found: Outlook, need: EngineNeed, own: dict[str, Client], source: tuple[str, str]
) -> list[Source]:
    brought, nothing, rows = brought_of(outcome.run).values_in(outcome.manager, source), Decimal("0.00"), []
    for number, share in found.clients:
        if client := own.get(number):
            told = brought.get(number, {})
            now, base = (told.get(name, nothing) for name in source)
            rows.append((Source(client.name, "", Decimal(share).scaleb(-4), now, base, None), client, share))
    rows.sort(key=lambda row: (-(row[0].gap or 0), -row[0].now, row[0].name))
    product = _product("deposit" if source[0].startswith("deposit") else "loan")
    return [_asked(one, client, _at(need.at_share(share), 2), product) for one, client, share in rows[:_LISTED]]


def _asked(one: Source, client: Client, alone: Decimal | None, product: str) -> Source:
    """With where it is looked up, and what the what-if is asked of it."""
    asked = {"client": client.uuid, "what": f"balance.{product}", "amount": f"{(alone or 0) / _WAN:f}"}
    supposed = urlencode(asked) if alone and product else ""
    return one._replace(url=client.get_absolute_url(), alone=alone, supposed=supposed)


def _product(family: str) -> str:
    """What a client would bring more of as a rule: the family's first product that counts."""
    found = Product.objects.filter(family=family).exclude(tags__contains=["interbank"]).order_by("code")
    return found.values_list("code", flat=True).first() or ""


def _maturing(own: dict[str, Client], after: date, last: date) -> list[Account]:
    """Own clients' accounts that mature before the period ends, the next first."""
    found = Account.objects.filter(client__in=own.values(), closed_on=None, matures_on__gt=after, matures_on__lte=last)
    return list(found.select_related("client", "product").order_by("matures_on", "pk")[:_LISTED])


def _at(units: int | None, scale: int) -> Decimal | None:
    return None if units is None else Decimal(units).scaleb(-scale)
