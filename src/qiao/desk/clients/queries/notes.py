"""Notes on a client: those that stand, those taken back, what they tell the timeline, and what they hold of a person."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiao.desk.audit.models import PersonalValue
from qiao.desk.clients.erasure import Held
from qiao.desk.clients.models import Client, Contact, Note
from qiao.desk.clients.models.notes import NoteQuerySet
from qiao.desk.clients.spans import Span
from qiao.desk.clients.timeline import Moment
from qiao.desk.common.composing import among, composed
from qiao.desk.people import calendar
from qiao.desk.people.models import User

KINDS = {"note": gettext_lazy("Notes")}
KEPT = timedelta(days=7)  # so long the author can take a note back, and bring one back that was taken back
_SHORT = 120  # characters of a note on a timeline


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
    """Notes on the contact's client that name them, by the name of today or an earlier one; erased, they say nothing more."""
    earlier = PersonalValue.objects.filter(subject_uuid=contact.uuid, field="name").values_list("old", flat=True)
    named = Q()
    for name in filter(None, {contact.name, *earlier}):
        named |= Q(text__icontains=name)
    found = Note.objects.filter(named, client=contact.client_id)
    rows = [(one.day.isoformat(), one.text) for one in found] if named else []
    return [Held("notes", _("Notes that name the person"), rows, lambda: found.update(text=""))] if rows else []
