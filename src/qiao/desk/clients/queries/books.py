"""Whole books: whose clients may go together."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from qiao.desk.clients.models import Assignment, Client
from qiao.desk.clients.models.handovers import STANDING
from qiao.desk.clients.queries import supervising
from qiao.desk.clients.queries.handovers import SUPERVISORS
from qiao.desk.clients.queries.supervising import Place
from qiao.desk.common.composing import composed
from qiao.desk.people import calendar
from qiao.desk.people.models import User


@dataclass(frozen=True, slots=True)
class Book:
    """Somebody's clients, by number."""

    person: User
    count: int


def clients_of(person: User) -> tuple[list[Client], int]:
    """Who is in somebody's book today and free to be handed over, by name, and how many more have a handover under way."""
    held = Assignment.objects.on(calendar.today()).filter(manager=person)
    found = Client.objects.filter(pk__in=held.values("client"))
    free = found.exclude(handovers__state__in=STANDING)
    clients = list(free.select_related("figures"))
    return clients, found.count() - len(clients)


def may_hand_over(person: User, user: User) -> bool:
    """Whether the reader may propose for the whole book: their own, or that of somebody whom they supervise."""
    return _may_hand_over(person, user, supervising.place_of(person, calendar.today()))


def _may_hand_over(person: User, user: User, place: Place | None) -> bool:
    return place is not None and (person.pk in user.reach.acts_for or supervising.supervises(user, place))


def of_leavers(user: User) -> list[Book]:
    """Leavers, and those who are about to leave, whose books the reader may hand over."""
    if not user.has_role(*SUPERVISORS):
        return []
    people = list(_going(day=user.reach.day))
    places = supervising.places_of(people, calendar.today())
    return [
        Book(person, person.count)  # type: ignore[attr-defined]
        for person in people
        if _may_hand_over(person, user, places.get(person.pk))
    ]


@composed
def _going(*, day: date) -> QuerySet[User]:
    running = Q(assignments__to_date=None) | Q(assignments__to_date__gte=day)
    found = User.objects.filter(running, assignments__from_date__lte=day, left_on__isnull=False)
    return found.annotate(count=Count("assignments__client", distinct=True)).order_by("left_on", "pk")
