"""Forms of periods: which days, under which standard, until when each step is done."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess.models import Period, Standard, Step
from qiao.desk.assess.queries.periods import is_far
from qiao.desk.assess.queries.standards import published
from qiao.desk.people.forms import Day


class StandardChoice(forms.ModelChoiceField[Standard]):
    """A published standard; its public id is what is sent."""

    def __init__(self, **kwargs: Any) -> None:
        """Those that are published when the form is made."""
        super().__init__(published(), to_field_name="uuid", empty_label=None, label=_("Standard"), **kwargs)


class _Deadlines(forms.Form):
    """A day for each step."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        """A field a step."""
        super().__init__(data, **kwargs)
        for step in Step:
            self.fields[f"due_{step}"] = Day(label=step.label, required=False)

    @property
    def due(self) -> dict[str, date | None]:
        """Until when each step is to be done."""
        return {step.value: self.cleaned_data[f"due_{step}"] for step in Step}


class OpenForm(forms.Form):
    """A period to open; its deadlines are the usual ones and can be changed afterwards."""

    label = forms.CharField(label=_("Period"), max_length=24, help_text=_("2025, 2025H1, 2025Q3 or 2025-07"))
    standard = StandardChoice()
    is_sure = forms.BooleanField(label=_("I mean this period"), required=False)

    def __init__(self, data: Any = None) -> None:
        """Whether it is meant is asked where it lies far from today."""
        super().__init__(data)
        if not is_far(self["label"].value() or ""):
            del self.fields["is_sure"]

    @property
    def given(self) -> dict[str, Any]:
        """Keywords of `periods.open_period`."""
        return {"is_sure": False, **self.cleaned_data}


class PeriodForm(_Deadlines):
    """The standard and the deadlines of a period."""

    standard = StandardChoice()
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, period: Period) -> None:
        """As they are now."""
        due = {f"due_{state.step}": state.due_on for state in period.steps.all()}
        super().__init__(data, initial={"standard": period.standard.uuid, "version": period.version, **due})


class RunForm(forms.Form):
    """A run to ask for."""

    as_of = Day(
        label=_("As of"), required=False, help_text=_("Where it is empty: the newest day of the ledger in the period.")
    )


class ProposalForm(forms.Form):
    """Why a run is to be published, locked or put beside a locked one."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    waiver = forms.CharField(
        label=_("Why it may be incomplete"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, asks_waiver: bool) -> None:
        """A waiver is asked for where something is lacking."""
        super().__init__(data)
        if not asks_waiver:
            del self.fields["waiver"]

    @property
    def given(self) -> dict[str, str]:
        """Keywords of `publishing.propose`."""
        return dict(self.cleaned_data)


class AnswerForm(forms.Form):
    """Why not."""

    answer = forms.CharField(
        label=_("Why it is not agreed to"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class NoteForm(forms.Form):
    """What is to be remembered of a step that is done."""

    note = forms.CharField(label=_("Note"), max_length=300, required=False)
