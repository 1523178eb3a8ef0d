"""People of a client: who may be seen, what is lacking in the picture of them, until when each entry is kept, what is held."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.desk.audit.models import PersonalValue
from qiao.desk.clients.erasure import ERASURE, Held
from qiao.desk.clients.models import Account, Acquaintance, Client, Contact
from qiao.desk.clients.models.contacts import MASKED, Influence
from qiao.desk.clients.queries import scope
from qiao.desk.common.composing import composed
from qiao.desk.common.roles import Role
from qiao.desk.people.models import User

_ERASERS = (Role.LEAD, Role.BRANCH)
# What a person's page, the form and the file for the person show, in their order.
FIELDS = ("name", "title", "department", "phone", "email", "wechat", "birthday", "id_number", "concerns")
_DAYS = ("written_on", "left_on", "marked_on")


def may_know(client: Client, user: User) -> bool:
    """Whether the people of a client that is whole in scope are, too: assessment and risk officers see figures alone."""
    return user.reach.reads_everything or not user.reach.has(Role.HR, Role.RISK) or scope.manages(client, user)


@composed
def standing_of(user: User, *, client: int) -> QuerySet[Contact]:
    """Those of a client who stand, as somebody's bearer may see them."""
    return Contact.objects.visible_to(user).there().filter(client=client)


def may_erase(client: Client, user: User) -> bool:
    """Whether the person may erase somebody of this client for good: its team lead or branch head."""
    return user.reach.has(*_ERASERS) and scope.manages(client, user)


def erases_for(user: User) -> User | None:
    """The absent person by whose post alone the person may erase; None where it is by their own."""
    holder = user.reach.for_whom(*_ERASERS)
    return User.objects.get(pk=holder) if holder else None


def of_client(client: Client, user: User) -> list[Contact]:
    """Everybody of a client, those who left last, with who of us knows them."""
    known = Prefetch("acquaintances", Acquaintance.objects.select_related("person"), to_attr="known")
    found = Contact.objects.visible_to(user).filter(client=client).prefetch_related(known)
    return sorted(found, key=lambda contact: contact.left_on is not None)


@dataclass(frozen=True, slots=True)
class Gap:
    """What the picture of a client's people lacks: a code, and whom it is about."""

    code: str
    contacts: list[Contact]


def gaps(contacts: Iterable[Contact]) -> list[Gap]:
    """What to do next about a client's people, the weightiest first."""
    there = [contact for contact in contacts if contact.left_on is None]
    weighty = [contact for contact in there if contact.influence >= Influence.MUCH]
    against = [contact for contact in weighty if contact.attitude < 0]
    strangers = [contact for contact in weighty if not contact.known]  # type: ignore[attr-defined]
    nobody_decides = bool(there) and not any(contact.decides for contact in there)
    return [
        *([Gap("no_decider", [])] if nobody_decides else []),
        *([Gap("against", against)] if against else []),
        *([Gap("strangers", strangers)] if strangers else []),
    ]


def ended_on(client: Client) -> date | None:
    """When a client ceased to be one: the day on which the last of its accounts was closed; None while it is one."""
    found = next(iter(_closed().filter(client=client)), None)
    return found["last"] if found else None


def _closed() -> QuerySet[Account, Any]:
    counted: QuerySet[Account, Any] = Account.objects.values("client").annotate(
        open=Count("pk", filter=Q(closed_on=None)), last=Max("closed_on")
    )
    return counted.filter(Q(open=0))


def kept_until(contact: Contact) -> date | None:
    """The last day on which the entry is kept; None while the person and the client are there."""
    return contact.kept_until(ended_on(contact.client))


def here_since(contact: Contact) -> date | None:
    """The day on which a person was written down; where that is not known, the first on which somebody managed the client."""
    first: date | None = contact.client.assignments.aggregate(first=Min("from_date"))["first"]
    return contact.written_on or first


def due(day: date) -> QuerySet[Contact]:
    """Entries that are kept no longer on this day."""
    before = day - timedelta(days=settings.CONTACT_DAYS)
    ended = _closed().filter(Q(last__lt=before)).values("client")
    gone = Q(left_on__lt=before) & (Q(marked_on=None) | Q(marked_on__lt=before))  # as `Contact.gone_on` has it
    return Contact.objects.filter(gone | Q(client__in=ended))


def due_for(user: User, day: date) -> list[Contact]:
    """Those whom one may see whose entries are kept no longer on a day, with their clients."""
    found = Contact.objects.visible_to(user).filter(pk__in=due(day).values("pk"))
    return list(found.select_related("client").order_by("client__name_key", "pk"))


def held_of(contact: Contact) -> list[Held]:
    """Everything that is held of a person; the entry itself comes first, and goes last."""
    entry = Held("entry", _("The entry"), told_of(contact), contact.delete)
    return [entry, *_acquaintances(contact), *_history(contact), *ERASURE.gather(contact)]


def told_of(contact: Contact) -> list[tuple[str, str]]:
    """The entry's values by their names, whole."""
    rows = [(_named(field), str(getattr(contact, field))) for field in FIELDS if getattr(contact, field)]
    client = (_("Client"), contact.client.name)
    parts = [(_("Roles"), " · ".join(contact.parts))] if contact.roles else []
    weights = [(_("influence"), contact.get_influence_display()), (_("attitude"), contact.get_attitude_display())]
    days = [(_named(field), day.isoformat()) for field in _DAYS if (day := getattr(contact, field))]
    return [client, *rows, *parts, *weights, *days]


def _acquaintances(contact: Contact) -> list[Held]:
    known = contact.acquaintances.select_related("person")
    rows = [(str(one.person), f"{one.get_closeness_display()} {one.since or ''}".strip()) for one in known]
    return [Held("acquaintances", _("Who of the bank knows the person"), rows, known.delete)] if rows else []


def _history(contact: Contact) -> list[Held]:
    """Values that stand beside the audit trail; the action empties them."""
    kept = PersonalValue.objects.filter(subject_uuid=contact.uuid).select_related("event")
    rows = [
        (f"{timezone.localtime(one.event.at):%Y-%m-%d} {_named(one.field)}", f"{one.old} → {one.new}") for one in kept
    ]
    return [Held("history", _("Earlier values, beside the audit trail"), rows, lambda: None)] if rows else []


def _named(field: str) -> str:
    names = {"roles": _("Roles")}
    return names.get(field) or str(Contact._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def values(contact: Contact, fields: Iterable[str]) -> dict[str, str]:
    """Values of masked fields, whole; only after the act that unmasks them."""
    return {field: getattr(contact, field) for field in fields if field in MASKED and getattr(contact, field)}


def facts(contact: Contact, shown: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    """Name, value and whether it is masked, of each masked field that has a value.

    Args:
        contact: whose.
        shown: what the act that unmasks gave.
    """
    having = [field for field in MASKED if getattr(contact, field)]
    return [(_named(field), shown.get(field) or contact.masked(field), field not in shown) for field in having]
