"""Forms of handovers: shares in per cent, the day, the reason, what is done."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.actions.handovers import Terms
from qiao.desk.clients.models import Assignment, Client
from qiao.desk.clients.models.assignments import Part
from qiao.desk.clients.models.handovers import Item
from qiao.desk.people import calendar
from qiao.desk.people.forms import Day
from qiao.desk.people.models import User
from qiao.desk.people.pickers import PersonField

NEW = 3  # receivers that the form has room for
_HUNDRED = Decimal(100)


class Line(NamedTuple):
    """A line of the share editor: somebody who has a share, or room for somebody new."""

    person: User | None
    before: Assignment | None
    who: forms.BoundField | None
    part: forms.BoundField
    share: forms.BoundField


class Wanted(NamedTuple):
    """What somebody shall have."""

    person: User
    part: str
    share: Decimal


class TermsForm(forms.Form):
    """From when, why, and what is done: the same for one client and for many."""

    from_date = Day(label=_("Takes effect on"))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    checklist = forms.MultipleChoiceField(
        label=_("Done already"), choices=Item.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    is_inherited = forms.BooleanField(
        label=_("The receiver inherits last year's base"),
        help_text=_("Then only what comes on top of it counts as the receiver's increase."),
        required=False,
        initial=True,
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        """It begins tomorrow unless somebody says otherwise."""
        super().__init__(data, **kwargs)
        self.initial.setdefault("from_date", calendar.today() + calendar.DAY)

    @property
    def terms(self) -> Terms:
        """What all clients of the form share."""
        return Terms(**{name: self.cleaned_data[name] for name in Terms._fields})


class HandoverForm(TermsForm):
    """One client's shares from a day on."""

    def __init__(self, data: Any = None, *, user: User, before: Sequence[Assignment]) -> None:
        """A line for everyone who has a share, and room for new people; the giver's share stands with the first of these."""
        super().__init__(data)
        self.before = list(before)
        mine = user.reach.acts_for
        giving = next((row for row in self.before if row.manager_id in mine), None) or next(iter(self.before), None)
        for number, row in enumerate(self.before):
            self._add(f"old_{number}", row.part, Decimal(0) if row is giving else row.share)
        free = 1 - sum((row.share for row in self.before), start=Decimal(0))
        for number in range(NEW):
            field = PersonField(label=_("Receiver"), required=False)
            field.ask(user)
            self.fields[f"person_{number}"] = field
            first = (giving.part, giving.share) if giving else (Part.LEAD, free)
            self._add(f"new_{number}", *(first if number == 0 else (Part.ASSIST, None)))

    def _add(self, name: str, part: str, share: Decimal | None) -> None:
        self.fields[f"{name}_part"] = forms.ChoiceField(label=_("Part"), choices=Part.choices, initial=part)
        self.fields[f"{name}_share"] = forms.DecimalField(
            label=_("Share in %"),
            min_value=0,
            max_value=100,
            decimal_places=2,
            required=False,
            initial=None if share is None else per_cent(share),
            widget=forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"}),
        )

    @property
    def lines(self) -> Iterator[Line]:
        """The share editor's lines."""
        for number, row in enumerate(self.before):
            yield Line(row.manager, row, None, self[f"old_{number}_part"], self[f"old_{number}_share"])
        for number in range(NEW):
            yield Line(None, None, self[f"person_{number}"], self[f"new_{number}_part"], self[f"new_{number}_share"])

    @property
    def terms_fields(self) -> list[forms.BoundField]:
        """The fields that are not of the share editor."""
        return [self[name] for name in TermsForm.base_fields]

    @property
    def wanted(self) -> list[Wanted]:
        """Who shall have what, as far as the form is filled in."""
        clean = getattr(self, "cleaned_data", {})
        found: list[tuple[User | None, str]] = [
            (row.manager, f"old_{number}") for number, row in enumerate(self.before)
        ]
        found += [(clean.get(f"person_{number}"), f"new_{number}") for number in range(NEW)]
        return [
            Wanted(person, clean.get(f"{name}_part") or Part.ASSIST, clean[f"{name}_share"] / _HUNDRED)
            for person, name in found
            if person is not None and clean.get(f"{name}_share")
        ]

    @property
    def total(self) -> Decimal:
        """The sum of the shares, as a ratio."""
        return sum((one.share for one in self.wanted), start=Decimal(0))


def per_cent(share: Decimal) -> str:
    """A share as it is typed: 0.7 is 70, 0.3333 is 33.33."""
    text = f"{share * 100:.2f}"
    return text.rstrip("0").rstrip(".")


class ReceiptForm(forms.Form):
    """What is done when the receiver agrees."""

    checklist = forms.MultipleChoiceField(
        label=_("Done by now"), choices=Item.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class AnswerForm(forms.Form):
    """Why not."""

    answer = forms.CharField(label=_("Why not"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class ReceiverForm(TermsForm):
    """Many clients to one receiver."""

    receiver = PersonField(label=_("Receiver"))
    field_order = ("receiver", *TermsForm.base_fields)

    def __init__(self, data: Any = None, *, user: User) -> None:
        """Find receivers for this reader."""
        super().__init__(data)
        field = self.fields["receiver"]
        assert isinstance(field, PersonField)
        field.ask(user)


class BookForm(ReceiverForm):
    """A whole book to one receiver, or to as many as three: then each client says to which."""

    second = PersonField(label=_("Second receiver"), required=False)
    third = PersonField(label=_("Third receiver"), required=False)
    field_order = ("receiver", "second", "third", *TermsForm.base_fields)

    def __init__(self, data: Any = None, *, user: User, clients: Sequence[Client]) -> None:
        """A choice for each client, under its id, since a book may change while somebody chooses."""
        super().__init__(data, user=user)
        for name in ("second", "third"):
            field = self.fields[name]
            assert isinstance(field, PersonField)
            field.ask(user)
        self.clients = {f"to_{client.uuid.hex}": client for client in clients}
        choices = [("receiver", "1"), ("second", "2"), ("third", "3"), ("", _("stays"))]
        for name in self.clients:
            self.fields[name] = forms.ChoiceField(
                label=_("To receiver"), choices=choices, required=False, initial="receiver"
            )

    @property
    def terms_fields(self) -> list[forms.BoundField]:
        """The fields that are not of one client."""
        return [self[name] for name in self.fields if not name.startswith("to_")]

    @property
    def to_fields(self) -> list[tuple[Client, forms.BoundField]]:
        """Each client with its own."""
        return [(client, self[name]) for name, client in self.clients.items()]

    def clean(self) -> dict[str, Any]:
        """Whoever is to get a client is named."""
        clean = super().clean() or {}
        chosen = {clean.get(name) for name in self.clients}
        for name in ("second", "third"):
            if name in chosen and not clean.get(name) and name not in self.errors:
                self.add_error(name, _("Some clients are to go to this receiver. Say who it is."))
        return clean

    @property
    def wanted(self) -> list[tuple[int, int]]:
        """Pairs of ids, client and receiver."""
        to = ((client.pk, self.cleaned_data.get(name)) for name, client in self.clients.items())
        return [(client, self.cleaned_data[name].pk) for client, name in to if name]
