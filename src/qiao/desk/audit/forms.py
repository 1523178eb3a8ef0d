"""How the list of events is narrowed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.audit import queries, registry
from qiao.desk.audit.queries import Wanted


class FilterForm(forms.Form):
    """The filters of the list; all of them stand in its address."""

    who = forms.CharField(label=_("Staff number"), max_length=20, required=False)
    what = forms.ChoiceField(label=_("What"), required=False)
    kind = forms.ChoiceField(label=_("Kind of record"), required=False)
    record = forms.UUIDField(label=_("Record"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))
    request = forms.SlugField(label=_("Request"), max_length=40, required=False)
    refusals = forms.BooleanField(label=_("Refusals only"), required=False)
    stand_ins = forms.BooleanField(label=_("Standing in only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the codes and kinds that the rooms know."""
        super().__init__(*args, **kwargs)
        everything = [("", _("All"))]
        kinds = sorted((name, registry.kind(name)) for name in registry.known.kinds)
        self.fields["what"].choices = [*everything, *registry.choices()]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [*everything, *kinds]  # type: ignore[attr-defined]

    def clean_who(self) -> Any:
        """The person whose staff number it is."""
        number = self.cleaned_data["who"].strip()
        person = queries.person(number) if number else None
        if number and not person:
            raise forms.ValidationError(_("Nobody has this staff number."))
        return person

    @property
    def wanted(self) -> Wanted:
        """What the filters ask for."""
        return Wanted(**self.cleaned_data)


class RecordForm(forms.Form):
    """One record, whose readers are asked for."""

    kind = forms.CharField(max_length=60)
    uuid = forms.UUIDField()


class PageForm(forms.Form):
    """Where a page of the list goes on: after this event."""

    after = forms.UUIDField(required=False)


class ExportForm(forms.Form):
    """Which file the list is to be."""

    format = forms.ChoiceField(choices=[("xlsx", "XLSX"), ("csv", "CSV")])
