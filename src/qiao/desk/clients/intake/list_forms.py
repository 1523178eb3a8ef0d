"""Forms of a list that is brought in: the file, and what its columns stand for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.intake import fields
from qiao.desk.clients.models import Import


class UploadForm(forms.Form):
    """A file with a list."""

    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("XLSX, or CSV in UTF-8 or GB18030; up to 20 MiB and 50,000 rows. Formulas are not computed."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class ColumnsForm(forms.Form):
    """For each heading of a list, what it stands for."""

    def __init__(self, data: Any = None, *, made: Import) -> None:
        """As they are matched now."""
        super().__init__(data)
        choices = [("", _("not read")), *((one.code, one.label) for one in fields.OF[made.subject])]
        self.headings = made.headings
        for place, heading in enumerate(made.headings):
            now = made.columns[place] if place < len(made.columns) else ""
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=heading or _("(no heading)"), choices=choices, required=False, initial=now
            )

    @property
    def columns(self) -> list[str]:
        """The field of each heading, in their order."""
        return [self.cleaned_data.get(f"column-{place}", "") for place in range(len(self.headings))]
