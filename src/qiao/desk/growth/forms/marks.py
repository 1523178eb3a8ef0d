"""The sheet on which one person rates another, and the forms of striking a mark."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.growth.actions.marks import Said, evidence_of, field_of
from qiao.desk.growth.models import Mark, Seat
from qiao.desk.growth.queries import items
from qiao.desk.growth.queries.items import Item


class Line(NamedTuple):
    """An item with its controls; `is_open` unfolds the evidence."""

    item: Item
    mark: forms.BoundField
    evidence: forms.BoundField
    is_open: bool


class Part(NamedTuple):
    """A class of items with its lines."""

    name: str
    lines: list[Line]


class RateForm(forms.Form):
    """A mark for each item, and by what an extreme one is borne out."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, seat: Seat, said: Mapping[str, Mark]) -> None:
        """What was said so far, by item."""
        super().__init__(data, initial={"version": seat.version})
        self.seat = seat
        self.classes = items.rated_by(seat.campaign, seat.group)
        for one in self.classes:
            for item in one.items:
                self._add(item, said.get(item.code))

    def _add(self, item: Item, said: Mark | None) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "form-control q-num", "size": 6}
        self.fields[field_of(item.code)] = forms.DecimalField(
            label=item.name, min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=2, required=False,
            initial=f"{said.score:f}" if said else None, widget=forms.TextInput(attrs=attrs),
        )  # fmt: skip
        self.fields[evidence_of(item.code)] = forms.CharField(
            label=_("Evidence"), max_length=500, required=False, initial=said.evidence if said else "",
            widget=forms.Textarea(attrs={"rows": 2, "class": "form-control", "aria-label": f"{item.name} · {_('Evidence')}"}),
        )  # fmt: skip

    def parts(self) -> Iterator[Part]:
        """The classes with their lines."""
        for one in self.classes:
            yield Part(one.name, [self._line(item) for item in one.items])

    def _line(self, item: Item) -> Line:
        mark, evidence = self[field_of(item.code)], self[evidence_of(item.code)]
        return Line(item, mark, evidence, bool(evidence.value() or evidence.errors))

    @property
    def given(self) -> dict[str, Said]:
        """What was typed, by item."""
        return {
            item.code: Said(self.cleaned_data[field_of(item.code)], self.cleaned_data[evidence_of(item.code)])
            for one in self.classes
            for item in one.items
        }


class StrikeForm(forms.Form):
    """Why a mark is to count no more."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("The upheld objection, or what else shows that the mark is wrong."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """Why not."""

    answer = forms.CharField(
        label=_("Why it will not do"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
