"""Pages of webhooks: all of them, one with its log, and what an administrator does with it."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from qiao.desk.api.hooks import actions
from qiao.desk.api.hooks.forms import HookForm, SinceForm
from qiao.desk.api.models import Hook, Message
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.refusals import RefusedError
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.people.proof import proved_recently
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

A_PAGE = 50
READERS = (Role.ADMIN, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class HooksPage:
    """Every webhook."""

    hooks: list[Hook]
    may_write: bool


@dataclass(frozen=True, slots=True)
class HookPage:
    """One webhook with what it was told."""

    hook: Hook
    log: Page[Message]
    since: SinceForm
    may_write: bool


@dataclass(frozen=True, slots=True)
class HookFormPage:
    """A webhook is asked for."""

    form: HookForm


@dataclass(frozen=True, slots=True)
class SecretPage:
    """A secret, shown this once."""

    hook: Hook
    secret: str


@only(*READERS)
@require_GET
def hooks(request: Request) -> HttpResponse:
    """Every webhook."""
    waiting = Count("messages", filter=Q(messages__state="waiting"))
    found = Hook.objects.visible_to(request.user).annotate(waiting=waiting)
    return show(request, "api/hooks.html", HooksPage(list(found), request.user.has_role(Role.ADMIN)))


@only(*READERS)
@require_GET
def hook(request: Request, uuid: UUID) -> HttpResponse:
    """One webhook."""
    found = _found(request, uuid)
    audit.seen(request.user, on=found)
    return show(request, "api/hook.html", _page(request, found, SinceForm()))


@never_cache
@only(Role.ADMIN)
@proved_recently
def make(request: Request) -> HttpResponse:
    """Make one; its secret stands in the answer and nowhere else."""
    form = HookForm(request.POST or None)
    if request.method == "POST" and (made := attempt(form, lambda: actions.make(by=request.user, **form.cleaned_data))):
        return show(request, "api/hook_secret.html", SecretPage(made.hook, made.secret))
    return show(request, "api/hook_form.html", HookFormPage(form), status=status(form))


@never_cache
@only(Role.ADMIN)
@require_POST
@proved_recently
def renew(request: Request, uuid: UUID) -> HttpResponse:
    """Make a new secret; it stands in the answer and nowhere else."""
    made = actions.renew(_found(request, uuid), by=request.user)
    return show(request, "api/hook_secret.html", SecretPage(made.hook, made.secret))


@only(Role.ADMIN)
@require_POST
def pause(request: Request, uuid: UUID) -> HttpResponse:
    """Send nothing for now."""
    return _do(request, uuid, lambda found: actions.pause(found, by=request.user))


@only(Role.ADMIN)
@require_POST
def go_on(request: Request, uuid: UUID) -> HttpResponse:
    """Send again what waits."""
    return _do(request, uuid, lambda found: actions.go_on(found, by=request.user))


@only(Role.ADMIN)
@require_POST
def replay_since(request: Request, uuid: UUID) -> HttpResponse:
    """Send everything since a moment again."""
    found, form = _found(request, uuid), SinceForm(request.POST)
    if not form.is_valid():
        return show(request, "api/hook.html", _page(request, found, form), status=422)
    count = actions.replay_since(found, by=request.user, since=form.cleaned_data["since"])
    told = ngettext("%(count)s message is sent again.", "%(count)s messages are sent again.", count)
    messages.success(request, told % {"count": count})
    return redirect(found)


@only(Role.ADMIN)
@require_POST
def replay(request: Request, uuid: UUID) -> HttpResponse:
    """Send one message again."""
    message = get_object_or_404(Message.objects.visible_to(request.user).select_related("hook"), uuid=uuid)
    actions.replay(message, by=request.user)
    messages.success(request, _("It is sent again."))
    return redirect(message.hook)


def _do(request: Request, uuid: UUID, act: Callable[[Hook], Hook]) -> HttpResponse:
    found = _found(request, uuid)
    try:
        act(found)
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    return redirect(found)


def _page(request: Request, found: Hook, since: SinceForm) -> HookPage:
    log = Message.objects.visible_to(request.user).filter(hook=found)
    with_attempts = log.prefetch_related("attempts")
    page = Paginator(with_attempts, A_PAGE).get_page(request.GET.get("page"))
    return HookPage(found, page, since, request.user.has_role(Role.ADMIN))


def _found(request: Request, uuid: UUID) -> Hook:
    return get_object_or_404(Hook.objects.visible_to(request.user).select_related("made_by"), uuid=uuid)
