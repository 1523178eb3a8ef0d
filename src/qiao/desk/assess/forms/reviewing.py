"""Forms of the review: a calibration note, an exception to a computed decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess import words
from qiao.desk.assess.actions import exceptions
from qiao.desk.assess.actions.exceptions import Case
from qiao.desk.assess.models import Outcome
from qiao.desk.assess.models.exceptions import Kind
from qiao.desk.assess.models.remarks import LONGEST
from qiao.desk.assess.queries import exceptions as queries


class RemarkForm(forms.Form):
    """A calibration note."""

    text = forms.CharField(label=_("Calibration note"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


class RulingForm(forms.Form):
    """An exception: what follows, why, by which clause, on what evidence."""

    to_grade = forms.ChoiceField(label=_("Grade afterwards"))
    item = forms.ChoiceField(label=_("Item of the quality score"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The manager reads it once the run is published."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    clause = forms.CharField(
        label=_("Clause"), max_length=120, help_text=_("of the standard or of the bank's rules that allows it")
    )
    evidence = forms.CharField(label=_("Evidence"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 4}))
    reference = forms.CharField(label=_("Number of the document"), max_length=120, required=False)

    def __init__(self, data: Any = None, *, outcome: Outcome, kind: Kind) -> None:
        """Ask only for what this kind needs."""
        super().__init__(data)
        if kind == Kind.PROMOTION:
            self._offer("to_grade", [(code, words.grade(code)) for code in exceptions.higher_grades(outcome)])
        else:
            del self.fields["to_grade"]
        if kind == Kind.VETO:
            self._offer("item", [("", _("none in particular")), *queries.items(outcome.run).items()])
        else:
            del self.fields["item"]

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def case(self) -> Case:
        """What is put forward."""
        return Case(**self.cleaned_data)
