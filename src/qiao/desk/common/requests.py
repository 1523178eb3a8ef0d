"""The request of a signed-in person, typed; and what pages ask for by themselves."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from qiao.desk.people.models import User

View = TypeVar("View", bound=Callable[..., HttpResponse])


class Request(HttpRequest):
    """A request behind sign-on: `user` is a person of the bank."""

    user: "User"
    htmx: HtmxDetails


def unattended(view: View) -> View:
    """A page asks for this by itself while nobody looks, so that it keeps no session open."""
    view.is_unattended = True  # type: ignore[attr-defined]
    return view


def answering_itself(view: View) -> View:
    """The view itself says what is wrong with what was sent, in another form than a page."""
    view.is_answering_itself = True  # type: ignore[attr-defined]
    return view


def answers_itself(view: Callable[..., HttpResponse]) -> bool:
    """Whether a view is marked so."""
    return bool(getattr(view, "is_answering_itself", False))


def is_poll(request: HttpRequest) -> bool:
    """Whether a page asked by itself; the header alone is no proof, since anybody can send it with any address."""
    view = request.resolver_match.func if request.resolver_match else None
    return bool(getattr(view, "is_unattended", False)) and request.headers.get("X-Background") == "1"
