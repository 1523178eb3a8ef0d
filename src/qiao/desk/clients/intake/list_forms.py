"""Forms of a list that is brought in: the file, and what its columns stand for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.intake import fields
from qiao.desk.clients.models import Import
from qiao.desk.common.requests import Request
from qiao.desk.people.forms import Day

_NOT_READ = "-"


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
        choices = [(_NOT_READ, _("not read")), *((one.code, one.label) for one in fields.OF[made.subject])]
        self.headings = made.headings
        for place, heading in enumerate(made.headings):
            now = (made.columns[place] if place < len(made.columns) else "") or _NOT_READ
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=heading or _("(no heading)"),
                choices=choices,
                initial=now,
                help_text=" · ".join(row[place] for row in made.samples if row[place]),
            )

    @property
    def columns(self) -> list[str]:
        """The field of each heading, in their order."""
        given = (self.cleaned_data[f"column-{place}"] for place in range(len(self.headings)))
        return ["" if code == _NOT_READ else code for code in given]


class _Several(forms.FileInput):
    """More than one file at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several."""

    widget = _Several

    def clean(self, data: Any, initial: Any = None) -> Any:
        """All of them; each is looked at as one alone would be."""
        single = super().clean
        return (
            [single(one, initial) for one in data]
            if isinstance(data, list | tuple) and data
            else [single(data, initial)]
        )


class BatchForm(forms.Form):
    """A batch of the ledger: its tables, and the day that they are of."""

    tables = FilesField(
        label=_("Files"),
        max_length=200,
        help_text=_(
            "A ZIP, or several tables as CSV, XLSX or Parquet, each named for its table; or one workbook with a sheet a table. "
            "A mapping file may be among them. Up to 512 MiB."
        ),
        widget=_Several(attrs={"accept": ".zip,.csv,.xlsx,.parquet,.yaml,.yml", "multiple": True}),
    )
    data_date = Day(
        label=_("Data date"), required=False, help_text=_("Where it is empty: the newest day of balances and flows.")
    )

    def __init__(self, data: Any = None, files: Any = None, *, request: Request | None = None) -> None:
        """The request knows whether a file grew too large, which then has not come at all."""
        super().__init__(data, files)
        if getattr(request, "is_upload_too_large", False):
            self.fields["tables"].error_messages["required"] = _(
                "Send at most 50 files and 512 MiB at once; large tables go into a ZIP."
            )

    @property
    def given(self) -> dict[str, Any]:
        """Keywords of `submissions.send`."""
        return {"files": self.cleaned_data["tables"], "data_date": self.cleaned_data["data_date"]}
