"""Teams: the list, a team's page, and what is done to a team."""

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
from qiao.desk.people import queries
from qiao.desk.people.actions import teams as actions
from qiao.desk.people.forms import DayForm, NewTeamForm, TeamForm
from qiao.desk.people.models import Post, Team
from qiao.desk.people.views.common import FormPage, acts, ask, do, reads
from qiao.desk.ui.pages import show

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class TeamsPage:
    """Teams by their branch."""

    teams: Page[Team]
    may_act: bool


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A team and who is in it."""

    team: Team
    posts: list[Post]
    may_act: bool


@reads
@require_GET
def teams(request: Request) -> HttpResponse:
    """Every team, a page at a time."""
    page = Paginator(queries.teams(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return show(request, "people/teams.html", TeamsPage(page, request.user.has_role(Role.ADMIN)))


@reads
@require_GET
def team(request: Request, uuid: UUID) -> HttpResponse:
    """One team."""
    found = _team(request, uuid)
    posts = list(queries.working_in(request.user, found))
    return show(request, "people/team.html", TeamPage(found, posts, request.user.has_role(Role.ADMIN)))


@acts
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Write a team down."""
    form = NewTeamForm(request.POST or None, user=request.user, initial={"branch": request.GET.get("branch")})
    page = FormPage(_("New team"), "teams", form, _("Write down"), reverse("people:teams"))
    return ask(request, page, lambda: actions.create(by=request.user, **form.cleaned_data), done=_("Written down."))


@acts
@require_http_methods(["GET", "POST"])
def edit(request: Request, uuid: UUID) -> HttpResponse:
    """Change a team's names."""
    found = _team(request, uuid)
    form = TeamForm(request.POST or None, instance=found)
    page = FormPage(str(found), "teams", form, _("Save"), found.get_absolute_url())

    def act() -> Team:
        return actions.rename(found, by=request.user, version=form.cleaned_data["version"], **form.changes)

    return ask(request, page, act, done=_("Saved."))


@acts
@require_http_methods(["GET", "POST"])
def close(request: Request, uuid: UUID) -> HttpResponse:
    """Close a team."""
    found = _team(request, uuid)
    form = DayForm(request.POST or None, label=_("First day on which it is closed"))
    title = _("Close %(team)s") % {"team": found}
    page = FormPage(title, "teams", form, _("Close the team"), found.get_absolute_url(), danger=True)
    return ask(request, page, lambda: actions.close(found, by=request.user, on=form.day), done=_("Closed."))


@acts
@require_POST
def reopen(request: Request, uuid: UUID) -> HttpResponse:
    """Open a closed team again."""
    found = _team(request, uuid)
    back = found.get_absolute_url()
    return do(request, lambda: actions.reopen(found, by=request.user), done=_("Open again."), back=back)


def _team(request: Request, uuid: UUID) -> Team:
    return get_object_or_404(Team.objects.visible_to(request.user).select_related("branch"), uuid=uuid)
