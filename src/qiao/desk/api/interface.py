"""The API itself: what it answers when something goes wrong, and the statuses that an operation may answer with."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation

from qiao.desk.api import faults, problems
from qiao.desk.api.models import Token
from qiao.desk.api.problems import Fault, Problem, ProblemError
from qiao.desk.common.outages import RETRY_AFTER, is_lost
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.roles import Role
from qiao.desk.common.versions import ConflictError

if TYPE_CHECKING:
    from qiao.desk.people.models import User

_log = logging.getLogger("django.request")
P = ParamSpec("P")
R = TypeVar("R")
_ALWAYS = (401, 403, 429, 500, 503)


class TokenRequest(HttpRequest):
    """A request that carries a live token."""

    user: "User"
    auth: Token


Operated = Callable[Concatenate[TokenRequest, P], R]


def only(*roles: Role) -> Callable[[Operated[P, R]], Operated[P, R]]:
    """The operation is for people who hold one of these roles today, as `common.access.only` says of a page."""

    def decorator(operation: Operated[P, R]) -> Operated[P, R]:
        @wraps(operation)
        def checked(request: TokenRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not request.user.has_role(*roles):
                raise NotAllowedError
            return operation(request, *args, **kwargs)

        return checked

    return decorator


def answers(shape: Any, *problems: int) -> dict[int, Any]:
    """What an operation may answer: its own shape, the problems that every operation knows, and those named."""
    return {200: shape, **dict.fromkeys(sorted({*_ALWAYS, *problems}), Problem)}


def takes(shape: Any, *problems: int) -> dict[int, Any]:
    """What an operation with a body may answer: as `answers`, and that the body can't be read or taken."""
    return answers(shape, 400, 413, 415, 422, *problems)


class Interface(NinjaAPI):
    """The API, with names that a program made from its description can be read by."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The room's module and the function: `runs_outcomes`."""
        view = operation.view_func
        return f"{view.__module__.rpartition('.')[2]}_{view.__name__.rstrip('_')}"

    def get_operation_url_name(self, operation: Operation, router: Router) -> str:
        """As it is called in the description; rooms have acts of the same name."""
        return self.get_openapi_operation_id(operation)


api = Interface(
    title="Qiao",
    version="1",
    description=(
        "Every operation needs a token, which acts as its person and never sees more. Ids are UUIDs, money and ratios are "
        "decimals in strings, moments are in UTC. Refusals are problem documents (RFC 9457) in the language of "
        "Accept-Language, else the person's own."
    ),
    openapi_url=None,
    docs_url=None,
)


@api.exception_handler(ProblemError)
def _problem(request: HttpRequest, error: ProblemError) -> HttpResponse:
    return problems.answer(error.kind, error.detail, error.faults, error.headers)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problems.answer(problems.NOT_FOUND)


@api.exception_handler(PermissionDenied)
def _not_allowed(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problems.answer(problems.NOT_ALLOWED, _("This is not for you to do, though you may see it."))


@api.exception_handler(RefusedError)
def _refused(request: HttpRequest, error: RefusedError) -> HttpResponse:
    return problems.answer(problems.REFUSED, str(error), (Fault(field=error.field, message=str(error)),))


@api.exception_handler(ConflictError)
def _conflict(request: HttpRequest, error: ConflictError) -> HttpResponse:
    return problems.answer(problems.CONFLICT, _("Somebody changed this since you read it."))


@api.exception_handler(ValidationError)
def _faulty(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems.answer(problems.REFUSED, faults=faults.told(error.errors))


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problems.answer(problems.TOO_LARGE)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problems.answer(problems.UNREADABLE)


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """Our own mistake: logged as every other page's is, told without what happened; or the database is away."""
    if is_lost(error):
        return problems.answer(problems.UNAVAILABLE, headers={"Retry-After": str(RETRY_AFTER)})
    got_request_exception.send(sender=None, request=request)
    _log.error("%s failed", request.resolver_match and request.resolver_match.view_name, exc_info=error)
    return problems.answer(problems.FAILED)
