"""The same batch twice (重复批次): known by what was handed over, whatever its files are called and whenever it comes.

A batch of the bank's is the hashes of its files, the tables that its mapping finds in them, how it reads these, and its
data date. One that is in the store
is not stored again, also where later batches have changed its rows since: a system that sends a file twice must not undo
a correction. Who means it says so in the mapping, whose `again` is part of what a batch is.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from qiao.engine.engines.duckdb import Database, parquet
from qiao.engine.ledger.batches import Batch, latest
from qiao.engine.ledger.mapping import Mapping
from qiao.engine.ledger.ownership import BANK
from qiao.engine.ledger.reading import Delivered


def stored_before(
    db: Database, delivered: Sequence[Delivered], mapping: Mapping, stated: date | None, earlier: Sequence[Batch]
) -> Batch | None:
    """The batch of the bank's that holds just this, if there is one.

    Args:
        db: reads which data date a batch's own rows say.
        delivered: what is handed over now.
        mapping: how it is read; only what it says of the delivered tables counts.
        stated: the data date that somebody states; None where the files say it.
        earlier: the store's batches.
    """
    digests = sorted({part.sha256 for item in delivered for part in item.parts})
    names = {item.table.name for item in delivered}
    read_by = _of_tables(mapping.as_json(), names)
    return next(
        (
            batch
            for batch in reversed(earlier)
            if batch.manifest["source"] == BANK
            and sorted({entry["sha256"] for entry in batch.manifest["files"]}) == digests
            and set(batch.manifest["tables"]) == names
            and _of_tables(batch.manifest["mapping"], names) == read_by
            and (stated or _said(db, batch)) == batch.data_date
        ),
        None,
    )


def _said(db: Database, batch: Batch) -> date | None:
    """The data date that a batch's own rows say, whatever was stated with them."""
    return latest(db, {name: parquet(path) for name in batch.manifest["tables"] if (path := batch.file(name))})


def _of_tables(mapping: dict[str, Any], names: Iterable[str]) -> tuple[object, ...]:
    """What a mapping says of these tables; what their files are called is left out."""
    parts = ("columns", "values", "ignore_columns")
    of_tables = [{name: mapping[part].get(name) or None for name in names} for part in parts]
    return mapping.get("again", ""), of_tables
