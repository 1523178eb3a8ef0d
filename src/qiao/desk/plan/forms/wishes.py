"""Forms of figures that are proposed from below: the figure with its reason, and the decision."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.plan.forms.divisions import Figure
from qiao.desk.plan.models import Wish
from qiao.desk.plan.queries.indicators import Item
from qiao.desk.plan.words import UNITS


class WishForm(forms.Form):
    """Another figure for one indicator, and why."""

    indicator = forms.ChoiceField(label=_("Indicator"))
    figure = forms.CharField(
        label=_("Target"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, items: tuple[Item, ...], chosen: str = "") -> None:
        """The indicators of the period, each with its unit."""
        super().__init__(data, initial={"indicator": chosen})
        self.items = {item.code: item for item in items}
        field = self.fields["indicator"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(item.code, f"{item.name} ({UNITS[item.unit]})") for item in items]

    def clean(self) -> dict[str, Any]:
        """The figure in the indicator's own unit."""
        cleaned: dict[str, Any] = super().clean() or {}
        item = self.items.get(cleaned.get("indicator", ""))
        if item is not None and "figure" in cleaned:
            try:
                cleaned["figure"] = Figure(item, label="").clean(cleaned["figure"])
            except forms.ValidationError as error:
                self.add_error("figure", error)
        return cleaned


class DecideForm(forms.Form):
    """Accepting it, as it is or with another figure."""

    answer = forms.CharField(
        label=_("Answer"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, wish: Wish, item: Item) -> None:
        """What was proposed."""
        typed = item.typed(wish.figure) or Decimal()
        label = _("Target in %(unit)s") % {"unit": UNITS[item.unit]}
        super().__init__(data, initial={"figure": f"{typed:f}"})
        self.fields = {"figure": Figure(item, label=label), **self.fields}


class RefuseForm(forms.Form):
    """Why not."""

    answer = forms.CharField(label=_("Why it will not do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
