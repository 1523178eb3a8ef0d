"""What changed since an earlier result: by axis, category, indicator, and by client where points are shared among clients."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from qiao.desk.assess.models import Outcome
from qiao.desk.clients.models import Client
from qiao.desk.people.models import User
from qiao.desk.score.queries import cards, results
from qiao.desk.score.queries.cards import Card, Category, Indicator

_LISTED = 20


class RungChange(NamedTuple):
    """How much of a grade's threshold was reached before and is now, in whole per cent."""

    label: str
    before: int
    after: int

    @property
    def change(self) -> int:
        """What it rose by."""
        return self.after - self.before


class Pair(NamedTuple):
    """An indicator in both results: what was measured, and the points."""

    now: Indicator
    then: Indicator | None

    @property
    def change(self) -> Decimal:
        """Points more than before."""
        return self.now.change or Decimal(0)


class ClientChange(NamedTuple):
    """A client's points in all indicators that are sums over clients, before and after."""

    number: str
    name: str
    url: str
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """Points more than before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Changes:
    """Two results of one manager side by side; what changed most comes first."""

    before: Outcome
    after: Outcome
    card: Card
    rungs: list[RungChange]
    categories: list[Category]
    indicators: list[Pair]
    clients: list[ClientChange]
    rest: Decimal

    @property
    def change(self) -> Decimal:
        """Points more than before, in all."""
        return self.after.score - self.before.score

    @property
    def places(self) -> int | None:
        """Places gained in rank; None where one of them has none."""
        ranks = self.before.rank, self.after.rank
        return None if ranks[0] is None or ranks[1] is None else ranks[0] - ranks[1]

    @property
    def quality(self) -> Decimal | None:
        """Points of quality more than before; None where one of them has none."""
        scores = self.before.quality, self.after.quality
        return None if scores[0] is None or scores[1] is None else scores[1] - scores[0]


def changes(before: Outcome, after: Outcome, user: User) -> Changes:
    """What changed between two results of the same manager."""
    now, then = cards.card(after, before), cards.card(before)
    earlier = {one.code: one for category in then.categories for one in category.indicators}
    pairs = [Pair(one, earlier.get(one.code)) for category in now.categories for one in category.indicators]
    clients = _clients(before, after, user)
    moved = sum((one.change for one in clients), Decimal(0))
    shown = sorted((one for one in clients if one.change), key=lambda one: (-abs(one.change), one.number))
    return Changes(
        before,
        after,
        now,
        [RungChange(rung.label, before.reached.get(rung.code, 0), rung.reached) for rung in reversed(now.rungs)],
        sorted(now.categories, key=lambda one: abs(one.change or Decimal(0)), reverse=True),
        sorted(pairs, key=lambda one: (-abs(one.change), one.now.code)),
        shown[:_LISTED],
        after.score - before.score - moved + sum((one.change for one in shown[_LISTED:]), Decimal(0)),
    )


def _clients(before: Outcome, after: Outcome, user: User) -> list[ClientChange]:
    old, new = _by_client(before), _by_client(after)
    numbers = old.keys() | new.keys()
    # The names belong to the manager's own figures; the page of a client is another matter.
    names = dict(Client.objects.filter(number__in=numbers).values_list("number", "name"))
    open_to = {one.number: one.get_absolute_url() for one in Client.objects.visible_to(user).filter(number__in=numbers)}
    nothing = Decimal("0.00")
    return [
        ClientChange(
            number,
            names.get(number, number),
            open_to.get(number, ""),
            old.get(number, nothing),
            new.get(number, nothing),
        )
        for number in numbers
    ]


def _by_client(outcome: Outcome) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for one in results.brought_of(outcome.run).points_of(outcome.manager):
        found[one.client_id] += one.points
    return dict(found)
