"""Pages of the bell."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from qiao.desk.common.requests import Request, unattended
from qiao.desk.notices import actions, queries, registry
from qiao.desk.notices.models import Mute, Notice
from qiao.desk.ui.pages import show

_LENGTH = 50


@dataclass(frozen=True, slots=True)
class NoticeList:
    """What a person was told, newest first, each with its sentence, and which kinds they do not want to hear."""

    page: Page[Notice]
    rows: list[tuple[Notice, str]]
    unread: int
    kinds: list[tuple[registry.Kind, bool]]


@require_GET
def notice_list(request: Request) -> HttpResponse:
    """My notices."""
    mine = Notice.objects.visible_to(request.user)
    muted = set(Mute.objects.visible_to(request.user).values_list("code", flat=True))
    kinds = [(kind, kind.code in muted) for kind in registry.known()]
    page = Paginator(mine, _LENGTH).get_page(request.GET.get("page"))
    rows = list(zip(page, registry.phrases([(notice.code, notice.terms) for notice in page]), strict=True))
    return show(request, "notices/notice_list.html", NoticeList(page, rows, queries.unread_count(request.user), kinds))


@require_GET
@unattended
def count(request: Request) -> HttpResponse:
    """How many notices are unread, as the bell shows it; 304 while that stays the same."""
    label = queries.label(queries.unread_count(request.user))
    tag = f'"{label}"'
    same = request.headers.get("If-None-Match") == tag
    response = HttpResponseNotModified() if same else HttpResponse(label, content_type="text/plain; charset=utf-8")
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_POST
def read(request: Request, uuid: UUID) -> HttpResponse:
    """Take one notice for read, and go where it leads."""
    notices = Notice.objects.visible_to(request.user).filter(uuid=uuid)
    link = get_object_or_404(notices).link
    actions.read(notices)
    safe = url_has_allowed_host_and_scheme(link, {request.get_host()}, require_https=request.is_secure())
    return redirect(link if safe and "go" in request.POST else "notices:notice_list")


@require_POST
def read_all(request: Request) -> HttpResponse:
    """Take all notices for read."""
    actions.read(Notice.objects.visible_to(request.user))
    return redirect("notices:notice_list")


@require_POST
def mute(request: Request) -> HttpResponse:
    """Hear no more of a kind, or hear of it again."""
    code = request.POST.get("mute") or request.POST.get("hear") or ""
    if registry.is_known(code):
        act = actions.mute if "mute" in request.POST else actions.unmute
        act(code, by=request.user)
    return redirect("notices:notice_list")
