"""Forms of the simulation: under which name changes are kept, which movers are listed, what a draft made of them is called."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess.models import Scenario
from qiao.desk.assess.queries.simulating import Effect, Group, Mover
from qiao.desk.people.forms import Day


class ScenarioForm(forms.ModelForm[Scenario]):
    """Its name, a note, who sees it."""

    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    class Meta:
        model = Scenario
        fields = ("name", "note", "is_shared")
        labels = {"name": _("Name"), "note": _("Note"), "is_shared": _("Other officers see it")}  # noqa: RUF012


class MoverFilter(forms.Form):
    """Rule, branch, grade."""

    rule = forms.ChoiceField(label=_("By which rule"), required=False)
    branch = forms.ChoiceField(label=_("Branch"), required=False)
    grade = forms.ChoiceField(label=_("Present grade"), required=False)

    def __init__(self, data: Any, *, effect: Effect) -> None:
        """Offer what occurs."""
        super().__init__(data)
        for name, groups in (("rule", effect.by_rule), ("branch", effect.by_branch), ("grade", effect.by_grade)):
            self._offer(name, groups)

    def _offer(self, name: str, groups: Iterable[Group]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("all")), *((one.key, _told(one)) for one in groups)]

    @property
    def wanted(self) -> dict[str, str]:
        """What is asked for, as far as it occurs."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def chosen(self, movers: Iterable[Mover]) -> list[Mover]:
        """The movers that are asked for."""
        wanted = self.wanted
        return [
            one
            for one in movers
            if wanted.get("rule", one.rule) == one.rule
            and wanted.get("branch", str(one.outcome.branch_id or "")) == str(one.outcome.branch_id or "")
            and wanted.get("grade", one.outcome.grade) == one.outcome.grade
        ]


def _told(one: Group) -> str:
    return f"{one.label} ({one.detail})" if one.detail else one.label


class DraftForm(forms.Form):
    """Which version the draft is to be, and from when."""

    label = forms.CharField(label=_("Version"), max_length=32)
    effective_from = Day(label=_("In force from"))
