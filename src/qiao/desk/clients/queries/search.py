"""What the search box finds among the clients."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients import finding
from qiao.desk.clients.models import Client
from qiao.desk.people.models import User
from qiao.desk.ui.searching import Hit

CANDIDATES = 1_000


def found(user: User, words: str, most: int) -> list[Hit]:
    """What the search box finds among the clients that the person may see whole, by name; more of them stand in the list."""
    clients = Client.objects.visible_to(user).found_by(words, user)
    if not finding.are_common(finding.words(words)):  # few enough to gather; a common word's are met on the way
        clients = Client.objects.filter(pk__in=clients.order_by().values("pk")[:CANDIDATES])
    rows = list(clients.only("uuid", "name", "credit_code").order_by("name_key", "pk")[: most + 1])
    hits = [Hit(client.name, _("client"), client.get_absolute_url(), client.credit_code) for client in rows[:most]]
    if len(rows) > most:
        at = f"{reverse('clients:list')}?{urlencode({'view': 'all', 'q': words})}"
        hits.append(Hit(_("All clients under these words"), _("Clients"), at))  # type: ignore[arg-type]
    return hits
