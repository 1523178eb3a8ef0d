"""Forms of warnings: which are shown, and what is written beside one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class LookForm(forms.Form):
    """A warning that was looked at."""

    key = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class AllForm(forms.Form):
    """Why every warning of a kind is done with."""

    note = forms.CharField(label=_("Why none of them matters, or what was done"), max_length=300)


class WarningFilter(forms.Form):
    """All, or only the open or done ones."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("all")), ("open", _("not looked at")), ("done", _("looked at"))],
        required=False,
    )

    @property
    def state_wanted(self) -> str:
        """What the address asks for, as far as it makes sense."""
        self.is_valid()
        found: Any = self.cleaned_data.get("state", "")
        return str(found)
