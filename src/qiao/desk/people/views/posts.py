"""Giving, changing and ending posts."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qiao.desk.common.requests import Request
from qiao.desk.people.actions import posts as actions
from qiao.desk.people.forms import DayForm, PostDaysForm, PostForm
from qiao.desk.people.models import Post, User
from qiao.desk.people.views.common import FormPage, acts, ask, do


@acts
@require_http_methods(["GET", "POST"])
def new(request: Request, uuid: UUID) -> HttpResponse:
    """Give a person a post."""
    person = get_object_or_404(User.objects.visible_to(request.user), uuid=uuid)
    form = PostForm(request.POST or None, user=request.user)
    title = _("A post for %(person)s") % {"person": person}
    page = FormPage(title, "people", form, _("Give the post"), person.get_absolute_url())

    def act() -> Post:
        return actions.give(person, by=request.user, **form.given)

    return ask(request, page, act, done=_("The post is given."), then=person.get_absolute_url())


@acts
@require_http_methods(["GET", "POST"])
def edit(request: Request, uuid: UUID) -> HttpResponse:
    """Change a post's days."""
    post = _post(request, uuid)
    form = PostDaysForm(request.POST or None, instance=post)
    page = FormPage(_title(post), "people", form, _("Save"), post.user.get_absolute_url())

    def act() -> Post:
        return actions.change(post, by=request.user, version=form.cleaned_data["version"], **form.changes)

    return ask(request, page, act, done=_("Saved."), then=post.user.get_absolute_url())


@acts
@require_http_methods(["GET", "POST"])
def end(request: Request, uuid: UUID) -> HttpResponse:
    """Say which day is a post's last."""
    post = _post(request, uuid)
    form = DayForm(request.POST or None, label=_("Last day"))
    page = FormPage(_title(post), "people", form, _("End the post"), post.user.get_absolute_url(), danger=True)
    act, then = lambda: actions.end(post, by=request.user, on=form.day), post.user.get_absolute_url()
    return ask(request, page, act, done=_("The post has its last day."), then=then)


@acts
@require_POST
def cancel(request: Request, uuid: UUID) -> HttpResponse:
    """Take back a post that has not begun."""
    post = _post(request, uuid)
    back = post.user.get_absolute_url()
    return do(request, lambda: actions.cancel(post, by=request.user), done=_("The post is taken back."), back=back)


def _post(request: Request, uuid: UUID) -> Post:
    posts = Post.objects.visible_to(request.user).select_related("user", "branch", "team")
    return get_object_or_404(posts, uuid=uuid)


def _title(post: Post) -> str:
    return _("%(person)s: %(post)s") % {"person": post.user, "post": post}
