"""The pages of the API: what it can do, and one's tokens."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from qiao.desk.api import actions, bearer, guide, problems
from qiao.desk.api.forms import TokenForm
from qiao.desk.api.models import Token
from qiao.desk.common.access import only
from qiao.desk.common.refusals import RefusedError
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.people.proof import proved_recently
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

A_PAGE = 50


class Tab(NamedTuple):
    """One view of the room."""

    words: str
    url: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class GuidePage:
    """What the API can do."""

    operations: list[guide.Operation]
    problems: list[problems.Kind]
    sees_hooks: bool


@dataclass(frozen=True, slots=True)
class TokensPage:
    """One's own tokens, or everyone's."""

    tokens: Page[Token]
    is_everyones: bool
    sees_everyones: bool
    may_revoke: bool


@dataclass(frozen=True, slots=True)
class TokenFormPage:
    """A token is asked for."""

    form: TokenForm


@dataclass(frozen=True, slots=True)
class TokenMadePage:
    """A fresh token and its secret, shown this once."""

    token: Token
    secret: str
    example: str


@require_GET
def about(request: Request) -> HttpResponse:
    """What the API can do."""
    host = request.build_absolute_uri("/").rstrip("/")
    sees_hooks = request.user.has_role(Role.ADMIN, Role.AUDITOR)
    return show(request, "api/guide.html", GuidePage(guide.operations(host), problems.KINDS, sees_hooks))


@require_GET
def tokens(request: Request) -> HttpResponse:
    """One's own tokens."""
    mine = Token.objects.visible_to(request.user).filter(user=request.user).select_related("user")
    sees = request.user.has_role(Role.ADMIN, Role.AUDITOR)
    page = Paginator(mine, A_PAGE).get_page(request.GET.get("page"))
    return show(request, "api/tokens.html", TokensPage(page, False, sees, True))


@require_GET
@only(Role.ADMIN, Role.AUDITOR)
def everyones(request: Request) -> HttpResponse:
    """Everyone's tokens."""
    found = Token.objects.visible_to(request.user).select_related("user")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return show(request, "api/tokens.html", TokensPage(page, True, True, request.user.has_role(Role.ADMIN)))


@never_cache
@proved_recently
def issue(request: Request) -> HttpResponse:
    """Make a token; its secret stands in the answer and nowhere else."""
    form = TokenForm(request.user, request.POST or None)
    if request.method == "POST" and (
        made := attempt(form, lambda: actions.issue(by=request.user, **form.cleaned_data))
    ):
        example = f'curl -H "Authorization: Bearer $QIAO_TOKEN" "{request.build_absolute_uri("/api/me")}"'
        return show(request, "api/token_made.html", TokenMadePage(made.token, made.secret, example))
    return show(request, "api/token_form.html", TokenFormPage(form), status=status(form))


@require_POST
def revoke(request: Request, uuid: UUID) -> HttpResponse:
    """Let a token open nothing any more."""
    token = get_object_or_404(Token.objects.visible_to(request.user), uuid=uuid)
    try:
        actions.revoke(token, by=request.user)
        messages.success(request, _("The token opens nothing any more."))
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    return redirect("api:tokens" if token.user_id == request.user.pk else "api:everyones")


# --- beside the operations -------------------------------------------------------------------------------------------


def description(request: HttpRequest) -> HttpResponse:
    """The description for programs: for whoever is signed in, and for every token."""
    if request.method != "GET":
        return problems.answer(problems.NOT_THIS_WAY, headers={"Allow": "GET"})
    if not request.user.is_authenticated or "Authorization" in request.headers:
        try:
            bearer.admit(request)
        except problems.ProblemError as error:
            return problems.answer(error.kind, error.detail, error.faults, error.headers)
    return JsonResponse(guide.description())


def nothing(request: HttpRequest) -> HttpResponse:
    """No operation has this address."""
    return problems.answer(problems.NOT_FOUND, _("No operation has this address."))
