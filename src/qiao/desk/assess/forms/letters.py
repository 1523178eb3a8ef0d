"""Forms of letters: the days that they bear, and which are printed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao import engine
from qiao.desk.assess import words
from qiao.desk.assess.actions.letters import Terms
from qiao.desk.assess.models.letters import What
from qiao.desk.assess.queries.letters import Wanted
from qiao.desk.people.forms import BranchChoice, Day
from qiao.desk.people.models import User


class IssueForm(forms.Form):
    """The days of letters to issue."""

    issued_on = Day(label=_("Dated"))
    effective_on = Day(label=_("Holds from"))
    until = Day(label=_("Appointed until"))

    @property
    def terms(self) -> Terms:
        """The days."""
        return Terms(**self.cleaned_data)


class LettersFilter(forms.Form):
    """Which letters are printed: of which kind, branch, decision."""

    what = forms.ChoiceField(label=_("Letters"), required=False, choices=[("", _("all")), *What.choices])
    branch = BranchChoice(label=_("Branch"), required=False, empty_label=_("all"))
    decision = forms.ChoiceField(label=_("Decided"), required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        """Offer the branches that the person may see."""
        super().__init__(data)
        decision, branch = self.fields["decision"], self.fields["branch"]
        assert isinstance(decision, forms.ChoiceField)
        assert isinstance(branch, BranchChoice)
        decision.choices = [("", _("all")), *((code, words.decision(code)) for code in engine.DECISIONS)]
        branch.ask(user)

    @property
    def wanted(self) -> Wanted:
        """What is asked for, as far as it makes sense."""
        self.is_valid()
        asked = self.cleaned_data
        branch = asked.get("branch")
        return Wanted(asked.get("what", ""), branch.pk if branch else None, asked.get("decision", ""))
