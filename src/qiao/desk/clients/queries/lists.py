"""The list of clients, and what the search box finds of them."""

from django.db.models import F, Prefetch
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.models import Assignment, Client
from qiao.desk.clients.models.clients import ClientQuerySet
from qiao.desk.people.models import User
from qiao.desk.ui.searching import Hit

SORTS = ("deposit_average", "deposit_change", "deposits", "loans", "contribution", "tier")


def found(user: User, words: str, most: int) -> list[Hit]:
    """What the search box finds among the clients that the person may see whole."""
    clients = Client.objects.visible_to(user).found_by(words).order_by("name_key", "pk")
    return [Hit(client.name, _("client"), client.get_absolute_url(), client.credit_code) for client in clients[:most]]


def listed(
    user: User, *, text: str = "", tier: str = "", manager: User | None = None, sort: str = "name"
) -> ClientQuerySet:
    """The clients that the person may see whole, with their figures and today's managers.

    Args:
        user: who asks.
        text: words to find them by.
        tier: theirs.
        manager: who has a share today.
        sort: `name` or one of `SORTS`, with a minus for falling; clients without the figure come last.
    """
    clients = Client.objects.visible_to(user).found_by(text).select_related("figures")
    if tier:
        clients = clients.filter(figures__tier=tier)
    today = Assignment.objects.on(user.reach.day)
    if manager:
        clients = clients.filter(pk__in=today.filter(manager=manager).values("client"))
    managed = Prefetch("assignments", today.select_related("manager").order_by("-part", "-share"), to_attr="managed")
    return clients.order_by(*_order(sort)).prefetch_related(managed)


def _order(sort: str) -> list[str | OrderBy]:
    name = sort.removeprefix("-")
    if name not in SORTS:
        return ["-name_key", "-pk"] if sort == "-name" else ["name_key", "pk"]
    figure = F(f"figures__{name}")
    is_falling = sort.startswith("-")
    return [figure.desc(nulls_last=True) if is_falling else figure.asc(nulls_last=True), "pk"]
