"""What the search box finds among the clients."""

from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.models import Client
from qiao.desk.people.models import User
from qiao.desk.ui.searching import Hit


def found(user: User, words: str, most: int) -> list[Hit]:
    """What the search box finds among the clients that the person may see whole."""
    clients = Client.objects.visible_to(user).found_by(words).order_by("name_key", "pk")
    return [Hit(client.name, _("client"), client.get_absolute_url(), client.credit_code) for client in clients[:most]]
