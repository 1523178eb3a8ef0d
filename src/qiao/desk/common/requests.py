"""The request of a signed-in person, typed."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class Request(HttpRequest):
    """A request behind sign-on: `user` is a person of the bank."""

    user: "User"
    htmx: HtmxDetails
