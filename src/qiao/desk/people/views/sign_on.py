"""How the bank signs on, and what an administrator does to a person's sign-on."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from qiao.desk.common.requests import Request
from qiao.desk.people.actions.guards import of_another
from qiao.desk.people.models import User
from qiao.desk.people.proof import proved_recently
from qiao.desk.people.signing_on import actions, oversight, queries
from qiao.desk.people.views.common import FormPage, acts, ask, reads
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

asks = require_http_methods(["GET", "POST"])


@dataclass(frozen=True, slots=True)
class SignOnPage:
    """How the bank signs on."""

    is_sample: bool
    needing: list[oversight.Needing]
    lacking: int
    locks: oversight.Locks
    rules: oversight.Rules
    openid: oversight.OpenID | None
    directory: oversight.Directory | None


@dataclass(frozen=True, slots=True)
class GivenPage:
    """A one-time password, the only time that it is told."""

    person: User
    password: str
    hours: int


@reads
@require_GET
def sign_on(request: Request) -> HttpResponse:
    """What is configured, who lacks a second factor, and who is locked out."""
    needing = oversight.needing(request.user)
    page = SignOnPage(
        is_sample=queries.is_sample(),
        needing=needing,
        lacking=sum(not one.has_factor for one in needing),
        locks=oversight.locks(request.user),
        rules=oversight.rules(),
        openid=oversight.openid(),
        directory=oversight.directory(),
    )
    return show(request, "people/sign_on.html", page)


@acts
@asks
@never_cache
@proved_recently
def give_password(request: Request, uuid: UUID) -> HttpResponse:
    """Give a person a one-time password, and show it once."""
    person = _another(request, uuid)
    title = _("A one-time password for %(person)s") % {"person": person}
    hint = _(
        "Make sure who is asking. The password they have now stops working and their sessions end; the new one is shown to you once."
    )
    page = _page(request, person, title, _("Give the password"), hint)
    if request.method == "POST" and (
        given := attempt(page.form, lambda: actions.give_password(person, by=request.user))
    ):
        hours = actions.FIRST_PASSWORD_LASTS // timedelta(hours=1)
        return show(request, "people/given.html", GivenPage(person, given, hours))
    return show(request, "people/form.html", page, status=status(page.form))


@acts
@asks
@proved_recently
def unlock(request: Request, uuid: UUID) -> HttpResponse:
    """Let a locked-out person try again."""
    person = _another(request, uuid)
    hint = _("Make sure that it was the person themselves who tried. They may try again at once.")
    page = _page(request, person, _("Unlock %(person)s") % {"person": person}, _("Unlock"), hint)
    return ask(request, page, lambda: actions.unlock(person, by=request.user), done=_("Unlocked."), then=page.back)


@acts
@asks
@proved_recently
def end_sessions(request: Request, uuid: UUID) -> HttpResponse:
    """Sign a person out everywhere."""
    person = _another(request, uuid)
    title = _("Sign %(person)s out everywhere") % {"person": person}
    hint = _("They are out at the next request, wherever they are signed in, and may sign in again.")
    page = _page(request, person, title, _("End all sessions"), hint)
    act = lambda: actions.end_sessions(person, by=request.user)  # noqa: E731
    return ask(request, page, act, done=_("All sessions are ended."), then=page.back)


@acts
@asks
@proved_recently
def remove_factors(request: Request, uuid: UUID) -> HttpResponse:
    """Take a lost phone or key off a person's sign-on."""
    person = _another(request, uuid)
    title = _("Remove the second factors of %(person)s") % {"person": person}
    hint = _(
        "For a lost phone or key: make sure who is asking. Apps, passkeys and recovery codes go, and all sessions end."
    )
    page = _page(request, person, title, _("Remove them"), hint)
    act = lambda: actions.remove_factors(person, by=request.user)  # noqa: E731
    return ask(request, page, act, done=_("The second factors are removed."), then=page.back)


def _page(request: Request, person: User, title: str, label: str, hint: str) -> FormPage:
    """A question that is answered by one button."""
    form = forms.Form({} if request.method == "POST" else None)
    return FormPage(title, "people", form, label, person.get_absolute_url(), hint, danger=True)


def _another(request: Request, uuid: UUID) -> User:
    """Somebody else: what concerns one's own sign-on is done under My account, or by another administrator."""
    person = get_object_or_404(User.objects.visible_to(request.user), uuid=uuid)
    of_another(person, request.user)
    return person
