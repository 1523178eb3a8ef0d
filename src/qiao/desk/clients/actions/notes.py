"""What is done with notes on clients: write one, take it back, bring it back."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.clients.models import Client, Note
from qiao.desk.clients.queries import notes as queries
from qiao.desk.clients.queries import scope
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.people import calendar
from qiao.desk.people.models import User


@transaction.atomic
def write(client: Client, *, by: User, day: date, text: str) -> Note:
    """Write a note on a client that one manages.

    Raises:
        NotAllowedError: the client is not theirs to do business with.
        RefusedError: the day lies ahead, or nothing is said.
    """
    if not scope.manages(client, by):
        raise NotAllowedError
    if day > calendar.today():
        raise RefusedError(_("The day lies ahead. Write the note when it has come."), field="day")
    if not (said := text.strip()):
        raise RefusedError(_("Write what there is to know."), field="text")
    note = Note.objects.create(client=client, day=day, text=said, written_by=by, written_at=calendar.now())
    audit.record("note.written", by=by, on=note, for_whom=scope.for_whom(client, by), client=client.uuid, day=day)
    return note


@transaction.atomic
def remove(note: Note, *, by: User) -> Note:
    """Take one's own note back, within the first days; later others rely on it, and another note corrects it."""
    note = _own(note, by)
    if note.removed_at is None:
        if note.written_at < queries.since():
            raise RefusedError(_("Notes are taken back within seven days. Write another one that corrects it."))
        note.removed_at = calendar.now()
        note.save(update_fields=["removed_at"])
        audit.record("note.removed", by=by, on=note, for_whom=scope.for_whom(note.client, by), client=note.client.uuid)
    return note


@transaction.atomic
def restore(note: Note, *, by: User) -> Note:
    """Bring a note back that one took back within the last days."""
    note = _own(note, by)
    if note.removed_at is not None:
        if note.removed_at < queries.since():
            raise RefusedError(_("This note was taken back more than seven days ago. Write it anew."))
        note.removed_at = None
        note.save(update_fields=["removed_at"])
        audit.record("note.restored", by=by, on=note, for_whom=scope.for_whom(note.client, by), client=note.client.uuid)
    return note


def _own(note: Note, by: User) -> Note:
    """The note under a lock, if the person wrote it and still manages the client."""
    if note.written_by_id != by.pk or not scope.manages(note.client, by):
        raise NotAllowedError
    return Note.objects.select_for_update(of=("self",)).select_related("client").get(pk=note.pk)
