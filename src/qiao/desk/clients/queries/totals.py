"""Control totals (控制总数) of a batch: rows and sums of each table beside those of the batch before it and of last month."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from qiao.desk.clients.models import Delivery
from qiao.desk.common.languages import spoken
from qiao.engine import TABLES, read_batches

LARGE = Decimal("0.2")  # a change beyond it is marked; our default

Manifest = dict[str, Any]


class Against(NamedTuple):
    """A figure of an earlier batch, and how this one differs from it; None where there is nothing to compare with."""

    value: Decimal | None
    change: Decimal | None

    @property
    def is_large(self) -> bool:
        """Whether the difference wants to be explained."""
        return self.change is not None and abs(self.change) > LARGE


class Line(NamedTuple):
    """One figure of a table: how many rows, or the sum of a column."""

    table: str
    label: str
    is_count: bool
    value: Decimal
    before: Against
    month: Against

    @property
    def is_large(self) -> bool:
        """Whether it differs much from either."""
        return self.before.is_large or self.month.is_large


class Totals(NamedTuple):
    """Every figure of a batch; `month` is the day of last month's data, None where there is none."""

    lines: list[Line]
    month: date | None

    @property
    def large(self) -> int:
        """How many figures want to be explained."""
        return sum(line.is_large for line in self.lines)


def of(delivery: Delivery) -> Totals:
    """The control totals of a batch that the store holds; empty for one that was withdrawn."""
    store = Path(settings.LEDGER)
    if delivery.withdrawn_at is not None or not (store / "store.json").is_file():
        return Totals([], None)
    found = [(batch.digest, batch.data_date, batch.manifest) for batch in read_batches(store)]
    place = next((at for at, (digest, _, _) in enumerate(found) if digest == delivery.digest), None)
    if place is None:
        return Totals([], None)
    mine = found[place][2]
    earlier = [one for one in reversed(found[:place]) if one[2]["source"] == mine["source"]]
    day = found[place][1]
    months = [one for one in earlier if day and one[1] and one[1] < day.replace(day=1)]
    tables = (table for table in TABLES if table.name in mine["tables"])
    lines = [line for table in tables for line in _lines(table, mine, earlier, months)]
    return Totals(lines, months[0][1] if months else None)


def _lines(table: Any, mine: Manifest, earlier: list[Any], months: list[Any]) -> list[Line]:
    now, before, month = mine["tables"][table.name], _newest(table.name, earlier), _newest(table.name, months)
    label = table.zh if spoken() == "zh" else table.name
    rows = Decimal(now["rows"])
    found = [Line(label, "", True, rows, _against(rows, before, None), _against(rows, month, None))]
    for column, text in now["sums"].items():
        told, value = table.column(column), Decimal(text)
        name = told.zh if spoken() == "zh" else column
        found.append(Line(label, name, False, value, _against(value, before, column), _against(value, month, column)))
    return found


def _newest(table: str, batches: list[Any]) -> Manifest | None:
    """What the newest of these batches that brought the table says of it."""
    return next((manifest["tables"][table] for _, _, manifest in batches if table in manifest["tables"]), None)


def _against(value: Decimal, entry: Manifest | None, column: str | None) -> Against:
    text = None if entry is None else entry["rows"] if column is None else entry["sums"].get(column)
    if text is None:
        return Against(None, None)
    old = Decimal(text)
    return Against(old, (value - old) / abs(old) if old else None)
