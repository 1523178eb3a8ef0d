"""Forms of batches of the ledger: one out of the inbox, names to be matched, why one is withdrawn."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.inbox import Entry
from qiao.desk.clients.queries.ledger_names import Unknown
from qiao.desk.common.languages import spoken
from qiao.desk.people.forms import Day
from qiao.engine import TABLES

_PASSED = "-"


class InboxForm(forms.Form):
    """Which entry of the inbox."""

    name = forms.ChoiceField(label=_("In the inbox"))
    data_date = Day(
        label=_("Data date"), required=False, help_text=_("Where it is empty: the newest day of balances and flows.")
    )

    def __init__(self, data: Any = None, *, entries: Sequence[Entry]) -> None:
        """Those that nothing is written into any more."""
        super().__init__(data, prefix="inbox")
        field = self.fields["name"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(entry.name, entry.name) for entry in entries if entry.is_settled]


class NamesForm(forms.Form):
    """For each name that nobody knows, what it stands for."""

    def __init__(self, data: Any = None, *, unknown: Sequence[Unknown]) -> None:
        """A choice a name; what the gate said of it stands beside."""
        super().__init__(data)
        self.unknown = unknown
        for place, one in enumerate(unknown):
            self.fields[f"name-{place}"] = forms.ChoiceField(
                label=f"{one.source} · {one.word}" if one.table else one.source,
                choices=[("", "–"), (_PASSED, _("not read")), *_choices(one.table)],
                help_text=one.told[spoken()],
            )

    @property
    def names(self) -> dict[tuple[str, str], str]:
        """What each stands for; blank for what is not read."""
        given = ((one, self.cleaned_data[f"name-{place}"]) for place, one in enumerate(self.unknown))
        return {(one.table, one.word): "" if code == _PASSED else code for one, code in given}


def _choices(table: str) -> list[tuple[str, str]]:
    """The columns of a table, or every table."""
    found = next((one.columns for one in TABLES if one.name == table), ()) if table else TABLES
    return [(one.name, f"{one.zh} {one.name}" if spoken() == "zh" else one.name) for one in found]


class WithdrawForm(forms.Form):
    """Why a batch is withdrawn."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
