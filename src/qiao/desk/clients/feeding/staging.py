"""Rows by the hundred thousand: copied into a temporary table, then merged into a model's own by one statement each.

with staged("feed_products", {"code": "text", "name": "text"}, rows):
    merge(Product, "SELECT code, name FROM feed_products", key=["code"])
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model

from qiao.desk.common.versions import Versioned

Told = Callable[[int], None]
_EVERY = 10_000


class Merged(NamedTuple):
    """How many rows a merge added and changed, and how many it took away."""

    new: int = 0
    changed: int = 0
    gone: int = 0


@contextmanager
def staged(name: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]], told: Told) -> Iterator[None]:
    """A temporary table of these rows for as long as the context lasts.

    Args:
        name: the table's.
        columns: name → type.
        rows: one value a column.
        told: hears of so many rows more.
    """
    with connection.cursor() as cursor:
        described = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({described})")
        with cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copy:
            copy.set_types(list(columns.values()))
            for number, row in enumerate(rows, 1):
                copy.write_row(row)
                if not number % _EVERY:
                    told(_EVERY)
        cursor.execute(f"ANALYZE {name}")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {name}")


def merge(
    model: type[Model], select: str, *, key: Sequence[str], is_whole: bool = False, kept: str = "FALSE"
) -> Merged:
    """Bring a model's table to what a query says; rows that are the same already are not touched.

    Args:
        model: whose table; a versioned one counts the change.
        select: a query whose columns are named as the table's.
        key: the columns by which a row is the same row.
        is_whole: rows that the query lacks are taken away,
        kept: but for those `t` of which this is true.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE feed_merge AS {select}")
        cursor.execute("ANALYZE feed_merge")
        columns = [column.name for column in connection.introspection.get_table_description(cursor, "feed_merge")]
        # What is gone goes first and what is there shrinks before anything new comes: days must not meet meanwhile.
        gone = _take_away(cursor, model, key, kept) if is_whole else 0
        changed = _change(cursor, model, key, [column for column in columns if column not in key])
        new = _add(cursor, model, key, columns)
        cursor.execute("DROP TABLE feed_merge")
    return Merged(new, changed, gone)


def _take_away(cursor: Any, model: type[Model], key: Sequence[str], kept: str) -> int:
    table = model._meta.db_table
    cursor.execute(
        f"DELETE FROM {table} t WHERE NOT EXISTS (SELECT FROM feed_merge s WHERE {_same(key)}) AND NOT ({kept})"
    )
    return int(cursor.rowcount)


def _change(cursor: Any, model: type[Model], key: Sequence[str], others: Sequence[str]) -> int:
    if not others:
        return 0
    counted = ", version = t.version + 1" if issubclass(model, Versioned) else ""
    cursor.execute(
        f"UPDATE {model._meta.db_table} t SET {', '.join(f'{name} = s.{name}' for name in others)}{counted} FROM feed_merge s "
        f"WHERE {_same(key)} AND ({_listed('t', others)}) IS DISTINCT FROM ({_listed('s', others)})"
    )
    return int(cursor.rowcount)


def _add(cursor: Any, model: type[Model], key: Sequence[str], columns: Sequence[str]) -> int:
    table = model._meta.db_table
    made = {"uuid": "gen_random_uuid()"} | ({"version": "0"} if issubclass(model, Versioned) else {})
    cursor.execute(
        f"INSERT INTO {table} ({', '.join([*made, *columns])}) SELECT {', '.join(made.values())}, {_listed('s', columns)} "
        f"FROM feed_merge s WHERE NOT EXISTS (SELECT FROM {table} t WHERE {_same(key)})"
    )
    return int(cursor.rowcount)


def _same(key: Sequence[str]) -> str:
    return " AND ".join(f"t.{name} = s.{name}" for name in key)


def _listed(alias: str, names: Sequence[str]) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)
