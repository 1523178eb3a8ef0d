"""Forms of the scorecard: what somebody objects to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess.actions.objections import Claim


class ObjectionForm(forms.Form):
    """What is wrong with it, what it should be, what bears it out."""

    claim = forms.CharField(
        label=_("What is wrong with it"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    wanted = forms.CharField(label=_("What it should be"), max_length=300)
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=1_000,
        required=False,
        help_text=_("Numbers of vouchers, contracts or approvals, and where they lie."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def given(self) -> Claim:
        """As the action takes it."""
        return Claim(**self.cleaned_data)


class EscalationForm(forms.Form):
    """Why one goes to the committee."""

    reason = forms.CharField(
        label=_("Why you do not accept the answer"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 4})
    )
