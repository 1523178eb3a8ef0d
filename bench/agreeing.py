"""Whether what was found without Qiao is what a run found: by hand to the last digit, in pandas within cents."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import figures
import pyarrow.compute as pc
import pyarrow.parquet as pq

CENTS = Decimal("0.05")  # what binary sums of rounded days may be off
# The keys of a run's files and the columns that are found by hand too, in the order in which they come.
_FOUND_TOO = {
    "measures.csv": (("manager_id", "measure"), ("value",)),
    "indicators.csv": (("manager_id", "indicator"), ("measure", "points", "status")),
    "managers.csv": (("manager_id",), (
        "grade", "in_pool", "pool_size", "contribution_score", "contribution_rank", "quality_score", "supported_grade", "decision",
        "to_grade",
    )),
}  # fmt: skip


def need_same(run: Path, assessed: Any) -> None:
    """Every value of a run's files that is found by hand too, as it is printed, and what each client brought."""
    *found, clients = assessed
    for (name, (keys, columns)), rows in zip(_FOUND_TOO.items(), found, strict=True):
        ours = {_cells(row, keys): _cells(row, columns) for row in _read(run / name)}
        theirs = {key: tuple(map(_printed, row)) for key, row in rows.items()}
        off = [key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)]
        figures.say(f"{name}: {len(ours):,} rows compared, {len(off):,} differ")
        for key in sorted(off)[:5]:
            figures.say(f"  {key}: {ours.get(key)}, by hand {theirs.get(key)}")
        figures.exact(f"{name} by hand is the same to the last digit: {', '.join(columns)}", not off)
    brought = pq.read_table(run / "clients.parquet")
    brought = brought.filter(pc.not_equal(brought["numerator"], 0))
    figures.say(f"clients.parquet: {len(brought):,} rows compared, those of nothing left out")
    figures.exact(
        "clients.parquet by hand is the same to the last digit, rows of nothing left out",
        brought.equals(clients.cast(brought.schema)),
    )


def need_near(run: Path, analysed: dict[tuple[str, str], float]) -> None:
    """Every measure that pandas found, within cents."""
    ours = {(row["manager_id"], row["measure"]): row["value"] for row in _read(run / "measures.csv")}
    names = {measure for _, measure in analysed}
    both = {key: Decimal(value) for key, value in ours.items() if key[1] in names}
    off = {key: abs(value - Decimal(repr(analysed.get(key, 0.0)))) for key, value in both.items()}
    worst = max(off, key=off.__getitem__)
    figures.say(
        f"{len(both):,} figures of {len(names)} measures compared; the farthest apart, {worst}, by {off[worst]}"
    )
    figures.exact("pandas finds the same within cents", analysed.keys() <= both.keys() and off[worst] <= CENTS)


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def _cells(row: dict[str, str], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(row[name] for name in names)


def _printed(value: object) -> str:
    """A value as a run's files have it."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
