"""Pages of sign-on and of a person's own account."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.utils import perform_login
from allauth.account.views import LoginView
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import generate_recovery_codes
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.mfa.webauthn.views import AddWebAuthnView
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.audit import actions as audit
from qiao.desk.common.requests import Request
from qiao.desk.people import proof, sample_people
from qiao.desk.people.models import User
from qiao.desk.people.proof import proved_recently
from qiao.desk.people.signing_on import actions, openid, pages, queries
from qiao.desk.people.signing_on.forms import CodeForm, DisplayForm, NewPasswordForm, PasswordProofForm
from qiao.desk.ui.forms import status
from qiao.desk.ui.pages import show

asks = require_http_methods(["GET", "POST"])


class SignIn(LoginView):  # type: ignore[misc]  # ships no types
    """Staff number and password, passkey, identity provider; in a sample, a card per person."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is offered here."""
        return {**super().get_context_data(**kwargs), "page": pages.entrance()}

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The page once more, told apart from a page that was only opened."""
        page: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)
        return page


class SecondFactor(AuthenticateView):  # type: ignore[misc]  # ships no types
    """The second step of signing on."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer a passkey to those who have one."""
        has_passkey = queries.has_passkey(self.stage.login.user)
        return {**super().get_context_data(**kwargs), "has_passkey": has_passkey}

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The page once more, told apart from a page that was only opened."""
        for words in form.errors.get("credential", []):
            messages.error(self.request, str(words))
        page: HttpResponse = self.render_to_response(self.get_context_data(), status=422)
        return page


class _SetUpApp(ActivateTOTPView):  # type: ignore[misc]  # ships no types
    @transaction.atomic
    def form_valid(self, form: BaseForm) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        audit.record("user.factor_added", by=self.request.user, on=self.request.user, factor="totp")
        return answer

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        page: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)
        return page


class _AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # ships no types
    @transaction.atomic
    def form_valid(self, form: BaseForm) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        audit.record("user.factor_added", by=self.request.user, on=self.request.user, factor="webauthn")
        return answer

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        page: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)
        return page


@proved_recently
def add_passkey(request: Request) -> HttpResponse:
    """Have the browser make a passkey."""
    page: HttpResponse = _AddPasskey.as_view()(request)
    return page


@require_POST
@proved_recently
@transaction.atomic
def renew_codes(request: Request) -> HttpResponse:
    """New recovery codes in place of the old ones."""
    generate_recovery_codes(request)
    audit.record("user.factor_renewed", by=request.user, on=request.user, factor="recovery_codes")
    return redirect("mfa_view_recovery_codes")


@proved_recently
def set_up_app(request: Request) -> HttpResponse:
    """Link an authenticator app, unless there is one."""
    if queries.has_app(request.user):
        return redirect("mfa_index")
    page: HttpResponse = _SetUpApp.as_view()(request)
    return page


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session, and the one at the identity provider; or give up half way through signing on."""
    address = reverse("account_login")
    if request.user.is_authenticated:
        address = openid.way_out(request) or address
        audit.record("user.signed_out", by=request.user, on=request.user)
    logout(request, show_message=False)
    return HttpResponseRedirect(address)


@login_not_required
@require_POST
def sample_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign on as a sample person with one click; anywhere but in a sample there is no such page."""
    if not queries.is_sample():
        raise Http404
    known = [person.staff_number for person in sample_people.PEOPLE]
    user = get_object_or_404(User, staff_number=request.POST.get("staff_number"), staff_number__in=known)
    record_authentication(request, user, "sample")
    entered: HttpResponse = perform_login(request, user, redirect_url=_safe(request, request.POST.get("next", "")))
    return entered


@login_not_required
@require_POST
def openid_start(request: HttpRequest) -> HttpResponse:
    """Off to the bank's identity provider."""
    if not openid.name():
        raise Http404
    return openid.start(request, back=_safe(request, request.POST.get("next", "")))


@require_POST
def openid_proof(request: Request) -> HttpResponse:
    """Off to the identity provider, to prove once more who one is."""
    if not openid.name():
        raise Http404
    return openid.start(request, back=_safe(request, request.POST.get("next", "")), is_proof=True)


