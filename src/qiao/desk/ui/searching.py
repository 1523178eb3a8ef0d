"""The search box: every room that has something to find registers a provider; what it finds has passed its own gate."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from qiao.desk.common.hubs import Hub
from qiao.desk.ui import menus

if TYPE_CHECKING:
    from qiao.desk.people.models import User


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its name, what it is, where it opens."""

    title: str
    kind: str | Promise
    url: str
    detail: str = ""


# A provider takes the user, the words and how many hits at the most.
SEARCH: Hub[Hit] = Hub("search")
MOST = 20


def find(user: "User", words: str) -> list[Hit]:
    """What the person may see under these words; rooms of the menu come first."""
    wanted = words.strip()
    if not wanted:
        return []
    rooms = [
        Hit(str(entry.label), menus.GROUPS[entry.group] or entry.label, entry.url)
        for entry in menus.entries_for(user)
        if wanted.casefold() in str(entry.label).casefold()
    ]
    return [*rooms, *SEARCH.gather(user, wanted, MOST)][: 2 * MOST]
