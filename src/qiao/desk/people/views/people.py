"""The list of people, a person's page, and what is done to a person."""

import re
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
from qiao.desk.people.actions import delegations
from qiao.desk.people.actions import people as actions
from qiao.desk.people.forms import DayForm, DelegationForm, NewPersonForm, PeopleFilter, PersonForm
from qiao.desk.people.models import Delegation, Post, User
from qiao.desk.people.signing_on import oversight
from qiao.desk.people.views.common import FormPage, acts, ask, do, reads
from qiao.desk.ui.pages import show

PER_PAGE = 50
_FIELD = re.compile(r"[a-z_]{1,30}\Z")


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """People, filtered and sorted."""

    filters: PeopleFilter
    people: Page[User]
    sort: str
    may_act: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """All that an administrator knows of a person."""

    person: User
    posts: list[Post]
    delegations: list[Delegation]
    told: list[queries.Told]
    sign_on: oversight.SignOn
    is_self: bool
    may_act: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a picker found."""

    name: str
    found: list[User]
    chosen: str = ""


@reads
@require_GET
def people(request: Request) -> HttpResponse:
    """Everybody, a page at a time."""
    filters = PeopleFilter(request.GET, user=request.user)
    wanted = filters.wanted
    page = Paginator(queries.listed(request.user, **wanted), PER_PAGE).get_page(request.GET.get("page"))
    may_act = request.user.has_role(Role.ADMIN)
    return show(request, "people/people.html", PeoplePage(filters, page, wanted["sort"], may_act), part="rows")


@require_GET
def pick(request: Request) -> HttpResponse:
    """Colleagues under some words, for a picker; everybody may look a colleague up."""
    name = request.GET.get("field", "person")
    name = name if _FIELD.match(name) else "person"
    text = request.GET.get("q") or request.GET.get(f"{name}-q", "")
    return show(request, "people/picked.html", Found(name, queries.colleagues(request.user, text[:80])))


@reads
@require_GET
def person(request: Request, uuid: UUID) -> HttpResponse:
    """One person."""
    found = get_object_or_404(User.objects.visible_to(request.user), uuid=uuid)
    posts = list(Post.objects.visible_to(request.user).filter(user=found).select_related("branch", "team"))
    away = queries.delegations_of(request.user, found)
    told = queries.told_of(found, [*posts, *away])
    may_act = request.user.has_role(Role.ADMIN)
    sign_on = oversight.of_person(found)
    page = PersonPage(found, posts, away, told, sign_on, found == request.user, may_act)
    return show(request, "people/person.html", page)


@acts
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Write a person down."""
    form = NewPersonForm(request.POST or None)
    page = FormPage(_("New person"), "people", form, _("Write down"), reverse("people:people"))
    done = _("Written down. Give them a post, and a way to sign on.")
    return ask(request, page, lambda: actions.write_down(by=request.user, **form.cleaned_data), done=done)


@acts
@require_http_methods(["GET", "POST"])
def edit(request: Request, uuid: UUID) -> HttpResponse:
    """Change a person's details."""
    found = get_object_or_404(User.objects.visible_to(request.user), uuid=uuid)
    form = PersonForm(request.POST or None, instance=found)
    page = FormPage(str(found), "people", form, _("Save"), found.get_absolute_url())

    def act() -> User:
        return actions.change(found, by=request.user, version=form.cleaned_data["version"], **form.changes)

    return ask(request, page, act, done=_("Saved."))


@acts
@require_http_methods(["GET", "POST"])
def leave(request: Request, uuid: UUID) -> HttpResponse:
    """Mark a person as a leaver."""
    found = get_object_or_404(User.objects.visible_to(request.user), uuid=uuid)
    title = _("%(person)s leaves the bank") % {"person": found}
    form = DayForm(request.POST or None, label=_("First day on which they are gone"))
    hint = _(
        "From that day on they are out at the next request; posts and delegations end the day before; their clients wait for a new manager."
    )
    page = FormPage(title, "people", form, _("Mark as a leaver"), found.get_absolute_url(), hint, danger=True)
    return ask(request, page, lambda: actions.leave(found, by=request.user, on=form.day), done=_("Marked as a leaver."))


@acts
@require_POST
def come_back(request: Request, uuid: UUID) -> HttpResponse:
    """A leaver is there again."""
    found = get_object_or_404(User.objects.visible_to(request.user), uuid=uuid)
    done = _("Here again. Posts are given anew.")
    back = found.get_absolute_url()
    return do(request, lambda: actions.come_back(found, by=request.user), done=done, back=back)


@acts
@require_http_methods(["GET", "POST"])
def delegate(request: Request, uuid: UUID) -> HttpResponse:
    """Name a stand-in for a person."""
    found = get_object_or_404(User.objects.visible_to(request.user), uuid=uuid)
    form = DelegationForm(request.POST or None, user=request.user, absent=found)
    title = _("%(person)s is away") % {"person": found}
    page = FormPage(title, "people", form, _("Name the stand-in"), found.get_absolute_url())

    def act() -> None:
        delegations.delegate(by=request.user, **form.given)

    return ask(request, page, act, done=_("The stand-in is named."), then=found.get_absolute_url())
