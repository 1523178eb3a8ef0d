"""What a list of outcomes is narrowed to, kept in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao import engine
from qiao.desk.assess.queries.outcomes import SORTS, Wanted
from qiao.desk.common.languages import said
from qiao.desk.people.forms import BranchChoice
from qiao.desk.people.models import User


class OutcomeFilter(forms.Form):
    """Words, decision, grade, branch, order."""

    q = forms.CharField(label=_("Name or staff number"), required=False)
    decision = forms.ChoiceField(label=_("Decision"), required=False)
    grade = forms.ChoiceField(label=_("Grade"), required=False)
    branch = BranchChoice(label=_("Branch"), required=False)
    sort = forms.ChoiceField(choices=[(key, key) for key in SORTS], required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User) -> None:
        """Offer the branches that the person may see."""
        super().__init__(data)
        for name, choices in (("decision", engine.DECISIONS), ("grade", engine.GRADES)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("all")), *((code, said(label)) for code, label in choices.items())]
        branch = self.fields["branch"]
        assert isinstance(branch, BranchChoice)
        branch.ask(user)

    @property
    def wanted(self) -> Wanted:
        """What the address asks for, as far as it makes sense."""
        self.is_valid()
        clean = self.cleaned_data
        branch = clean.get("branch")
        return Wanted(
            clean.get("decision", ""), clean.get("grade", ""), branch.pk if branch else None, clean.get("q", ""),
            clean.get("sort") or "rank",
        )  # fmt: skip
