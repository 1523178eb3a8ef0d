"""What the frame around every page needs; asked only by pages that draw it."""

from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.functional import Promise

from qiao.desk.ui import figures, menus

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class Shell:
    """The frame for whoever is signed in, or for nobody."""

    def __init__(self, request: HttpRequest) -> None:
        """Keep the request; every part is asked for when it is drawn."""
        self._request = request
        user = getattr(request, "user", None)
        self.user: User | None = user if user is not None and user.is_authenticated else None

    @property
    def theme(self) -> str:
        """Light or dark; blank follows the machine."""
        return getattr(self.user, "theme", "")

    @cached_property
    def money_unit(self) -> str:
        """The unit in which this person reads money."""
        return getattr(self.user, "money_unit", "wan")

    @property
    def unit_name(self) -> str:
        """That unit's name, for headings."""
        return str(figures.UNITS[self.money_unit].name)

    @property
    def units(self) -> list[tuple[str, Promise]]:
        """The units to choose from."""
        return [(code, unit.name) for code, unit in figures.UNITS.items()]

    @property
    def place(self) -> str:
        """Where the person works; the program's own name before sign-in."""
        posts = self.user.posts_now if self.user else []
        return str(posts[0].branch) if posts else ""

    @property
    def post(self) -> str:
        """What the person does."""
        posts = self.user.posts_now if self.user else []
        return " · ".join(str(post) for post in posts)

    @property
    def address(self) -> str:
        """Where to come back to after a choice of language, colours or unit; a form that was sent is not repeated."""
        return self._request.get_full_path()

    @cached_property
    def groups(self) -> list[tuple[Promise | str, list[tuple[menus.Entry, int]]]]:
        """The menu: each group with its rooms, each room with how many things wait there."""
        if self.user is None:
            return []
        user = self.user
        entries = menus.entries_for(user)
        return [
            (menus.GROUPS[group], [(entry, entry.count(user) if entry.count else 0) for entry in found])
            for group, found in groupby(entries, lambda entry: entry.group)
        ]

    @cached_property
    def banners(self) -> list[menus.Banner]:
        """What is out of the ordinary now."""
        return list(menus.BANNERS.gather(self._request))

    @property
    def tools(self) -> list[str]:
        """Templates of the rooms' own tools at the top."""
        return [menus.tools[room] for room in sorted(menus.tools)] if self.user else []


def shell(request: HttpRequest) -> dict[str, Shell]:
    """The frame, as templates know it."""
    return {"shell": Shell(request)}
