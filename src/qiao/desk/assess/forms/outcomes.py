"""What a list of outcomes is narrowed to, kept in the address."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao import engine
from qiao.desk.assess import words
from qiao.desk.assess.models import Run
from qiao.desk.assess.queries import outcomes
from qiao.desk.assess.queries.outcomes import SORTS, Wanted
from qiao.desk.common.languages import said
from qiao.desk.people.forms import BranchChoice, TeamChoice
from qiao.desk.people.models import User


class OutcomeFilter(forms.Form):
    """Words, decision, grade, branch, team, reason, mark, order."""

    q = forms.CharField(label=_("Name or staff number"), required=False)
    decision = forms.ChoiceField(label=_("Decision"), required=False)
    grade = forms.ChoiceField(label=_("Grade"), required=False)
    branch = BranchChoice(label=_("Branch"), required=False, empty_label=_("all"))
    team = TeamChoice(label=_("Team"), required=False, empty_label=_("all"))
    reason = forms.ChoiceField(label=_("Why so"), required=False)
    mark = forms.ChoiceField(label=_("Marked"), required=False)
    sort = forms.ChoiceField(choices=[(key, key) for key in SORTS], required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, run: Run, user: User) -> None:
        """Offer the branches and teams that the person may see, and what occurs in the run."""
        super().__init__(data)
        self._offer("decision", ((code, said(label)) for code, label in engine.DECISIONS.items()))
        self._offer("grade", ((code, said(label)) for code, label in engine.GRADES.items()))
        self._offer("reason", ((code, words.reason(code)) for code in outcomes.reasons(run, user)))
        self._offer("mark", words.MARKS.items())
        for name in ("branch", "team"):
            place = self.fields[name]
            assert isinstance(place, BranchChoice | TeamChoice)
            place.ask(user)

    def _offer(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("all")), *choices]

    @property
    def wanted(self) -> Wanted:
        """What the address asks for, as far as it makes sense."""
        self.is_valid()
        clean = self.cleaned_data
        branch, team = clean.get("branch"), clean.get("team")
        return Wanted(
            clean.get("decision", ""), clean.get("grade", ""), branch.pk if branch else None, clean.get("q", ""),
            clean.get("sort") or "rank", team.pk if team else None, clean.get("reason", ""), clean.get("mark", ""),
        )  # fmt: skip
