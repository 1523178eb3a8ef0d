"""What narrows the list of clients."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.models.ledger import Tier
from qiao.desk.common.roles import Role
from qiao.desk.people.models import User
from qiao.desk.people.pickers import PersonField

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
