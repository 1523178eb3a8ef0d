"""What answers when an act of one button is refused: no form is there to say why."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from qiao.desk.common.refusals import RefusedError
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """Why nothing was done, and the page on which the button stood."""

    sentence: str
    back: str


class Refusing:
    """Middleware: a `RefusedError` that no form has caught becomes a page that says its sentence (422)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what comes after."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; a refusal comes back through `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say why nothing was done."""
        if not isinstance(error, RefusedError):
            return None
        return show(request, "ui/refused.html", RefusedPage(str(error), _came_from(request)), status=422)


def _came_from(request: HttpRequest) -> str:
    """The address, within this desk, of the page before."""
    before = request.META.get("HTTP_REFERER", "")
    is_ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return urlsplit(before)._replace(scheme="", netloc="").geturl() if is_ours else "/"
