"""Forms of campaigns: when people rate, and who is asked about whom."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess.models import Period
from qiao.desk.growth import words
from qiao.desk.growth.actions.campaigns import Terms
from qiao.desk.growth.models import Campaign
from qiao.desk.growth.models.seats import Group
from qiao.desk.people.models import User
from qiao.desk.people.pickers import PersonField
from qiao.desk.ui.forms import VersionedForm

_WHOLE = 100
_TERMS = ("opens_on", "closes_on", "low", "high", "remind")


class CampaignForm(VersionedForm):
    """A campaign's days and bounds."""

    class Meta:
        model = Campaign
        fields = _TERMS
        labels = {  # noqa: RUF012  # as Django declares them
            "opens_on": _("First day"),
            "closes_on": _("Last day"),
            "low": _("Evidence for marks below"),
            "high": _("Evidence for marks above"),
            "remind": _("Reminder, days before the last one"),
        }
        help_texts = {  # noqa: RUF012
            "closes_on": _("After it the campaign closes by itself and its marks go to the ledger."),
            "remind": _("0 is none; by hand it can be done at any time."),
        }
        widgets = {  # noqa: RUF012
            "opens_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "closes_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean(self) -> dict[str, Any]:
        """Days and bounds in order, said at their fields: the database would refuse them by a name."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        first, last, low, high = (told.get(name) for name in _TERMS[:4])
        if first and last and last < first:
            self.add_error("closes_on", str(words.FAULTS["days_bad"]))
        if low is not None and high is not None and not 0 <= low <= high <= _WHOLE:
            self.add_error("low", str(words.FAULTS["bounds"]))
        return told

    @property
    def terms(self) -> Terms:
        """What was typed."""
        return Terms(**{name: self.cleaned_data[name] for name in _TERMS})


class BeginForm(CampaignForm):
    """A campaign to prepare: also for which period."""

    period = forms.ModelChoiceField(Period.objects.none(), label=_("Period"))
    field_order = ("period", *_TERMS)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        """The periods that are not locked and have no campaign."""
        super().__init__(*args, **kwargs)
        field = self.fields["period"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Period.objects.visible_to(by).filter(locked_at=None, campaign=None)


class SeatForm(forms.Form):
    """Somebody to ask about a manager."""

    rater = PersonField(label=_("Who rates"))
    group = forms.ChoiceField(label=_("As"))

    def __init__(self, data: Any = None, *, groups: tuple[Group, ...], by: User) -> None:
        """The groups that the standard asks."""
        super().__init__(data)
        rater, group = self.fields["rater"], self.fields["group"]
        assert isinstance(rater, PersonField)
        assert isinstance(group, forms.ChoiceField)
        rater.ask(by)
        group.choices = [(one.value, one.label) for one in groups]


class FindForm(forms.Form):
    """Whom to look for."""

    q = forms.CharField(label=_("Manager"), required=False, max_length=80)
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
