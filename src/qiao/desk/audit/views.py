"""Pages of the audit room: for auditors alone, whose reading is written down like everyone's."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.desk.audit import actions, anchoring, queries, registry
from qiao.desk.audit.chain import Head
from qiao.desk.audit.forms import ExportForm, FilterForm, PageForm, RecordForm
from qiao.desk.audit.models import Event, PersonalValue
from qiao.desk.common import sheets
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class Line:
    """An event in words."""

    event: Event

    @property
    def words(self) -> str:
        """What happened."""
        return registry.sentence(self.event.code)

    @property
    def kind(self) -> str:
        """To what sort of record."""
        return registry.kind(self.event.on_kind)

    @property
    def number(self) -> int | None:
        """Its number in the chain, once it has one."""
        return self.event.seal.number if hasattr(self.event, "seal") else None


@dataclass(frozen=True, slots=True)
class Chain:
    """How far the chain goes and what stands outside of it."""

    head: Head | None
    outside: tuple[date, Head] | None
    age: timedelta | None

    @property
    def seconds(self) -> int | None:
        """How long the oldest event without a seal has waited."""
        return round(self.age.total_seconds()) if self.age is not None else None


@dataclass(frozen=True, slots=True)
class EventsPage:
    """The list of events."""

    form: FilterForm
    lines: list[Line]
    after: UUID | None  # the list goes on after this one
    chain: Chain
    limit: int


@dataclass(frozen=True, slots=True)
class EventPage:
    """One event."""

    line: Line
    name: str
    hash: str
    details: list[tuple[str, str]]
    same: list[Line]
    has_values: bool
    values: list[PersonalValue] | None = None  # None until they are asked for


@dataclass(frozen=True, slots=True)
class SeenPage:
    """Who has seen a record."""

    kind: str
    uuid: UUID | None
    people: list[dict[str, Any]]
    lines: list[Line]
    after: UUID | None


@require_GET
@only(Role.AUDITOR)
def events(request: Request) -> HttpResponse:
    """All events, newest first."""
    form, after = FilterForm(request.GET), PageForm(request.GET)
    chain = Chain(queries.head(), anchoring.newest(), queries.unsealed_age())
    limit = sheets.limit_for(post.role for post in request.user.posts_now)
    if not (form.is_valid() and after.is_valid()):
        return show(request, "audit/events.html", EventsPage(form, [], None, chain, limit), status=422)
    found = queries.page_after(queries.matching(request.user, form.wanted), after.cleaned_data["after"])
    actions.page_seen(request.user, route="audit:events", uuids=[], **form.wanted.told())
    lines, following = _paged(found)
    return show(request, "audit/events.html", EventsPage(form, lines, following, chain, limit))


@require_GET
@only(Role.AUDITOR)
def event(request: Request, uuid: UUID) -> HttpResponse:
    """One event, and what its request did besides."""
    found = _one(request, uuid)
    actions.seen(request.user, on=found)
    return show(request, "audit/event.html", _event_page(request, found))


@require_POST
@only(Role.AUDITOR)
def values(request: Request, uuid: UUID) -> HttpResponse:
    """The event with what is left of its personal values; asking for them is an event."""
    found = _one(request, uuid)
    return show(request, "audit/event.html", _event_page(request, found, actions.show_values(found, by=request.user)))


@require_GET
@only(Role.AUDITOR)
def seen(request: Request) -> HttpResponse:
    """Who has seen a record."""
    form, after = RecordForm(request.GET), PageForm(request.GET)
    if not (form.is_valid() and after.is_valid()):
        return show(request, "audit/seen.html", SeenPage("", None, [], [], None), status=422)
    kind, uuid = form.cleaned_data["kind"], form.cleaned_data["uuid"]
    found = queries.page_after(queries.readings(request.user, kind, uuid), after.cleaned_data["after"])
    people = queries.readers(request.user, kind, uuid)
    actions.page_seen(request.user, route="audit:seen", uuids=[], readers_of=uuid)
    lines, following = _paged(found)
    return show(request, "audit/seen.html", SeenPage(registry.kind(kind), uuid, people, lines, following))


@require_GET
@only(Role.AUDITOR)
def export(request: Request) -> HttpResponse:
    """The filtered list as a file, as far as the person's role allows."""
    form, wish = FilterForm(request.GET), ExportForm(request.GET)
    if not (form.is_valid() and wish.is_valid()):
        return HttpResponse(status=422)
    limit = sheets.limit_for(post.role for post in request.user.posts_now)
    rows = [_row(Line(found)) for found in queries.matching(request.user, form.wanted)[:limit]]
    actions.exported(request.user, "audit.exported", rows=len(rows), **form.wanted.told())
    now = timezone.localtime()
    taken = _("Taken by %(person)s (%(number)s), %(at)s; at most %(limit)d rows") % {
        "person": request.user,
        "number": request.user.staff_number,
        "at": now.strftime("%Y-%m-%d %H:%M:%S"),
        "limit": limit,
    }
    sheet = sheets.Sheet(f"audit-{now:%Y%m%d-%H%M%S}", taken, _heading(), rows)
    return sheets.answer(sheet, wish.cleaned_data["format"])


def _one(request: Request, uuid: UUID) -> Event:
    found: QuerySet[Event] = Event.objects.visible_to(request.user).select_related("by", "for_whom", "seal")
    return get_object_or_404(found, uuid=uuid)


def _event_page(request: Request, found: Event, values: list[PersonalValue] | None = None) -> EventPage:
    hashed = bytes(found.seal.hash).hex() if hasattr(found, "seal") else ""
    details = [(name, _told(value)) for name, value in found.details.items() if name != "personal"]
    same = [Line(other) for other in queries.same_request(request.user, found)]
    has_values = "personal" in found.details
    return EventPage(Line(found), queries.name_of(found), hashed, details, same, has_values, values)


def _paged(found: list[Event]) -> tuple[list[Line], UUID | None]:
    shown = found[: queries.A_PAGE]
    return [Line(event) for event in shown], shown[-1].uuid if len(found) > len(shown) else None


def _told(value: object) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _heading() -> list[str]:
    return [
        _("Number"),
        _("Time"),
        _("Staff number"),
        _("Person"),
        _("Standing in for"),
        _("What"),
        _("Code"),
        _("Kind of record"),
        _("Record"),
        _("Request"),
        _("Details"),
    ]


def _row(line: Line) -> list[object]:
    event = line.event
    return [
        line.number,
        timezone.localtime(event.at).isoformat(sep=" ", timespec="seconds"),
        event.by.staff_number if event.by else "",
        event.by or _("the system"),
        event.for_whom or "",
        line.words,
        event.code,
        line.kind,
        event.on_uuid,
        event.request_id,
        "; ".join(f"{name}: {_told(value)}" for name, value in event.details.items() if name != "personal"),
    ]
