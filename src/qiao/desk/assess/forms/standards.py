"""Forms of standards: the figures one by one, the text as a whole, a reason."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess.actions.standards import Figure
from qiao.desk.assess.models import Standard
from qiao.desk.assess.queries.standards import Part
from qiao.desk.ui.forms import VersionedForm


class TextForm(VersionedForm):
    """The standard as a file."""

    class Meta:
        model = Standard
        fields = ("text",)
        labels = {"text": _("Text of the standard")}  # noqa: RUF012
        widgets = {  # noqa: RUF012
            "text": forms.Textarea(
                attrs={"rows": 40, "spellcheck": "false", "lang": "", "class": "q-code", "wrap": "off"}
            )
        }


class FiguresForm(forms.Form):
    """Every figure of a standard in a field of its own, with the version that its reader saw."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, standard: Standard, parts: Sequence[Part]) -> None:
        """As they are written now."""
        super().__init__(data, initial={"version": standard.version})
        self.rows = [row for part in parts for row in part.rows]
        for number, row in enumerate(self.rows):
            field = forms.CharField(
                label=row.label, initial=row.value, max_length=40, widget=forms.TextInput(attrs={"class": "q-num"})
            )
            field.row = row  # type: ignore[attr-defined]  # for the template
            self.fields[f"figure-{number}"] = field

    @property
    def figures(self) -> list[Figure]:
        """Those that shall be something else."""
        given = (self.cleaned_data[f"figure-{number}"].strip() for number in range(len(self.rows)))
        return [Figure(row.path, row.value, new) for row, new in zip(self.rows, given, strict=True) if new != row.value]


class ReasonForm(VersionedForm):
    """Why a version is proposed."""

    class Meta:
        model = Standard
        fields = ("reason",)
        labels = {"reason": _("What changes, and why")}  # noqa: RUF012
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A reason is asked for."""
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
