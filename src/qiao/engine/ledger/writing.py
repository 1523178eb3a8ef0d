"""Write a batch's folder from rows in Python: what the desk keeps leaves it as the same plain files that a bank hands over."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from qiao.engine import files
from qiao.engine.ledger.tables import BY_NAME, Table

Cell = str | int | Decimal | date | bool | None
Cells = Mapping[str, Cell]


def write_tables(
    folder: Path, tables: Mapping[str, Iterable[Cells]], *, source: str = "desk", data_date: date | None = None
) -> dict[str, int]:
    """Write tables (rows by column; one left out is blank) as a new folder that can be imported; how many rows of each.

    Rows are taken one by one. The folder appears whole or not at all.

    Raises:
        KeyError: the ledger has no such table, or the table no such column.
        TypeError: a value is of a kind that has no exact text, such as a float.
    """
    counts: dict[str, int] = {}
    with files.new_folder(folder) as new:
        for name, rows in tables.items():
            counts[name] = _write(new / f"{name}.csv", BY_NAME[name], rows)
        stated = f"data_date: {data_date.isoformat()}\n" if data_date else ""
        files.write_new(new / "mapping.yaml", f"source: {source}\n{stated}".encode())
    return counts


def _write(path: Path, table: Table, rows: Iterable[Cells]) -> int:
    columns = [column.name for column in table.columns]
    known, count = set(columns), 0
    with files.Sink(path) as sink:
        writer = csv.writer(_Encoded(sink), lineterminator="\r\n")  # Python 3.11 quotes what has a character of these
        writer.writerow(columns)
        for row in rows:
            if unknown := row.keys() - known:
                raise KeyError(f"{table.name}.{min(unknown)}")
            writer.writerow([_text(row.get(name)) for name in columns])
            count += 1
    return count


class _Encoded:
    """Takes the text of a CSV writer and passes it on as UTF-8."""

    def __init__(self, sink: files.Sink) -> None:
        self._sink = sink

    def write(self, text: str) -> int:
        """Pass a line on."""
        return self._sink.write(text.encode())


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case str():
            return cell
        case int():
            return str(cell)
        case Decimal():
            return format(cell, "f")
        case date():
            return cell.isoformat()
    raise TypeError(type(cell).__name__)
