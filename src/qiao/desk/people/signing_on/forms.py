"""Forms of sign-on."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import validate_totp_code
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.desk.people.adapters import INCORRECT
from qiao.desk.people.forms import PreferencesForm
from qiao.desk.people.models import User
from qiao.desk.people.signing_on import lockout

USED_SECONDS = 120  # longer than a code is good for, with a clock's drift on either side


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget, help_text=help_text)


def _code(label: Any, help_text: Any = "") -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "maxlength": 20}
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(attrs=attrs), help_text=help_text)


class SignInForm(LoginForm):  # type: ignore[misc]  # ships no types
    """Staff number and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Use the bank's words."""
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "username", "autofocus": True, "autocapitalize": "none", "spellcheck": "false"}
        self.fields["login"] = forms.CharField(
            label=_("Staff number"), max_length=150, widget=forms.TextInput(attrs=attrs)
        )
        self.fields["password"] = _password(_("Password"), "current-password")
        self.order_fields(["login", "password"])


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # ships no types
    """A code of the authenticator app, or one of the recovery codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Use the bank's words."""
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code(
            _("One-time code"), _("Six digits from your authenticator app, or a recovery code.")
        )

    def clean_code(self) -> str:
        """Count the attempt, and take each code once."""
        attempt = lockout.begin(context.request, self.user.staff_number)
        code = str(self.cleaned_data["code"])
        try:
            found = super().clean_code()
        except ValidationError:
            attempt.failed(self.user, "code")
            raise
        if not cache.add(f"code:{self.user.pk}:{code}", "used", USED_SECONDS):
            attempt.failed(self.user, "code")
            raise ValidationError(INCORRECT)
        attempt.succeeded()
        return str(found)


class SetUpAppForm(ActivateTOTPForm):  # type: ignore[misc]  # ships no types
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Use the bank's words."""
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code(_("One-time code"), _("The six digits that the app shows now."))

    def clean_code(self) -> str:
        """A first code is right or not; nobody else's secret can be guessed with it."""
        code = str(self.cleaned_data["code"])
        if not validate_totp_code(self.secret, code):
            raise ValidationError(INCORRECT)
        return code


class NewPasswordForm(forms.Form):
    """A password of one's own, twice."""

    password = _password(
        _("New password"),
        "new-password",
        _("Ten characters or more; no common password, and nothing made of your name or staff number."),
    )
    again = _password(_("The same once more"), "new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """For this person."""
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """Long, rare, and not made of the person's own name."""
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        if self.user.check_password(password):
            raise ValidationError(_("That is the old password; choose another one."))
        return password

    def clean(self) -> dict[str, Any]:
        """Both the same."""
        cleaned = super().clean() or {}
        if "password" in cleaned and cleaned["password"] != cleaned.get("again"):
            self.add_error("again", _("The two are not the same."))
        return cleaned


class PasswordProofForm(forms.Form):
    """One's password once more."""

    password = _password(_("Password"), "current-password")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        """For whoever asks."""
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """Right, and among few attempts."""
        password = str(self.cleaned_data["password"])
        if not get_adapter(self.request).reauthenticate(self.request.user, password):
            raise ValidationError(INCORRECT)
        return password


class DisplayForm(PreferencesForm):
    """How the desk looks, all of it at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Use the bank's words."""
        super().__init__(*args, **kwargs)
        self.fields["language"].label = _("Language")
        self.fields["language"].required = True
        self.initial["language"] = self.instance.language or get_language()  # the one spoken, until one is chosen
        self.fields["theme"] = forms.ChoiceField(
            label=_("Colours"),
            required=False,
            choices=[("", _("as this machine")), ("light", _("light")), ("dark", _("dark"))],
        )
        self.fields["money_unit"].label = _("Unit of money")
