"""What is due (待办): every room that has something waiting for a person, or coming up, registers a provider."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from qiao.desk.common.hubs import Hub

if TYPE_CHECKING:
    from qiao.desk.people.models import User


@dataclass(frozen=True, slots=True)
class Due:
    """One thing: what it is about, what there is to do, where it opens, and by when.

    Attributes:
        is_waiting: it waits for this person's own act; else it comes up by itself.
    """

    title: str
    what: str
    url: str
    day: date | None = None
    detail: str = ""
    is_waiting: bool = False


# A provider takes the user.
AGENDA: Hub[Due] = Hub("agenda")


def due(user: "User") -> list[Due]:
    """All of it, the earliest first; what has no day comes before."""
    return sorted(AGENDA.gather(user), key=lambda one: (one.day or date.min, one.title))
