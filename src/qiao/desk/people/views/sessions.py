"""Justified sessions: opening, ending, and who had one."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar, queries
from qiao.desk.people.actions import sessions as actions
from qiao.desk.people.forms import SessionForm
from qiao.desk.people.models import JustifiedSession
from qiao.desk.people.proof import proved_recently
from qiao.desk.people.views.common import FormPage, acts, ask, do, reads
from qiao.desk.ui.pages import show

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class SessionsPage:
    """The sessions so far, and one's own that is open."""

    own: JustifiedSession | None
    sessions: Page[JustifiedSession]
    now: object
    may_act: bool


@reads
@require_GET
def sessions(request: Request) -> HttpResponse:
    """Who read records for which reason."""
    found = JustifiedSession.objects.visible_to(request.user).select_related("user")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    own = queries.open_session(request.user)
    shown = SessionsPage(own, page, calendar.now(), request.user.has_role(Role.ADMIN))
    return show(request, "people/sessions.html", shown)


@acts
@require_http_methods(["GET", "POST"])
@proved_recently
def open_one(request: Request) -> HttpResponse:
    """Open a session for a reason."""
    form = SessionForm(request.POST or None)
    hint = _(
        "For the time you choose you may read what auditors may. Every page you open is written down with this session."
    )
    back = reverse("people:sessions")
    page = FormPage(_("Read records for a reason"), "sessions", form, _("Open the session"), back, hint)
    act = lambda: actions.open_one(by=request.user, **form.cleaned_data)  # noqa: E731
    return ask(request, page, act, done=_("The session is open."), then=back)


@acts
@require_POST
def end(request: Request, uuid: UUID) -> HttpResponse:
    """End a session before its time."""
    found = get_object_or_404(JustifiedSession.objects.visible_to(request.user), uuid=uuid)
    back = reverse("people:sessions")
    return do(request, lambda: actions.end(found, by=request.user), done=_("The session is over."), back=back)
