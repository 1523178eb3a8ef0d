"""What is known of the chain (its head, what is not in it yet), and what the audit room asks of the events."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from qiao.desk.audit.chain import Head
from qiao.desk.audit.models import Event, Nature, Seal

if TYPE_CHECKING:
    from qiao.desk.people.models import User

_SNAPSHOT = """
    SELECT clock_timestamp(), pg_snapshot_xmin(pg_current_snapshot())::text, pg_snapshot_xmax(pg_current_snapshot())::text
"""


class Frontier(NamedTuple):
    """Between which transactions an event without a seal can be."""

    now: datetime
    since: int  # below it every event has its seal
    oldest: int  # the oldest transaction still at work
    newest: int  # the first that has not begun

    @property
    def is_elsewhere(self) -> bool:
        """Whether this server counts below what was already sealed: the database came from another one."""
        return self.oldest < self.since


def frontier() -> Frontier:
    """Where to look for events without a seal."""
    with connection.cursor() as cursor:
        cursor.execute(_SNAPSHOT)
        ((now, oldest, newest),) = cursor.fetchall()
    since = Seal.objects.order_by("-number").values_list("since", flat=True).first() or 0
    return Frontier(now, since, int(oldest), int(newest))


def without_seal(within: Frontier) -> QuerySet[Event]:
    """Committed events that are not in the chain yet."""
    found = Event.objects.filter(seal=None)
    # The upper bound matters after a move only: events from the other server may have far higher numbers.
    return found if within.is_elsewhere else found.filter(xid__gte=within.since, xid__lt=within.newest)


def unsealed(within: Frontier) -> Iterator[Event]:
    """They, in the order in which they were written, never all at once in memory."""
    return without_seal(within).order_by("pk").iterator(chunk_size=2_000)


def unsealed_age() -> timedelta | None:
    """How long the oldest committed event has been waiting for its seal; None when all have theirs."""
    within = frontier()
    oldest = without_seal(within).aggregate(at=Min("at"))["at"]
    return within.now - oldest if oldest else None


def head() -> Head | None:
    """The newest link of the chain: printed on what leaves the desk, so that the chain cannot be rewritten behind it."""
    last = Seal.objects.last()
    return Head(last.number, bytes(last.hash).hex()) if last else None


# --- the room ---------------------------------------------------------------------------------------------------------

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are asked for; blanks ask for all."""

    who: "User | None" = None
    what: str = ""  # a code, or the first half of codes with its dot
    kind: str = ""
    record: UUID | None = None
    since: date | None = None
    until: date | None = None
    request: str = ""
    refusals: bool = False
    stand_ins: bool = False

    def filters(self) -> Iterator[Q]:
        """Them, as the database asks."""
        if self.who:
            yield Q(by=self.who)
        if self.what:
            yield Q(code__startswith=self.what) if self.what.endswith(".") else Q(code=self.what)
        if self.kind:
            yield Q(on_kind=self.kind)
        if self.record:
            yield Q(on_uuid=self.record)
        if self.since:
            yield Q(at__gte=_midnight(self.since))
        if self.until:
            yield Q(at__lt=_midnight(self.until + timedelta(days=1)))
        if self.request:
            yield Q(request_id=self.request)
        if self.refusals:
            yield Q(nature=Nature.REFUSAL)
        if self.stand_ins:
            yield Q(for_whom__isnull=False)

    def told(self) -> dict[str, Any]:
        """Them, as the trail of the auditor's own reading keeps them: codes, ids and days."""
        given = {f"by_{name}": getattr(self, name) for name in self.__slots__ if getattr(self, name)}
        return {name: getattr(value, "uuid", value) for name, value in given.items()}


def matching(user: "User", wanted: Wanted) -> QuerySet[Event]:
    """The events that are asked for, newest first, with their people and seals."""
    found = Event.objects.visible_to(user).filter(*wanted.filters())
    return found.select_related("by", "for_whom", "seal").order_by("-at", "-pk")


def page_after(found: QuerySet[Event], after: UUID | None) -> list[Event]:
    """One page of them and one more, which tells that the list goes on; deep pages cost what the first one does."""
    if after and (last := found.model.objects.filter(uuid=after).values_list("at", "pk").first()):
        at, pk = last
        found = found.filter(at__lte=at).exclude(at=at, pk__gte=pk)
    return list(found[: A_PAGE + 1])


def readings(user: "User", kind: str, uuid: UUID) -> QuerySet[Event]:
    """Who looked at a record, newest first."""
    found = (
        Event.objects.visible_to(user).filter(on_uuid=uuid, nature=Nature.READ).filter(Q(on_kind=kind) | Q(on_kind=""))
    )
    return found.select_related("by").order_by("-at", "-pk")


def readers(user: "User", kind: str, uuid: UUID) -> list[dict[str, Any]]:
    """How often each person looked at a record, and when first and last."""
    found = (
        readings(user, kind, uuid).select_related(None).order_by().values("by__staff_number", "by__name", "by__name_en")
    )
    counted = found.annotate(times=Count("pk"), first=Min("at"), last=Max("at")).order_by("-last")
    return [dict(row) for row in counted]


def same_request(user: "User", event: Event) -> list[Event]:
    """What else the same request did."""
    if not event.request_id:
        return []
    found = Event.objects.visible_to(user).filter(request_id=event.request_id).exclude(pk=event.pk)
    return list(found.select_related("by").order_by("pk")[:A_PAGE])


def name_of(event: Event) -> str:
    """What the record is called now; blank when it is gone or was none."""
    try:
        model = apps.get_model(event.on_kind)
    except (LookupError, ValueError):
        return ""
    record = model._base_manager.filter(uuid=event.on_uuid).first()
    return str(record) if record else ""


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def person(staff_number: str) -> "User | None":
    """Whose staff number it is; everyone may look a colleague up."""
    return get_user_model()._base_manager.filter(staff_number=staff_number).first()
