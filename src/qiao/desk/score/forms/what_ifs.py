"""What somebody supposes: a line for each change, all of them in the address."""

from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from qiao.desk.people.forms import Day
from qiao.desk.score.queries.what_ifs import NEW, Scope
from qiao.engine import NEW_CLIENT, More, MoreBalance, MoreFlow, MoreHeld

_NAMES = ("client", "what", "amount", "since")
_MOST = 6
_WAN = 1_000_000  # hundredths in ten thousand
_CHOOSE = dict.fromkeys(("invalid_choice", "required"), _("Choose one of the list."))
_NOTHING: tuple[str, Any] = ("", "–")


class Line(forms.Form):
    """One change: of whom, what, by how much, from when."""

    use_required_attribute = False

    client = forms.ChoiceField(label=_("Client"), error_messages=_CHOOSE)
    what = forms.ChoiceField(label=_("What"), error_messages=_CHOOSE)
    amount = forms.DecimalField(
        label=_("More, in 10,000 (less: below 0)"),
        required=False,
        max_digits=16,
        decimal_places=6,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    since = Day(label=_("From"), required=False)

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        """`scope` says of whom something can be supposed, and what."""
        super().__init__(*args, **kwargs)
        self.scope = scope
        clients = [(name, str(client)) for name, client in scope.clients.items()]
        self.fields["client"].choices = [_NOTHING, *clients, (NEW, _("a client yet to be won"))]  # type: ignore[attr-defined]
        self.fields["what"].choices = [_NOTHING, *scope.things]  # type: ignore[attr-defined]
        first, last = scope.days
        self.fields["since"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}

    def clean_since(self) -> date:
        """The first day that is left where none is given."""
        first, last = self.scope.days
        since: date = self.cleaned_data["since"] or first
        if not first <= since <= last:
            raise ValidationError(_("Between %(first)s and %(last)s."), params={"first": first, "last": last})
        return since

    def clean(self) -> dict[str, Any]:
        """What is held has no amount, everything else one that is not zero."""
        found = super().clean() or {}
        if found.get("what") and not found["what"].startswith("held.") and "amount" in found and not found["amount"]:
            self.add_error("amount", _("How much?"))
        return found

    @property
    def more(self) -> More:
        """The change as the engine knows it."""
        told = self.cleaned_data
        client = NEW_CLIENT if told["client"] == NEW else self.scope.clients[told["client"]].number
        kind, _dot, code = told["what"].partition(".")
        if kind == "held":
            return MoreHeld(client, self.scope.families[code], told["since"])
        hundredths = int(Decimal(told["amount"]) * _WAN)
        if kind == "balance":
            return MoreBalance(client, code, hundredths, told["since"])
        flow = self.scope.what_ifs.flows[code]
        return MoreFlow(client, flow.kind, flow.product_code, hundredths, flow.currency, told["since"])


def lines(asked: QueryDict, scope: Scope) -> list[Line]:
    """A line for each one in the address, and a blank one as long as there is room."""
    rows = zip_longest(*(asked.getlist(name)[:_MOST] for name in _NAMES), fillvalue="")
    filled = [dict(zip(_NAMES, row, strict=True)) for row in rows if any(row)]
    found = [Line(scope, row, auto_id=f"id_{place}_%s") for place, row in enumerate(filled)]
    return [*found, Line(scope, auto_id=f"id_{len(found)}_%s")] if len(found) < _MOST else found
