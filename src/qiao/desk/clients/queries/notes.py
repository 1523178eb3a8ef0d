"""Notes on a client: those that stand, those taken back, what they tell the timeline, and what they hold of a person."""

from datetime import datetime, timedelta
from functools import partial

from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiao.desk.audit.models import PersonalValue
from qiao.desk.clients import redacting
from qiao.desk.clients.erasure import Held
from qiao.desk.clients.models import Client, Contact, Note
from qiao.desk.clients.models.contacts import MASKED
from qiao.desk.clients.models.notes import NoteQuerySet
from qiao.desk.clients.spans import Span
from qiao.desk.clients.timeline import Moment
from qiao.desk.common.composing import among, composed
from qiao.desk.people import calendar
from qiao.desk.people.models import User

KINDS = {"note": gettext_lazy("Notes")}
KEPT = timedelta(days=7)  # so long the author can take a note back, and bring one back that was taken back
_SHORT = 120  # characters of a note on a timeline
_TELLING = ("name", *MASKED)
_NOBODY_ELSES = 6  # characters


def since() -> datetime:
    """What was written or taken back from this moment on can still be taken or brought back."""
    return calendar.now() - KEPT


def of_client(client: Client, user: User) -> NoteQuerySet:
    """The notes on a client that stand, the newest day first."""
    return Note.objects.visible_to(user).there().filter(client=client).select_related("written_by")


def removed(client: Client, user: User) -> list[Note]:
    """Notes that were taken back: one's own of the last days, and for auditors every one."""
    found = Note.objects.visible_to(user).filter(client=client, removed_at__isnull=False).select_related("written_by")
    if not user.reach.reads_everything:
        found = found.filter(written_by=user, removed_at__gte=since())
    return list(found.order_by("-removed_at"))


def moments(user: User, clients: list[int], days: list[Span] | None) -> list[Moment]:
    """The notes, shortened; whoever sees some days' figures alone reads none."""
    if days is not None:
        return []
    return [_moment(one) for one in _standing(user.bearer, clients=clients)]


@composed
def _standing(user: User, *, clients: list[int]) -> QuerySet[Note]:
    found = Note.objects.visible_to(user).there().filter(among("client", clients))
    return found.select_related("client", "written_by").order_by()


def _moment(note: Note) -> Moment:
    """What it says in one line, with a way to the rest where it says more."""
    said = " ".join(note.text.split())
    words = Truncator(said).chars(_SHORT) if said else _("Erased, with a person whom it named")
    link = note.get_absolute_url() if len(said) > _SHORT else ""
    return Moment(note.client_id, note.day, "note", words, link, str(note.written_by))


def held(contact: Contact) -> list[Held]:
    """Notes on the contact's client that name them, by the name or a number of today or an earlier one; erased, a mark stands there."""
    words, notes = _words(contact), Note.objects.filter(client=contact.client_id)
    rows = [(one.day.isoformat(), one.text) for one in notes if redacting.without(one.text, words) != one.text]
    erase = partial(_redact, notes.select_for_update(of=("self",)).order_by("pk"), words)
    return [Held("notes", _("Notes that name the person"), rows, erase)] if rows else []


def _words(contact: Contact) -> set[str]:
    """What tells who a person is wherever it is written: names, and numbers and addresses that are long enough to be nobody else's."""
    values = [(field, getattr(contact, field)) for field in _TELLING]
    kept = PersonalValue.objects.filter(subject_uuid=contact.uuid, field__in=_TELLING)
    values += kept.values_list("field", "old")
    return {value for field, value in values if value and (field == "name" or len(value) >= _NOBODY_ELSES)}


def _redact(notes: QuerySet[Note], words: set[str]) -> None:
    for note in notes:
        text = redacting.without(note.text, words)
        if text != note.text:
            Note.objects.filter(pk=note.pk).update(text=text)
