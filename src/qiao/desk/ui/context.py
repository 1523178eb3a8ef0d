"""What the frame around every page needs."""

from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame: colours and the unit of money."""

    theme: str
    money_unit: str


def shell(request: HttpRequest) -> dict[str, Shell]:
    """The frame for whoever is signed in, or for nobody."""
    user = getattr(request, "user", None)
    return {"shell": Shell(getattr(user, "theme", ""), getattr(user, "money_unit", "wan"))}
