"""The same batch twice (重复批次): known by what was handed over, whatever its files are called and whenever it comes.

A batch of the bank's is the hashes of its files, how its mapping reads them, and its data date. One that is in the store
is not stored again, also where later batches have changed its rows since: a system that sends a file twice must not undo
a correction. Who means it says so in the mapping, whose `again` is part of what a batch is.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from qiao.engine.ledger.batches import Batch
from qiao.engine.ledger.mapping import Mapping
from qiao.engine.ledger.ownership import BANK
from qiao.engine.ledger.reading import Delivered


def stored_before(
    delivered: Sequence[Delivered], mapping: Mapping, stated: date | None, earlier: Sequence[Batch]
) -> Batch | None:
    """The batch of the bank's that holds just this, if there is one.

    Args:
        delivered: what is handed over now.
        mapping: how it is read; only what it says of a batch's own tables counts.
        stated: the data date that somebody states; None where the files say it, which are the same then.
        earlier: the store's batches.
    """
    digests = sorted({part.sha256 for item in delivered for part in item.parts})
    read_by = mapping.as_json()
    return next(
        (
            batch
            for batch in reversed(earlier)
            if batch.manifest["source"] == BANK
            and sorted({entry["sha256"] for entry in batch.manifest["files"]}) == digests
            and stated in (None, batch.data_date)
            and _of_tables(read_by, batch) == _of_tables(batch.manifest["mapping"], batch)
        ),
        None,
    )


def _of_tables(mapping: dict[str, Any], batch: Batch) -> tuple[object, ...]:
    """What a mapping says of the batch's tables; what their files are called is left out."""
    parts = ("columns", "values", "ignore_columns")
    of_tables = [{name: mapping[part].get(name) or None for name in batch.manifest["tables"]} for part in parts]
    return mapping.get("again", ""), of_tables
