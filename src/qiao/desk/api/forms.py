"""The form for a token."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.api import actions, scopes
from qiao.desk.api.models import Token
from qiao.desk.people import calendar
from qiao.desk.people.models import User


class TokenForm(forms.ModelForm[Token]):
    """What a program needs a token for."""

    class Meta:
        model = Token
        fields = ("name", "expires_on", "per_minute")
        widgets: ClassVar = {"expires_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts: ClassVar = {
            "name": _("Such as the program that will use it."),
            "expires_on": _("A year ahead at most."),
        }

    scopes = forms.MultipleChoiceField(label=_("What it may do"), widget=forms.CheckboxSelectMultiple)
    field_order = ("name", "scopes", "expires_on", "per_minute")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        """Offer what is of use to this person."""
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope.value, scope.label) for scope in scopes.open_to(user)]  # type: ignore[attr-defined]
        self.fields["per_minute"].max_value = actions.MOST_A_MINUTE  # type: ignore[attr-defined]
        self.initial.setdefault("expires_on", calendar.today() + timedelta(days=90))
