"""Rows that stay columns: what is counted whole and seldom looked at one by one."""

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


def as_table(schema: pa.Schema, rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """Rows of Python values as a table."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def tuples(table: pa.Table) -> Iterable[tuple[Any, ...]]:
    """The rows of a table as Python values."""
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def fitted(found: pa.Table, schema: pa.Schema) -> pa.Table:
    """What a query found, its columns in the order of a schema, under that schema's names and types."""
    return found.rename_columns(schema.names).cast(schema)


def of_one(rows: pa.Table, manager: int) -> pa.Table:
    """The rows of one manager."""
    return rows.filter(pc.equal(rows.column("manager"), manager))


def of_some(rows: pa.Table, managers: list[int]) -> pa.Table:
    """The rows of these managers alone; `manager` is a place among them."""
    places = pc.index_in(rows.column("manager"), value_set=pa.array(managers, pa.int32()))
    place = rows.schema.get_field_index("manager")
    return rows.set_column(place, rows.schema.field(place), places).filter(pc.is_valid(places))
