"""Which days a figure is opened to."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients import measures

_LONGEST = 5 * 366


class DaysForm(forms.Form):
    """Which figure's days: what of, from when to when, and of which account or group."""

    of = forms.ChoiceField(choices=[*measures.AVERAGES.items(), ("contribution", ""), ("account", "")])
    account = forms.UUIDField(required=False)
    family = forms.ChoiceField(required=False, choices=[("", ""), *measures.GROUPS.items()])
    kind = forms.ChoiceField(required=False, choices=[("", ""), *measures.KINDS.items()])
    own = forms.BooleanField(required=False)
    format = forms.ChoiceField(required=False, choices=[("", ""), ("csv", "CSV"), ("xlsx", "XLSX")])

    def __init__(self, data: Any, *, first: date, last: date) -> None:
        """What stands in the address; days that are not said are those of the last twelve months."""
        super().__init__(data)
        for name, value in (("from", first), ("to", last)):
            self.fields[name] = forms.DateField(required=False)
            self.fields[name].default = value  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Fill in the days, and refuse what makes no sense."""
        clean: dict[str, Any] = super().clean() or {}
        for name in ("from", "to"):
            clean[name] = clean.get(name) or self.fields[name].default  # type: ignore[attr-defined]
        if clean["to"] < clean["from"] or (clean["to"] - clean["from"]).days > _LONGEST:
            raise forms.ValidationError(_("The days are at most five years, the first before the last."))
        if clean.get("of") == "account" and not clean.get("account"):
            raise forms.ValidationError(_("Say which account."))
        return clean


class DayRangeForm(forms.Form):
    """The days of a figure as its reader chooses them; the rest of the address stays."""

    def __init__(self, first: date, last: date, kept: dict[str, str]) -> None:
        """Show the days that are told of."""
        super().__init__(initial={"from": first, "to": last, **kept})
        for name, label in (("from", _("From")), ("to", _("To"))):
            self.fields[name] = forms.DateField(
                label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            )
        for name in kept:
            self.fields[name] = forms.CharField(widget=forms.HiddenInput)
