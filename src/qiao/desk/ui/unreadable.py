"""What holds a NUL character can be no text of the database's: it is answered before anything is looked up by it."""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict

from qiao.desk.common.requests import answers_itself

_NUL = "\0"


class Readable:
    """Middleware: an address, a parameter or a field of a form with a NUL character is a request that can't be read (400)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what comes after."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; what the request holds is looked at when its view is known, since that says how large a file may be."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], *_: Any) -> None:
        """Refuse it."""
        if not answers_itself(view) and any(_NUL in text for text in _texts(request)):
            raise BadRequest("a NUL character in the request")


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path_info
    yield from _told(request.GET)
    yield from _told(request.POST)


def _told(given: QueryDict) -> Iterator[str]:
    for name, values in given.lists():
        yield name
        yield from values
