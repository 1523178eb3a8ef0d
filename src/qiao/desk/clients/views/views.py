"""Saved views: kept, shared, renamed, removed, brought back, and chosen to open with."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.clients.actions import saved as actions
from qiao.desk.clients.forms.filters import ClientFilter
from qiao.desk.clients.forms.views import ViewForm
from qiao.desk.clients.models import SavedView
from qiao.desk.clients.queries import views as queries
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.requests import Request
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class ViewsPage:
    """One's own views, those of others, and what was removed lately."""

    own: list[SavedView]
    others: list[SavedView]
    removed: list[SavedView]
    opening: SavedView | None


@dataclass(frozen=True, slots=True)
class ViewPage:
    """A view that is being kept or changed."""

    title: str
    form: ViewForm
    filters: ClientFilter
    view: SavedView | None


@require_GET
def views(request: Request) -> HttpResponse:
    """All views that one may open."""
    user = request.user
    saved = queries.saved_for(user)
    page = ViewsPage(
        own=[view for view in saved if view.owner_id == user.pk],
        others=[view for view in saved if view.owner_id != user.pk],
        removed=queries.removed_by(user),
        opening=queries.opening(user),
    )
    return show(request, "clients/views.html", page)


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Keep the filters of an address."""
    user = request.user
    form = ViewForm(request.POST or None, user=user, initial={"query": request.GET.urlencode()})
    if request.method == "POST" and (saved := attempt(form, lambda: actions.save(by=user, **form.changes))):
        messages.success(request, _("Saved."))
        return redirect(saved)
    page = ViewPage(_("Save this view"), form, form.filters, None)
    return show(request, "clients/view_form.html", page, status=status(form))


@require_http_methods(["GET", "POST"])
def edit(request: Request, uuid: UUID) -> HttpResponse:
    """Rename or share a view, or keep the filters of an address under it."""
    user, found = request.user, _own(request, uuid)
    initial = {"query": request.GET.urlencode()} if request.GET else None
    form = ViewForm(request.POST or None, instance=found, user=user, initial=initial)

    def act() -> SavedView:
        return actions.change(found, by=user, version=form.cleaned_data["version"], **form.changes)

    if request.method == "POST" and (changed := attempt(form, act)):
        messages.success(request, _("Saved."))
        return redirect(changed)
    page = ViewPage(_("Change a view"), form, form.filters, found)
    return show(request, "clients/view_form.html", page, status=status(form))


@require_POST
def remove(request: Request, uuid: UUID) -> HttpResponse:
    """Take a view away."""
    actions.remove(_own(request, uuid), by=request.user)
    messages.success(request, _("Removed. It can be brought back for 30 days."))
    return redirect("clients:views")


@require_POST
def restore(request: Request, uuid: UUID) -> HttpResponse:
    """Bring a view back."""
    try:
        actions.restore(_own(request, uuid), by=request.user)
        messages.success(request, _("Here again."))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("clients:views")


@require_POST
def open_with(request: Request, uuid: UUID) -> HttpResponse:
    """Let the list open with this view."""
    found = get_object_or_404(SavedView.objects.visible_to(request.user).there(), uuid=uuid)
    actions.open_with(found, by=request.user)
    messages.success(request, _("The list opens with it from now on."))
    return redirect("clients:views")


@require_POST
def open_with_all(request: Request) -> HttpResponse:
    """Let the list open with all clients again."""
    actions.open_with(None, by=request.user)
    messages.success(request, _("The list opens with all clients from now on."))
    return redirect("clients:views")


def _own(request: Request, uuid: UUID) -> SavedView:
    found = get_object_or_404(SavedView.objects.visible_to(request.user).select_related("team", "branch"), uuid=uuid)
    if found.owner_id != request.user.pk:
        raise NotAllowedError
    return found
