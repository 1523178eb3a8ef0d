"""Keep a run's evidence as a few small Parquet files, and read it back."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from qiao.engine import files
from qiao.engine.errors import RequestError
from qiao.engine.measures.evidence import Event, Evidence, Person, Rating

_PERSON = pa.schema(
    [("manager_id", pa.string()), ("name", pa.string()), ("branch_id", pa.string()), ("team", pa.string()), ("grade", pa.string()),
     ("in_post_from", pa.int32()), ("in_post_to", pa.int32()), ("has_client", pa.bool_()), ("absent_days", pa.int32())]
)  # fmt: skip
_EVENT = pa.schema(
    [("measure", pa.string()), ("manager", pa.int32()), ("client_id", pa.string()), ("subject", pa.string()), ("day", pa.int32()),
     ("quantity", pa.int64()), ("amount", pa.int64())]
)  # fmt: skip
_RATING = pa.schema(
    [
        ("manager", pa.int32()),
        ("item", pa.string()),
        ("group", pa.string()),
        ("rater", pa.string()),
        ("score", pa.int32()),
        ("veto", pa.bool_()),
    ]
)


def _table(schema: pa.Schema, rows: list[tuple[Any, ...]]) -> pa.Table:
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table(
        [pa.array(list(column), field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def _wide(columns: dict[str, Any], size: int) -> pa.Table:
    return pa.table(
        {name: pa.array(column, pa.int64()) for name, column in columns.items()}
        or {"none": pa.array([None] * size, pa.int64())}
    )


def write(evidence: Evidence, folder: Path) -> None:
    """Write the evidence into `folder`."""
    files.make_folder(folder)
    size = len(evidence.people)
    people = _table(_PERSON, evidence.people)  # type: ignore[arg-type]
    people = people.replace_schema_metadata({"present": ",".join(sorted(evidence.present))})
    files.write_parquet(folder / "people.parquet", people)
    files.write_parquet(folder / "columns.parquet", _wide(evidence.columns, size))
    files.write_parquet(folder / "targets.parquet", _wide(evidence.targets, size))
    files.write_parquet(folder / "events.parquet", _table(_EVENT, evidence.events))  # type: ignore[arg-type]
    ratings = [(index, *rating) for index in sorted(evidence.ratings) for rating in evidence.ratings[index]]
    files.write_parquet(folder / "ratings.parquet", _table(_RATING, ratings))
    files.sync_folder(folder)


def read(folder: Path) -> Evidence:
    """Read the evidence of a run back; RequestError when it is not there."""
    try:
        people = pq.read_table(folder / "people.parquet")
        present = (people.schema.metadata or {}).get(b"present", b"").decode()
        evidence = Evidence([Person(*row) for row in _rows(people)], frozenset(present.split(",")) - {""})
        evidence.columns = _columns(folder / "columns.parquet")
        evidence.targets = _columns(folder / "targets.parquet")
        evidence.events = [Event(*row) for row in _rows(pq.read_table(folder / "events.parquet"))]
        for index, *rating in _rows(pq.read_table(folder / "ratings.parquet")):
            evidence.ratings.setdefault(index, []).append(Rating(*rating))
    except (OSError, pa.ArrowException) as error:
        raise RequestError(
            f"{folder} 的考评依据不完整或已损坏。", f"The evidence in {folder} is incomplete or damaged."
        ) from error
    return evidence


def _rows(table: pa.Table) -> list[tuple[Any, ...]]:
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True)) if table.num_rows else []


def _columns(path: Path) -> dict[str, list[int | None]]:
    table = pq.read_table(path)
    return {name: table.column(name).to_pylist() for name in table.column_names if name != "none"}
