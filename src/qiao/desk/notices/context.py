"""What the frame around every page says of the bell."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from qiao.desk.notices import queries


@dataclass(frozen=True, slots=True)
class Bell:
    """How many notices wait for the person."""

    label: str


def bell(request: HttpRequest) -> dict[str, object]:
    """The bell of whoever is signed in, counted only where a template shows it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"bell": None}
    return {"bell": SimpleLazyObject(lambda: Bell(queries.label(queries.unread_count(user))))}
