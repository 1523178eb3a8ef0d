"""Forms of awards: one to propose, one to take back, a list narrowed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess.actions.awards import Case
from qiao.desk.assess.models import Period
from qiao.desk.assess.models.publishing import State
from qiao.desk.assess.queries import awards as queries
from qiao.desk.people.forms import Day
from qiao.desk.people.models import User


class AwardForm(forms.Form):
    """Points of one indicator for one manager, with what bears them out."""

    number = forms.CharField(label=_("Staff number"), max_length=20)
    date = Day(label=_("Day"), help_text=_("on which it was earned, or the adjustment decided"))
    indicator = forms.ChoiceField(label=_("Indicator"))
    points = forms.DecimalField(
        label=_("Points given"),
        max_digits=6,
        decimal_places=2,
        help_text=_("fewer than none for an adjustment, such as −0.50"),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The manager reads it once it is approved."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    clause = forms.CharField(
        label=_("Clause"), max_length=120, help_text=_("of the standard or of the bank's rules that allows it")
    )
    evidence = forms.CharField(label=_("Evidence"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 4}))
    reference = forms.CharField(label=_("Number of the document"), max_length=120, required=False)

    def __init__(self, data: Any = None, *, period: Period, user: User, **kwargs: Any) -> None:
        """Offer the bonus indicators of the period's standard, and the people for whom the person may propose."""
        super().__init__(data, **kwargs)
        self._user = user
        field = self.fields["indicator"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (kind.code, _("%(name)s, at most %(cap)s points") % {"name": kind.name, "cap": kind.cap})
            for kind in queries.kinds(period.standard.loaded.standard)
        ]

    def clean_number(self) -> User:
        """Whose number it is, among those for whom the person may propose."""
        found = queries.whom(self._user).filter(staff_number=self.cleaned_data["number"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("Nobody of those for whom you may propose has this staff number."))
        return found

    @property
    def person(self) -> User:
        """For whom."""
        found: User = self.cleaned_data["number"]
        return found

    @property
    def case(self) -> Case:
        """What is put forward."""
        return Case(**{name: self.cleaned_data[name] for name in Case._fields})


class WithdrawalForm(forms.Form):
    """Why an approved award is to be taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class AwardFilter(forms.Form):
    """Which awards a list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *State.choices])

    @property
    def state_wanted(self) -> str:
        """The state that is asked for; blank for all."""
        self.is_valid()
        wanted: str = self.cleaned_data.get("state", "")
        return wanted
