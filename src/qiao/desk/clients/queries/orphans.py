"""Clients without a manager (无人管户): since when, and whose care they are in until somebody takes them over."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Least

from qiao.desk.clients.models import Assignment, Client, Handover
from qiao.desk.clients.models.clients import ClientQuerySet
from qiao.desk.clients.models.handovers import STANDING
from qiao.desk.clients.queries.supervising import HOLDERS
from qiao.desk.common.composing import among, composed
from qiao.desk.common.querysets import gathered, written
from qiao.desk.common.roles import Role
from qiao.desk.people.models import Post, User
from qiao.desk.people.reach import Reach, holding


def orphans(user: User) -> ClientQuerySet:
    """Clients without a manager of which the person has care, the longest waiting and then the largest first.

    Each has `since` (None: since ever), `why` (`never`, `left` or `ended`) and `last_manager`, an id.
    """
    reach = user.reach
    last = _last(reach.day)
    gone = Subquery(last.values("manager__left_on"), output_field=DateField())
    ended = ExpressionWrapper(Subquery(last.values("to_date")) + Value(1), output_field=DateField())
    found = _unmanaged(user).select_related("figures")
    found = found.annotate(
        since=Case(When(last_manager=None, then=F("opened_on")), default=Least(gone, ended), output_field=DateField()),
        why=Case(
            When(last_manager=None, then=Value("never")),
            When(Q(pk__in=_of_leavers(reach.day)), then=Value("left")),
            default=Value("ended"),
            output_field=CharField(),
        ),
    )
    return found.order_by(F("since").asc(nulls_first=True), F("figures__deposit_average").desc(nulls_last=True), "pk")


def orphan_count(user: User) -> int:
    """How many there are, for the menu."""
    return _unmanaged(user).order_by().count()


def givable(user: User) -> ClientQuerySet:
    """Clients of which the person may propose a handover, if anybody: those whole in scope, and the orphans in their care."""
    cared = _unmanaged(user).order_by().values("pk")
    return Client.objects.filter(Q(pk__in=Client.objects.visible_to(user).values("pk")) | Q(pk__in=cared))


def _unmanaged(user: User) -> ClientQuerySet:
    """Clients without a manager today in the person's care, with their last one."""
    day = user.reach.day
    # They are few among all: found first, and each is then asked for its last manager.
    found = Client.objects.filter(gathered("pk", _without_manager(day)))
    return found.annotate(last_manager=Subquery(_last(day).values("manager"))).filter(_care(user.reach))


def _managed(day: date) -> QuerySet[Assignment]:
    """A share today of somebody who is there."""
    there = Q(manager__left_on=None) | Q(manager__left_on__gt=day)
    return Assignment.objects.on(day).filter(there, client=OuterRef("pk"))


@lru_cache(maxsize=16)
def _without_manager(day: date) -> RawSQL | tuple[()]:
    return written(Client.objects.filter(~Exists(_managed(day))).values("pk"))


@lru_cache(maxsize=16)
def _of_leavers(day: date) -> RawSQL | tuple[()]:
    """Clients whose share runs on, of somebody who has left."""
    return written(Assignment.objects.on(day).filter(manager__left_on__lte=day).values("client"))


def _last(day: date) -> QuerySet[Assignment]:
    """A client's last assignment: the one that runs, else the one that ended last; the lead's first."""
    begun = Assignment.objects.filter(client=OuterRef("pk"), from_date__lte=day)
    return begun.order_by(F("to_date").desc(nulls_first=True), "-part", "-from_date", "pk")[:1]


def _care(reach: Reach) -> Q:
    """Whose last manager worked last within the person's reach; clients who never had one are every branch head's."""
    if reach.reads_everything or reach.has(Role.HR, Role.RISK):
        return Q()
    if not reach.has(Role.LEAD, Role.BRANCH):
        return Q(pk__in=())
    here, theirs = _of_here(reach)
    # The first half says nothing that the second does not, but finds few clients before the last manager of each is asked.
    ours = Q(pk__in=theirs, last_manager__in=here)
    return ours | Q(last_manager=None) if reach.has(Role.BRANCH) else ours


@lru_cache(maxsize=1_024)
def _of_here(reach: Reach) -> tuple[RawSQL | tuple[()], RawSQL | tuple[()]]:
    """Who worked last within the person's reach, and whoever was ever a client of theirs."""
    here = _worked_here(reach)
    return written(here), written(Assignment.objects.filter(manager__in=here).values("client"))


def _worked_here(reach: Reach) -> "QuerySet[Post, Any]":
    """Ids of people whose latest post with clients is, or was, in a team or branch of the person's."""
    place = Q(team__in=reach.teams)
    for path in reach.branches:
        place |= Q(branch__path__startswith=path)
    held = Post.objects.filter(role__in=HOLDERS, from_date__lte=reach.day)
    now = held.filter(holding(reach.day), user=OuterRef("user"))
    later = held.filter(user=OuterRef("user"), to_date__gt=OuterRef("to_date"))
    latest = Q(holding(reach.day)) | (~Exists(now) & ~Exists(later))
    return held.filter(place, latest).values("user")


@composed
def _under_way(reach: Reach, *, clients: list[int]) -> QuerySet[Handover]:
    return Handover.objects.visible_to(reach.bearer).filter(among("client", clients), state__in=STANDING)


def tell(found: Iterable[Client], user: User) -> None:
    """Give each its last `manager` as a person, how many `days` it has waited (None: unknown), and its `handover` under way."""
    clients, day = list(found), user.reach.day
    under_way = _under_way(user.reach, clients=[client.pk for client in clients]) if clients else []
    standing = {handover.client_id: handover for handover in under_way}
    people = User.objects.in_bulk({client.last_manager for client in clients} - {None})  # type: ignore[attr-defined]
    for client in clients:
        client.manager = people.get(client.last_manager)  # type: ignore[attr-defined]
        client.handover = standing.get(client.pk)  # type: ignore[attr-defined]
        client.days = (day - client.since).days if client.since else None  # type: ignore[attr-defined]
