"""The form of the committee's minutes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess import telling
from qiao.desk.assess.actions.minutes import Meeting
from qiao.desk.assess.models import Minutes
from qiao.desk.assess.queries.reviewing import Row
from qiao.desk.people import calendar
from qiao.desk.people.forms import Day

_LONGEST_NAME = 60


class MinutesForm(forms.Form):
    """When, where, who was there, what was resolved on each case, and the conclusion."""

    held_on = Day(label=_("Held on"))
    place = forms.CharField(label=_("Meeting place"), max_length=80, required=False)
    officers = forms.MultipleChoiceField(
        label=_("Assessment officers present"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=_("Others present"),
        required=False,
        help_text=_("One name a line, with the post."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    conclusion = forms.CharField(label=_("Conclusion"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, data: Any = None, *, cases: list[Row], newest: Minutes | None) -> None:
        """Begin with what the newest version says; a field for each case."""
        names = [str(person) for person in telling.officers()]
        super().__init__(data, initial=_begun(newest, names))
        officers = self.fields["officers"]
        assert isinstance(officers, forms.MultipleChoiceField)
        officers.choices = [(name, name) for name in names]
        kept = {case["manager"]: case["resolution"] for case in newest.told["cases"]} if newest else {}
        self.cases = [(row, f"resolution_{row.outcome.manager}") for row in cases]
        for row, name in self.cases:
            label = _("Resolution on %(person)s") % {"person": row.outcome.person or row.outcome.manager}
            self.fields[name] = forms.CharField(
                label=label, max_length=300, required=False, initial=kept.get(row.outcome.manager, "")
            )

    def clean_others(self) -> list[str]:
        """A name a line."""
        names = [line.strip() for line in self.cleaned_data["others"].splitlines() if line.strip()]
        if any(len(name) > _LONGEST_NAME for name in names):
            raise forms.ValidationError(_("A name is longer than 60 characters. Put each on its own line."))
        return names

    @property
    def lines(self) -> list[tuple[Row, forms.BoundField]]:
        """Each case with its field."""
        return [(row, self[name]) for row, name in self.cases]

    @property
    def meeting(self) -> Meeting:
        """What was written."""
        given = self.cleaned_data
        resolutions = {row.outcome.manager: given[name] for row, name in self.cases}
        present = [*given["officers"], *given["others"]]
        return Meeting(given["held_on"], present, resolutions, given["conclusion"], given["place"])


def _begun(newest: Minutes | None, officers: list[str]) -> dict[str, Any]:
    if newest is None:
        return {"held_on": calendar.today(), "officers": officers}
    return {
        "held_on": newest.held_on,
        "place": newest.place,
        "officers": [name for name in newest.present if name in officers],
        "others": "\n".join(name for name in newest.present if name not in officers),
        "conclusion": newest.conclusion,
    }
