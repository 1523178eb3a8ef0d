"""What a test needs to read a small ledger and look at its rows and faults."""

from dataclasses import dataclass
from pathlib import Path

from qiao.engine.ledger.faults import Fault, Faults
from qiao.engine.ledger.mapping import read as read_mapping
from qiao.engine.ledger.reading import Delivered, deliver


@dataclass
class Ledger:
    """A ledger that was read whole: rows by table, what was delivered, the faults."""

    rows: dict[str, list[dict[str, object]]]
    delivered: list[Delivered]
    faults: Faults

    @property
    def rules(self) -> list[str]:
        return [fault.rule for fault in self.faults.faults]

    @property
    def places(self) -> list[tuple[str, int | None, str]]:
        return [(fault.rule, fault.row, fault.column) for fault in self.faults.faults]

    @property
    def only(self) -> Fault:
        (fault,) = self.faults.faults
        return fault

    def column(self, table: str, name: str) -> list[object]:
        return [row[name] for row in self.rows[table]]


def read(path: Path, mapping: Path | None = None) -> Ledger:
    faults = Faults()
    delivered = deliver(path, read_mapping(path, mapping, faults), faults)
    rows: dict[str, list[dict[str, object]]] = {}
    for item in delivered:
        for part in item.parts:
            rows.setdefault(item.table.name, []).extend(part.reader().read_all().to_pylist())
    return Ledger(rows, delivered, faults)


def read_text(folder: Path, text: str | bytes, name: str = "balances.csv") -> Ledger:
    """Read a folder that holds this one file."""
    data = text if isinstance(text, bytes) else text.encode()
    (folder / name).write_bytes(data)
    return read(folder)
