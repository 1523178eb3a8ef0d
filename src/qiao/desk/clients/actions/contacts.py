"""What is done with people of a client: write down, change, unmask, hand out, leave, erase; and who of us knows them."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.clients.models import Acquaintance, Client, Contact
from qiao.desk.clients.models.contacts import MASKED
from qiao.desk.clients.queries import contacts as queries
from qiao.desk.clients.queries import scope
from qiao.desk.common.refusals import GoneError, NotAllowedError, RefusedError
from qiao.desk.common.versions import claim, locked
from qiao.desk.people import calendar

if TYPE_CHECKING:
    from qiao.desk.people.models import User

SWEEP = "contacts.sweep"
_FIELDS = (*queries.FIELDS, "roles", "influence", "attitude")


def _business(client: Client, by: "User") -> "User | None":
    """Only who manages the client acts; for whom, where they stand in for somebody."""
    if not scope.manages(client, by):
        raise NotAllowedError
    return scope.for_whom(client, by)


@transaction.atomic
def write_down(client: Client, *, by: "User", **values: Any) -> Contact:
    """Write a person of a client down.

    Args:
        client: whose person it is.
        by: who knows.
        values: fields of `Contact`.
    """
    for_whom = _business(client, by)
    known = {field: values[field] for field in _FIELDS if field in values}
    contact = Contact.objects.create(client=client, written_on=calendar.today(), **known)
    audit.record("contact.created", by=by, on=contact, for_whom=for_whom, client=client.uuid)
    return contact


@transaction.atomic
def change(contact: Contact, *, by: "User", version: int, **values: Any) -> Contact:
    """Change what stands of a person; what is not named stays."""
    for_whom = _business(contact.client, by)
    contact = claim(contact, version)
    wanted = {field: values[field] for field in _FIELDS if field in values}
    changed = {
        field: (getattr(contact, field), value) for field, value in wanted.items() if getattr(contact, field) != value
    }
    for field, (_old, new) in changed.items():
        setattr(contact, field, new)
    contact.save(update_fields=[*changed, "version"])
    apart = {field: (_text(old), _text(new)) for field, (old, new) in changed.items()}
    audit.record("contact.changed", by=by, on=contact, for_whom=for_whom, personal=apart, fields=sorted(changed))
    return contact


def _text(value: object) -> object:
    return " ".join(value) if isinstance(value, list) else value


@transaction.atomic
def leave(contact: Contact, *, by: "User", on: date) -> Contact:
    """A person no longer works at the client's: off the map, and kept for so long as the bank has set, from today at the earliest.

    Raises:
        RefusedError: they are marked already, or the day lies ahead or before the person stood here.
    """
    for_whom = _business(contact.client, by)
    contact = locked(contact)
    if contact.left_on:
        raise RefusedError(_("This person is marked as gone already."))
    if on > calendar.today():
        raise RefusedError(_("The day lies ahead. Mark them as gone when they are."), field="on")
    if (since := queries.here_since(contact)) and on < since:
        raise RefusedError(
            _("This person stands here since %(day)s. Name that day or a later one.") % {"day": since.isoformat()},
            field="on",
        )
    contact.left_on, contact.marked_on, contact.version = on, calendar.today(), contact.version + 1
    contact.save(update_fields=["left_on", "marked_on", "version"])
    audit.record("contact.left", by=by, on=contact, for_whom=for_whom, day=on)
    return contact


@transaction.atomic
def come_back(contact: Contact, *, by: "User") -> Contact:
    """A person is at the client's after all."""
    for_whom = _business(contact.client, by)
    contact = locked(contact)
    if contact.left_on is None:
        raise RefusedError(_("This person has not left."))
    contact.left_on, contact.marked_on, contact.version = None, None, contact.version + 1
    contact.save(update_fields=["left_on", "marked_on", "version"])
    audit.record("contact.returned", by=by, on=contact, for_whom=for_whom)
    return contact


@transaction.atomic
def unmask(contact: Contact, *, by: "User", fields: Iterable[str] = MASKED, reason: str = "") -> dict[str, str]:
    """The whole values of masked fields, for one answer; the event says which, and what for.

    Args:
        contact: whose.
        by: who may see the person.
        fields: which of the masked ones; those without a value are left out.
        reason: a code of `forms.UnmaskForm`.
    """
    contact = locked(contact)
    if not Contact.objects.visible_to(by).filter(pk=contact.pk).exists():
        raise NotAllowedError
    shown = queries.values(contact, fields)
    for_whom = scope.for_whom(contact.client, by)
    audit.record("contact.unmasked", by=by, on=contact, for_whom=for_whom, fields=sorted(shown), reason=reason or None)
    return shown


@transaction.atomic
def hand_out(contact: Contact, *, by: "User") -> list[tuple[str, str, str]]:
    """Everything that is held of a person, to be given to them: kind, name, value."""
    for_whom = _business(contact.client, by)
    contact = locked(contact)
    rows = [(held.what, name, value) for held in queries.held_of(contact) for name, value in held.rows]
    audit.exported(by, "contact.exported", rows=len(rows), on=contact, for_whom=for_whom)
    return rows


@transaction.atomic
def erase(contact: Contact, *, by: "User") -> Client:
    """Erase a person for good; the trail keeps that it happened, and not who they were. Whose person it was."""
    client = contact.client
    if not queries.may_erase(client, by):
        raise NotAllowedError
    _erase(contact, by=by, reason="asked")
    return client


@transaction.atomic
def erase_due() -> int:
    """Erase everybody whose entry is kept no longer; how many they were."""
    found = list(queries.due(calendar.today()).select_related("client"))
    erased = 0
    for contact in found:
        with suppress(GoneError):  # somebody erased them just now
            _erase(contact, by=None, reason="overdue")
            erased += 1
    return erased


def _erase(contact: Contact, *, by: "User | None", reason: str) -> None:
    contact = locked(contact)
    trace = Contact(uuid=contact.uuid)  # what events are written on when the entry is gone
    client, counts = contact.client.uuid, []
    for held in reversed(queries.held_of(contact)):
        counts.append(f"{held.code}:{len(held.rows)}")
        held.erase()
    audit.erase_values(trace, by=by)
    for_whom = queries.erases_for(by) if by else None
    audit.record("contact.erased", by=by, on=trace, for_whom=for_whom, client=client, reason=reason, held=counts)


@transaction.atomic
def know(contact: Contact, *, by: "User", person: "User", closeness: int, since: date | None = None) -> Acquaintance:
    """Say who of us knows a person, how well, since when; said again it is corrected."""
    for_whom = _business(contact.client, by)
    if since and since > calendar.today():
        raise RefusedError(_("The day lies ahead."), field="since")
    contact = locked(contact)
    known, _made = Acquaintance.objects.update_or_create(
        contact=contact, person=person, defaults={"closeness": closeness, "since": since}
    )
    audit.record("contact.known", by=by, on=contact, for_whom=for_whom, person=person.uuid, closeness=closeness)
    return known


@transaction.atomic
def forget(known: Acquaintance, *, by: "User") -> None:
    """Nobody of that name knows the person any more."""
    for_whom = _business(known.contact.client, by)
    known = locked(known)
    audit.record("contact.forgotten", by=by, on=known.contact, for_whom=for_whom, person=known.person.uuid)
    known.delete()
