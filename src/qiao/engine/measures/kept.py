"""Keep a run's evidence as a few small Parquet files, and read it back."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from qiao.engine import files
from qiao.engine.errors import RequestError
from qiao.engine.measures.columnar import as_table, tuples
from qiao.engine.measures.events import Events
from qiao.engine.measures.evidence import Evidence, Person
from qiao.engine.measures.ratings import Ratings

FOLDER = "evidence"
_PERSON = pa.schema(
    [("manager_id", pa.string()), ("name", pa.string()), ("branch_id", pa.string()), ("team", pa.string()), ("grade", pa.string()),
     ("in_post_from", pa.int32()), ("in_post_to", pa.int32()), ("has_client", pa.bool_()), ("absent_days", pa.int32())]
)  # fmt: skip


def _wide(columns: dict[str, Any], size: int) -> pa.Table:
    return pa.table(
        {name: pa.array(column, pa.int64()) for name, column in columns.items()}
        or {"none": pa.array([None] * size, pa.int64())}
    )


def write(evidence: Evidence, folder: Path) -> dict[str, str]:
    """Write the evidence into `folder`; the SHA-256 of each file by its place in the run."""
    files.make_folder(folder)
    size = len(evidence.people)
    people = as_table(_PERSON, evidence.people)
    tables = {
        "people": people.replace_schema_metadata({"present": ",".join(sorted(evidence.present))}),
        "columns": _wide(evidence.columns, size),
        "targets": _wide(evidence.targets, size),
        "events": evidence.events.table(),
        "ratings": evidence.ratings.table,
    }
    hashes = {
        f"{FOLDER}/{name}.parquet": files.write_parquet(folder / f"{name}.parquet", table)[0]
        for name, table in tables.items()
    }
    files.sync_folder(folder)
    return hashes


def read(folder: Path) -> Evidence:
    """Read the evidence of a run back; RequestError when it is not there."""
    try:
        people = pq.read_table(folder / "people.parquet")
        present = (people.schema.metadata or {}).get(b"present", b"").decode()
        evidence = Evidence([Person(*row) for row in tuples(people)], frozenset(present.split(",")) - {""})
        evidence.columns = _columns(folder / "columns.parquet")
        evidence.targets = _columns(folder / "targets.parquet")
        evidence.events = Events.of_table(pq.read_table(folder / "events.parquet"))
        evidence.ratings = Ratings(pq.read_table(folder / "ratings.parquet"))
    except (OSError, pa.ArrowException) as error:
        raise RequestError(
            f"{folder} 的考评依据不完整或已损坏。", f"The evidence in {folder} is incomplete or damaged."
        ) from error
    return evidence


def _columns(path: Path) -> dict[str, list[int | None]]:
    found = pq.read_table(path)
    return {name: found.column(name).to_pylist() for name in found.column_names if name != "none"}
