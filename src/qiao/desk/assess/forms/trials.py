"""The form that tries a version of the standard."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess.models import Period, Standard
from qiao.desk.people.forms import Day
from qiao.desk.people.models import User


class TrialForm(forms.Form):
    """On which period's data, as of which day."""

    period = forms.ModelChoiceField(
        Period.objects.none(), to_field_name="uuid", empty_label=None, label=_("On the data of")
    )
    as_of = Day(
        label=_("As of"), required=False, help_text=_("Where it is empty: the newest day of the ledger in the period.")
    )

    def __init__(self, data: Any = None, *, standard: Standard, user: User) -> None:
        """Offer the periods that are under another version."""
        super().__init__(data)
        field = self.fields["period"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Period.objects.visible_to(user).exclude(standard=standard)

    @property
    def has_periods(self) -> bool:
        """Whether there is any to try it on."""
        field = self.fields["period"]
        assert isinstance(field, forms.ModelChoiceField)
        return field.queryset is not None and field.queryset.exists()
