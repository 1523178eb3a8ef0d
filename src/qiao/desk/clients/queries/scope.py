"""How much of a client a person may see: the whole, or some days' figures."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from qiao.desk.clients import spans
from qiao.desk.clients.models import Assignment, Client
from qiao.desk.clients.models.clients import managers_within
from qiao.desk.clients.spans import Span
from qiao.desk.common.composing import composed
from qiao.desk.people.models import User


def opened(user: User, uuid: UUID) -> tuple[Client, list[Span] | None]:
    """A client and the days of which its figures may be seen, as `days_of` tells them; 404 outside of both gates."""
    for whole in _whole(user.bearer, uuid=uuid):
        return whole, None
    found = get_object_or_404(Client.objects.figures_visible_to(user).select_related("group"), uuid=uuid)
    return found, _past_days(found, user)


@composed
def _whole(user: User, *, uuid: UUID) -> QuerySet[Client]:
    return Client.objects.visible_to(user).select_related("group", "figures").filter(uuid=uuid).order_by()


def is_whole(client: Client, user: User) -> bool:
    """Whether the whole client is in the person's scope today, not just some days' figures."""
    return Client.objects.visible_to(user).filter(pk=client.pk).exists()


def days_of(client: Client, user: User) -> list[Span] | None:
    """The days of which the person may see this client's figures; None is every day.

    Somebody who handed the client over sees the days of their own share in periods that are not locked yet (and a team lead or
    branch head those of their people), and nothing else of the client.
    """
    return None if is_whole(client, user) else _past_days(client, user)


def _past_days(client: Client, user: User) -> list[Span]:
    open_spans = spans.unlocked(user.reach.day)
    managed = Assignment.objects.within(open_spans).filter(client=client, manager__in=managers_within(user.reach))
    return spans.joined(met for one in managed for span in open_spans if (met := one.span.meeting(span)) is not None)


def assignments_of(client: Client, days: list[Span] | None, user: User) -> list[Assignment]:
    """Who manages the client since when, the newest first; whoever handed it over sees their own part alone."""
    if days is None:
        assignments = _assignments(client=client.pk)
    else:
        found = Assignment.objects.filter(client=client, manager__in=managers_within(user.reach)).within(days)
        assignments = list(found.select_related("manager").order_by())
    return sorted(assignments, key=lambda one: (-one.from_date.toordinal(), one.part, one.pk))


@composed
def _assignments(*, client: int) -> QuerySet[Assignment]:
    return Assignment.objects.filter(client=client).select_related("manager").order_by()


def manages(client: Client, user: User) -> bool:
    """Whether the client is the person's to do business with: by a share today, or as lead or head of somebody who has one."""
    return Client.objects.filter(Client.managed_scope(user), pk=client.pk).exists()


def for_whom(client: Client, user: User) -> User | None:
    """The absent person by whose right alone the client is the person's to do business with; None where it is by their own."""
    reach = user.reach
    if not reach.stands_in_for:
        return None
    running = Assignment.objects.on(reach.day).filter(client=client)
    for holder in (user.pk, *sorted(reach.stands_in_for)):
        if running.filter(manager__in=managers_within(reach.alone(holder))).exists():
            return None if holder == user.pk else User.objects.get(pk=holder)
    return None