@login_not_required
@require_GET
@never_cache
def openid_callback(request: HttpRequest) -> HttpResponse:
    """Back from the identity provider."""
    if not openid.name():
        raise Http404
    page: HttpResponse = OAuth2CallbackView.adapter_view(openid.Exchange(request))(request)
    return page


@require_GET
def account(request: Request) -> HttpResponse:
    """One's own settings."""
    user = request.user
    preferences = DisplayForm(instance=user)
    sessions = pages.sessions(user, request.session.session_key or "")
    page = pages.Account(user, preferences, user.has_usable_password(), pages.factors(user), sessions)
    return show(request, "account/account.html", page)


@asks
@sensitive_post_parameters()
@proved_recently
def password(request: Request) -> HttpResponse:
    """Choose a new password; every other session ends."""
    if not request.user.has_usable_password():
        raise Http404
    form = NewPasswordForm(request.POST or None, user=request.user)
    if not form.is_valid():
        page = pages.Password(form, queries.has_first_password(request.user))
        return show(request, "account/password.html", page, status=status(form))
    actions.change_password(request.user, password=form.cleaned_data["password"], by=request.user)
    update_session_auth_hash(request, request.user)
    actions.end_sessions(request.user, by=request.user, but=request.session.session_key or "")
    messages.success(request, _("Your password is changed, and you are signed out everywhere else."))
    return redirect("account")


@require_POST
@proved_recently
def end_other_sessions(request: Request) -> HttpResponse:
    """Sign out everywhere else."""
    actions.end_sessions(request.user, by=request.user, but=request.session.session_key or "")
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("account")


@require_GET
def factors(request: Request) -> HttpResponse:
    """One's second factors."""
    return show(request, "mfa/index.html", pages.factors(request.user))


@require_POST
@proved_recently
def remove_factor(request: Request, pk: int) -> HttpResponse:
    """Take an app or a passkey away, unless the person's role needs it."""
    factor = get_object_or_404(Authenticator, user=request.user, pk=pk, type__in=queries.FACTORS)
    adapter = get_mfa_adapter()
    if adapter.can_delete_authenticator(factor):
        actions.remove_factor(factor, by=request.user)
        messages.success(request, _("The second factor is removed."))
    else:
        messages.error(request, str(adapter.error_messages["cannot_delete_authenticator"]))
    return redirect("mfa_index")


@asks
@never_cache
@sensitive_post_parameters()
def prove(request: Request) -> HttpResponse:
    """Ask for proof of who this is, in whichever way the person has, and go back to the act."""
    back = _safe(request, request.GET.get("next", "")) or "/"
    ways = queries.ways_to_prove(request.user)
    way, sent = _sent(request, ways)
    if sent is not None and sent.is_valid():
        proof.note(request)
        audit.record("user.proved", by=request.user, on=request.user, method=way)
        return HttpResponseRedirect(back)
    for words in sent.errors.get("credential", []) if sent else []:
        messages.error(request, str(words))
    page = pages.Proof(
        back=back,
        password=(sent if way == "password" else PasswordProofForm(request=request)) if "password" in ways else None,
        code=(sent if way == "code" else CodeForm(user=request.user)) if "code" in ways else None,
        passkey=begin_authentication(request.user) if "passkey" in ways else None,
        openid_name=openid.name(),
    )
    return show(request, "account/proof.html", page, status=422 if sent else 200)


def _sent(request: Request, ways: set[str]) -> tuple[str, BaseForm | None]:
    """What was sent as proof, and in which way."""
    sent = request.POST
    if "password" in ways and "password" in sent:
        return "password", PasswordProofForm(sent, request=request)
    if "code" in ways and "code" in sent:
        return "code", CodeForm(data=sent, user=request.user)
    if "passkey" in ways and "credential" in sent:
        return "passkey", ReauthenticateWebAuthnForm(data=sent, user=request.user)
    return "", None


def _safe(request: HttpRequest, address: str) -> str:
    """An address of our own; blank for any other."""
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours else ""
