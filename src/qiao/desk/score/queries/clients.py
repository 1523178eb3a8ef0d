"""What one client brought in points, for the client page: by indicator, in the newest run that was shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from qiao.desk.assess.models import Outcome, Run
from qiao.desk.common.composing import among, composed
from qiao.desk.common.languages import said
from qiao.desk.people.models import User
from qiao.desk.people.reach import Reach
from qiao.desk.score.queries.results import brought_of, result_of
from qiao.engine import RequestError, Text


class Part(NamedTuple):
    """A client's part of a manager's points of an indicator."""

    code: str
    name: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Brought:
    """What a client brought to one manager."""

    outcome: Outcome
    parts: list[Part]

    @property
    def total(self) -> Decimal:
        """All of it."""
        return sum((part.points for part in self.parts), Decimal("0.00"))


def brought(number: str, managers: Iterable[int], user: User) -> list[Brought]:
    """The points of a client with those of its managers whose score the person may see; one question to the database."""
    told = [_of(number, one) for one in _newest(user.reach, managers=list(managers))]
    return [one for one in told if one.parts]


@composed
def _newest(reach: Reach, *, managers: list[int]) -> QuerySet[Outcome]:
    newest = Run.objects.filter(shown_at__isnull=False).order_by("-as_of", "-shown_at").values("pk")[:1]
    found = Outcome.objects.visible_to(reach.bearer).filter(among("person", managers), run__in=newest)
    return found.select_related("run__period", "person")


def _of(number: str, outcome: Outcome) -> Brought:
    try:
        standard = result_of(outcome.run).standard.standard
        points = brought_of(outcome.run).points(number, [outcome.manager])
    except RequestError:  # the run's folder is gone; the client page is not the place to say so
        return Brought(outcome, [])
    names = {item.code: said(Text(item.name.zh, item.name.en)) for item in standard.indicators}
    return Brought(outcome, [Part(one.indicator, names[one.indicator], one.points) for one in points if one.points])
