"""Write the sample bank's tables as a bank would hand them over: CSV in UTF-8, and a mapping that states the data date."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from qiao.engine import files
from qiao.engine.ledger.tables import BY_NAME


def write(folder: Path, tables: Mapping[str, tuple[str, Iterable[tuple[object, ...]]]]) -> dict[str, int]:
    """Write each table (its columns as one text, its rows) into a folder; how many rows each has."""
    counts = {}
    for name, (columns, rows) in tables.items():
        assert set(columns.split()) <= {column.name for column in BY_NAME[name].columns}, name
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns.split())
        found = list(rows)
        writer.writerows(found)
        files.write_new(folder / f"{name}.csv", text.getvalue().encode())
        counts[name] = len(found)
    return counts
