"""The sheet on which a unit's targets are divided: a figure a part and indicator, typed in the indicator's unit."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.plan.actions.divisions import Given
from qiao.desk.plan.models import Division
from qiao.desk.plan.queries.figures import Cell, Row
from qiao.desk.plan.queries.indicators import Item


class Figure(forms.DecimalField):
    """A figure of an indicator, in the unit in which it is typed."""

    def __init__(self, item: Item, *, label: str, **kwargs: Any) -> None:
        """As many places as the indicator has."""
        self.item = item
        places = item.places + (4 if item.is_money else 0)
        super().__init__(min_value=0, max_digits=22, decimal_places=places, localize=False, label=label, **kwargs)
        self.widget = forms.TextInput(
            attrs={
                "class": "form-control form-control-sm q-num",
                "inputmode": "decimal",
                "autocomplete": "off",
                "aria-label": label,
                "size": 9,
            }
        )

    def to_python(self, value: Any) -> Any:
        """Thousands may be set apart; the value is in the indicator's own unit."""
        found: Any = super().to_python(str(value).replace(",", "") if value else value)
        return None if found is None else found * self.item.factor


class Field(NamedTuple):
    """A cell of the sheet with its control."""

    cell: Cell
    field: forms.BoundField


class Line(NamedTuple):
    """A row of the sheet with its controls; the bank's own figure first, where head office sets it here."""

    row: Row
    own: forms.BoundField | None
    fields: list[Field]


class DivideForm(forms.Form):
    """A unit's targets over its parts."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, rows: list[Row], version: int) -> None:
        """As they are meant now."""
        super().__init__(data, initial={"version": version})
        self.rows = rows
        for row in rows:
            for cell in self._cells(row):
                label = f"{row.item.name} · {cell.unit}"
                initial = row.item.typed(cell.meant)
                field = Figure(
                    row.item, label=label, required=False, initial=None if initial is None else f"{initial:f}"
                )
                self.fields[_name(cell, row.item)] = field

    def _cells(self, row: Row) -> list[Cell]:
        return [*([row.own] if row.own else []), *row.cells]

    def lines(self) -> Iterator[Line]:
        """The rows with their controls."""
        for row in self.rows:
            fields = [Field(cell, self[_name(cell, row.item)]) for cell in row.cells]
            yield Line(row, self[_name(row.own, row.item)] if row.own else None, fields)

    @property
    def given(self) -> Given:
        """What was typed, by unit and indicator; an emptied cell takes its target away."""
        return {
            (cell.unit.key, row.item.code): self._meant(cell, row.item)
            for row in self.rows
            for cell in self._cells(row)
        }

    def _meant(self, cell: Cell, item: Item) -> Decimal | None:
        typed: Decimal | None = self.cleaned_data[_name(cell, item)]
        return Decimal() if typed is None and cell.figure else typed


def _name(cell: Cell, item: Item) -> str:
    return f"f-{cell.unit.uuid.hex}-{item.code}"


class ProposeForm(forms.Form):
    """Asking for confirmation; why the parts do not make the whole is asked where they do not."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    gap = forms.CharField(
        label=_("Why the parts do not make the whole"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, division: Division, asks_gap: bool) -> None:
        """The reason that was given last."""
        super().__init__(data, initial={"version": division.version, "gap": division.gap})
        self.fields["gap"].required = asks_gap and data is None  # what was sent is refused with the indicators' names
        if not asks_gap:
            self.fields["gap"].widget = forms.HiddenInput()


class SendBackForm(forms.Form):
    """Why not."""

    answer = forms.CharField(
        label=_("Why it will not do"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
