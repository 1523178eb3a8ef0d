"""How other rooms leave a trace: `audit.record("run.published", by=user, on=run, reason_code=…)`."""

import logging
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID, uuid4

import psycopg
from django.db import transaction

from qiao.desk.audit import acting, limits, registry, values
from qiao.desk.audit import details as written
from qiao.desk.audit.models import Event, Nature, PersonalValue
from qiao.desk.audit.witness import witness
from qiao.desk.common import tracing
from qiao.desk.common.hubs import Hub
from qiao.desk.common.models import Record

if TYPE_CHECKING:
    from qiao.desk.people.models import User

_log = logging.getLogger(__name__)
limiter = limits.Limiter()
# What rooms above make of an event in the transaction that writes it: a provider takes the event. Most want nothing of most events.
RECORDED: Hub[object] = Hub("recorded")


@transaction.atomic(savepoint=False)
def record(
    code: str,
    *,
    by: "User | None",
    on: Record | None = None,
    for_whom: "User | None" = None,
    subject: Record | None = None,
    personal: Mapping[str, values.Change] | None = None,
    **details: object,
) -> Event:
    """Write down an event in the acting transaction, which it makes wait for nothing.

    Args:
        code: `noun.verbed`, stable for ever.
        by: who acts; None is the system itself.
        on: what it was done to.
        for_whom: the person for whom `by` stands in.
        subject: whose personal values changed, if not those of `on`.
        personal: old and new value by field; they are kept apart, where `erase_values` finds them.
        details: ids, field names and codes; never a value that a person typed.
    """
    whose = subject or on
    apart = values.prepare(whose, personal) if personal and whose else []
    event = Event(**_columns(code, by, on, details), for_whom=for_whom)
    _refer(event, apart)
    event.save()
    PersonalValue.objects.bulk_create(apart)
    list(RECORDED.gather(event))
    return event


class Each(NamedTuple):
    """One of many records to which the same was done; see `record`."""

    on: Record
    details: Mapping[str, object] = {}
    personal: Mapping[str, values.Change] = {}


def record_each(code: str, each: Iterable[Each], *, by: "User | None") -> None:
    """Write down the same act on many records at once, an event for each of them."""
    events: list[Event] = []
    kept: list[PersonalValue] = []
    for one in each:
        event, apart = Event(**_columns(code, by, one.on, one.details)), values.prepare(one.on, one.personal)
        _refer(event, apart)
        events.append(event)
        kept += apart
    Event.objects.bulk_create(events, batch_size=500)
    for value in kept:
        value.event = value.event  # its id is known only now
    PersonalValue.objects.bulk_create(kept, batch_size=500)


def _refer(event: Event, apart: list[PersonalValue]) -> None:
    """Tie values to the event, which keeps their digests."""
    if apart:
        event.details["personal"] = {value.field: values.digest(value) for value in apart}
    for value in apart:
        value.event = event


def seen(by: "User", *, on: Record, what: str = "page", for_whom: "User | None" = None) -> Event:
    """Write down that a person looked at a record; the event is `<model>.seen`.

    Args:
        by: who looked.
        on: at what.
        what: which part or page of it, as a code.
        for_whom: the person for whom `by` stands in.
    """
    columns = _columns(f"{on._meta.model_name}.seen", by, on, {"what": what}, Nature.READ)
    return Event.objects.create(**columns, for_whom=for_whom)


def page_seen(by: "User", *, route: str, uuids: list[UUID], **filters: object) -> Event:
    """Write down that a page was opened which is not one record's, or inside a justified session."""
    columns = _columns("page.seen", by, None, {"route": route, "uuids": uuids, **filters}, Nature.READ)
    if uuids:
        columns |= {"on_uuid": uuids[0], "on_kind": registry.kind_of(uuids[0])}
    return Event.objects.create(**columns)


def exported(
    by: "User", code: str, *, rows: int, on: Record | None = None, for_whom: "User | None" = None, **filters: object
) -> Event:
    """Write down that a list left the desk as a file.

    Args:
        by: who took it.
        code: `<noun>.exported`.
        rows: how many.
        on: the record that the list belongs to.
        for_whom: the person for whom `by` stands in.
        filters: codes, ids and days by which it was narrowed; never the text of a search.
    """
    columns = _columns(code, by, on, {"rows": rows, **filters}, Nature.READ)
    return Event.objects.create(**columns, for_whom=for_whom)


def refused(code: str, *, by: "User | None", on: Record | None = None, **details: object) -> None:
    """Write down a refusal, at once and for good, whatever becomes of the acting transaction.

    Past so many a minute for one person a single event says that there were more.
    """
    _witness(_columns(code, by, on, details, Nature.REFUSAL))


def page_refused(*, by: "User | None", status: int, route: str, uuids: list[UUID]) -> None:
    """Write down that a page answered 403 or 404; the first id in its address says which record was asked for."""
    columns = _columns("page.refused", by, None, {"status": status, "route": route, "uuids": uuids}, Nature.REFUSAL)
    _witness({**columns, "on_uuid": uuids[0] if uuids else None})


def _witness(columns: dict[str, Any]) -> None:
    acting.count_refusal()
    verdict, left_out = limiter.ask(columns["by_id"] or columns["on_uuid"])
    if verdict is limits.Verdict.LEAVE_OUT:
        return
    if verdict is limits.Verdict.LAST:
        columns = {**columns, "code": "refusals.more", "details": {"limit": limiter.a_minute}}
    if left_out:
        columns = {**columns, "details": {**columns["details"], "left_out": left_out}}
    try:
        witness.insert({"uuid": uuid4(), **columns})
    except psycopg.Error:
        _log.exception("a refusal could not be written: %s", columns["code"])  # it is still a refusal


@transaction.atomic
def erase_values(subject: Record, *, by: "User | None") -> int:
    """Erase every personal value of a person's record; the events stay, and the chain still holds. How many there were."""
    kept = PersonalValue.objects.filter(subject_kind=values.kind_of(subject), subject_uuid=subject.uuid)
    erased, _ = kept.delete()
    record("values.erased", by=by, on=subject, count=erased)
    return erased


@transaction.atomic
def show_values(event: Event, *, by: "User") -> list[PersonalValue]:
    """What is left of an event's personal values; looking is itself an event."""
    record("values.shown", by=by, on=event)
    return list(values.of(event))


def _columns(
    code: str, by: "User | None", on: Record | None, details: Mapping[str, object], nature: Nature = Nature.ACT
) -> dict[str, Any]:
    if code.endswith(".refused"):
        nature = Nature.REFUSAL
    return {
        "code": code,
        "nature": str(nature),
        "by_id": by.pk if by else None,
        "on_kind": values.kind_of(on) if on else "",
        "on_uuid": on.uuid if on else None,
        "request_id": tracing.request_id(),
        "session": acting.session(),
        "details": written.clean(code, details),
    }
