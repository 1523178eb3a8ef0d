"""What the search box finds among the clients and their people."""

from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients import finding
from qiao.desk.clients.models import Client, Contact
from qiao.desk.clients.models.clients import counted_within
from qiao.desk.clients.queries.lists import GATHERED
from qiao.desk.people.models import User
from qiao.desk.ui.searching import Hit

CANDIDATES = 1_000
_SHOWN = ("uuid", "name", "credit_code")


def found(user: User, words: str, most: int) -> list[Hit]:
    """What the search box finds among the clients that the person may see whole; more of them stand in the list.

    They stand by name; in a whole bank or a wide reach, those whom a word finds that stands in very many names, by their deposits.
    """
    rows = _largest(user, words, most) if _are_common(words) and user.is_active else []
    if len(rows) <= most:  # too few to be all of them
        rows = list(_by_name(user, words)[: most + 1])
    hits = [Hit(client.name, _("client"), client.get_absolute_url(), client.credit_code) for client in rows[:most]]
    if len(rows) > most:
        at = f"{reverse('clients:list')}?{urlencode({'view': 'all', 'q': words})}"
        hits.append(Hit(_("All clients under these words"), _("Clients"), at))  # type: ignore[arg-type]
    return hits


def _by_name(user: User, words: str) -> QuerySet[Client]:
    is_common = _are_common(words)
    seen = Client.objects.gathered_for(user) if is_common else Client.objects.visible_to(user)
    clients = seen.found_by(words, user)
    if not is_common:  # few enough to gather; a common word's are within a reach, or are met on the way
        clients = Client.objects.filter(pk__in=clients.order_by().values("pk")[:CANDIDATES])
    return clients.only(*_SHOWN).order_by("name_key", "pk")


def _largest(user: User, words: str, most: int) -> list[Client]:
    """Those with the largest deposits: a word's names may stand together far down the alphabet. None of a reach that is soon gathered."""
    if Client.scope(user) and counted_within(user, GATHERED + 1)[0] <= GATHERED:
        return []
    seen = Client.objects.walked_for(user, "figures__client").filter(figures__deposit_average__isnull=False)
    average = F("figures__deposit_average").desc(nulls_last=True)
    return list(seen.found_by(words).only(*_SHOWN).order_by(average, "figures__client_id")[: most + 1])


def _are_common(words: str) -> bool:
    return finding.are_common(finding.words(words))


def people_found(user: User, words: str, most: int) -> list[Hit]:
    """What the search box finds among the people of clients whom the person may see, those first who are still there."""
    seen = Contact.objects.visible_to(user).found_by(words).order_by()
    # A single letter begins many names: of those so many are gathered, and what is sorted is bounded.
    found = Contact.objects.filter(pk__in=seen.values("pk")[:CANDIDATES]).select_related("client")
    ordered = found.order_by(F("left_on").desc(nulls_first=True), "name", "pk")
    return [Hit(one.name, _("contact person"), one.get_absolute_url(), _place(one)) for one in ordered[: most // 2]]


def _place(contact: Contact) -> str:
    return " · ".join(filter(None, (contact.client.name, contact.title)))
