"""What narrows the list of clients."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients import measures
from qiao.desk.clients.models.ledger import Tier
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.people.models import User
from qiao.desk.people.pickers import PersonField

_LONGEST = 5 * 366
_OF_MANY = (Role.LEAD, Role.BRANCH, Role.HR, Role.RISK, Role.AUDITOR)


class ClientFilter(forms.Form):
    """Which clients the list shows."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )
    tier = forms.ChoiceField(label=_("Tier"), required=False, choices=[("", _("all")), *Tier.choices])
    manager = PersonField(label=_("Manager"), required=False)
    sort = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User) -> None:
        """What stands in the address; a filter that makes no sense is none."""
        super().__init__(data)
        field = self.fields["manager"]
        assert isinstance(field, PersonField)
        field.ask(user)
        if not user.reach.has(*_OF_MANY):
            del self.fields["manager"]

    @property
    def wanted(self) -> dict[str, Any]:
        """Keywords of `queries.listed`."""
        self.is_valid()
        clean = self.cleaned_data
        return {
            "text": clean.get("q") or "",
            "tier": clean.get("tier") or "",
            "manager": clean.get("manager"),
            "sort": clean.get("sort") or "-deposit_average",
        }


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


class UploadForm(forms.Form):
    """A file to keep with a client."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Word, Excel, PowerPoint, PNG, JPEG, text or CSV, at most 20 MiB; the same name again is a new version."),
    )  # fmt: skip

    def __init__(self, data: Any, files: Any, *, request: Request) -> None:
        """The request knows whether a file grew too large."""
        super().__init__(data, files)
        self.is_bound = self.is_bound or request.method == "POST"
        if getattr(request, "is_upload_too_large", False):
            self.fields["file"].error_messages["required"] = _("The file is larger than 20 MiB.")


class RetireForm(forms.Form):
    """Why a document goes out of use."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
