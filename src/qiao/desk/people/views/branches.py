"""The tree of branches, a branch's page, and what is done to a branch."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.people import queries
from qiao.desk.people.actions import branches as actions
from qiao.desk.people.forms import BranchForm, DayForm, MoveForm, NewBranchForm
from qiao.desk.people.models import Branch, Post, Team
from qiao.desk.people.views.common import FormPage, acts, ask, do, reads
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class TreePage:
    """How the bank is built."""

    top: list[queries.Node]
    is_whole: bool  # closed branches too
    may_act: bool


@dataclass(frozen=True, slots=True)
class BranchPage:
    """A branch and what stands in it."""

    branch: Branch
    above: list[Branch]
    below: list[Branch]
    teams: list[Team]
    posts: list[Post]
    may_act: bool


@reads
@require_GET
def branches(request: Request) -> HttpResponse:
    """The tree."""
    is_whole = "closed" in request.GET
    top = queries.tree(request.user, with_closed=is_whole)
    return show(request, "people/branches.html", TreePage(top, is_whole, request.user.has_role(Role.ADMIN)))


@reads
@require_GET
def branch(request: Request, uuid: UUID) -> HttpResponse:
    """One branch."""
    found = _branch(request, uuid)
    page = BranchPage(
        branch=found,
        above=queries.above(request.user, found),
        below=list(Branch.objects.visible_to(request.user).filter(parent=found)),
        teams=list(queries.teams(request.user).filter(branch=found)),
        posts=list(queries.working_in(request.user, found)),
        may_act=request.user.has_role(Role.ADMIN),
    )
    return show(request, "people/branch.html", page)


@acts
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Write a branch down."""
    form = NewBranchForm(request.POST or None, user=request.user, initial={"parent": request.GET.get("below")})
    page = FormPage(_("New branch"), "branches", form, _("Write down"), reverse("people:branches"))
    return ask(request, page, lambda: actions.create(by=request.user, **form.cleaned_data), done=_("Written down."))


@acts
@require_http_methods(["GET", "POST"])
def edit(request: Request, uuid: UUID) -> HttpResponse:
    """Change a branch's names."""
    found = _branch(request, uuid)
    form = BranchForm(request.POST or None, instance=found)
    page = FormPage(str(found), "branches", form, _("Save"), found.get_absolute_url())

    def act() -> Branch:
        return actions.rename(found, by=request.user, version=form.cleaned_data["version"], **form.changes)

    return ask(request, page, act, done=_("Saved."))


@acts
@require_http_methods(["GET", "POST"])
def move(request: Request, uuid: UUID) -> HttpResponse:
    """Hang a branch under another one."""
    found = _branch(request, uuid)
    form = MoveForm(request.POST or None, branch=found, user=request.user)
    hint = _(
        "Everything below it moves too. Heads of the branches above see it from now on; those of its old ones no longer do."
    )
    title = _("Move %(branch)s") % {"branch": found}
    page = FormPage(title, "branches", form, _("Move"), found.get_absolute_url(), hint)
    return ask(
        request, page, lambda: actions.move(found, by=request.user, to=form.cleaned_data["to"]), done=_("Moved.")
    )


@acts
@require_http_methods(["GET", "POST"])
def close(request: Request, uuid: UUID) -> HttpResponse:
    """Close a branch."""
    found = _branch(request, uuid)
    form = DayForm(request.POST or None, label=_("First day on which it is closed"))
    title = _("Close %(branch)s") % {"branch": found}
    page = FormPage(title, "branches", form, _("Close the branch"), found.get_absolute_url(), danger=True)
    return ask(request, page, lambda: actions.close(found, by=request.user, on=form.day), done=_("Closed."))


@acts
@require_POST
def reopen(request: Request, uuid: UUID) -> HttpResponse:
    """Open a closed branch again."""
    found = _branch(request, uuid)
    back = found.get_absolute_url()
    return do(request, lambda: actions.reopen(found, by=request.user), done=_("Open again."), back=back)


def _branch(request: Request, uuid: UUID) -> Branch:
    return get_object_or_404(Branch.objects.visible_to(request.user).select_related("parent"), uuid=uuid)
