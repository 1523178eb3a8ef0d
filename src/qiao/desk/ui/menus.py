"""What the frame around a page shows of the rooms: menu entries, banners, the bell. Rooms register; none is imported."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.hubs import Hub
from qiao.desk.common.roles import Role

if TYPE_CHECKING:
    from qiao.desk.people.models import User

# Groups of the menu, in their order; the first has no heading.
GROUPS: dict[str, Promise | str] = {
    "today": "",
    "clients": _("Clients"),
    "me": _("Me"),
    "team": _("Team"),
    "house": _("Bank"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A room's line in the menu; `count` asks how many things wait there."""

    room: str
    label: Promise
    view: str
    icon: str
    group: str
    order: int = 0
    roles: tuple[Role, ...] = ()  # nobody named: everybody
    count: Callable[["User"], int] | None = None

    @property
    def url(self) -> str:
        """Where it leads."""
        return reverse(self.view)

    def is_for(self, user: "User") -> bool:
        """Whether this person has business there."""
        return not self.roles or user.has_role(*self.roles)


@dataclass(frozen=True, slots=True)
class Banner:
    """A line above every page: what is out of the ordinary now, and the one thing to do about it."""

    words: str
    tone: str = "info"  # info, warn or risk
    action_label: str = ""
    action_url: str = ""  # taken by POST


_entries: dict[str, Entry] = {}
BANNERS: Hub[Banner] = Hub("banners")


def add(entry: Entry) -> None:
    """Put a room into the menu, from its `AppConfig.ready()`."""
    _entries[entry.room] = entry


def entries_for(user: "User") -> list[Entry]:
    """The rooms in which this person has business, in the order of the menu."""
    order = list(GROUPS)
    mine = (entry for entry in _entries.values() if entry.is_for(user))
    return sorted(mine, key=lambda entry: (order.index(entry.group), entry.order))


# Templates that rooms add to the top of every page, such as the bell.
tools: dict[str, str] = {}
