"""The columns of the list of clients: one description serves the heading, the cell and the exported file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.models import Client
from qiao.desk.ui.figures import per_cent


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in the address, its heading, what kind of value it holds, and where that comes from."""

    key: str
    label: Promise
    kind: str  # money, change, day, code, managers or text
    value: Callable[[Client], Any]
    is_sorted: bool = False

    @property
    def is_number(self) -> bool:
        """Whether figures stand to the right."""
        return self.kind in ("money", "change")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and how it is shown."""

    kind: str
    value: Any


@dataclass(frozen=True, slots=True)
class Line:
    """A client as the list shows it."""

    client: Client
    cells: list[Cell]


def _figure(name: str) -> Callable[[Client], Any]:
    return lambda client: getattr(getattr(client, "figures", None), name, None)


def _money(key: str, label: Promise, *, kind: str = "money", is_sorted: bool = True) -> Column:
    return Column(key, label, kind, _figure(key), is_sorted)


def _own(key: str, label: Promise, kind: str = "text") -> Column:
    return Column(key, label, kind, lambda client: getattr(client, key))


COLUMNS: dict[str, Column] = {
    column.key: column
    for column in (
        Column("tier", _("Tier"), "text", _figure("tier"), is_sorted=True),
        Column("managers", _("Manager"), "managers", lambda client: client.managed),  # type: ignore[attr-defined]
        _money("deposit_average", _("Deposits, 12-month average")),
        _money("deposit_change", _("Year on year"), kind="change"),
        _money("deposits", _("Deposits")),
        _money("loans", _("Loans")),
        _money("loan_average", _("Loans, 12-month average"), is_sorted=False),
        _money("contribution", _("Contribution")),
        _own("number", _("Client number"), "code"),
        _own("credit_code", _("Credit code"), "code"),
        _own("industry", _("Industry"), "code"),
        Column("scale", _("Scale"), "text", lambda client: client.get_scale_display()),
        _own("region", _("Region")),
        _own("group", _("Group")),
        _own("opened_on", _("Client since"), "day"),
        Column("last_flow_on", _("Last flow"), "day", _figure("last_flow_on")),
    )
}
USUAL = ("tier", "managers", "deposit_average", "deposit_change", "deposits", "loans", "contribution")


def line(client: Client, columns: list[Column]) -> Line:
    """A client's cells."""
    return Line(client, [Cell(column.kind, column.value(client)) for column in columns])


def exported(client: Client, columns: list[Column]) -> list[object]:
    """A client's row in a file: full figures, plain words."""
    return [client.name, *(_plain(column.kind, column.value(client)) for column in columns)]


def _plain(kind: str, value: Any) -> object:
    if value is None:
        return ""
    if kind == "managers":
        return "; ".join(f"{one.manager} {per_cent(one.share)}" for one in value)
    return value.isoformat() if kind == "day" else value
