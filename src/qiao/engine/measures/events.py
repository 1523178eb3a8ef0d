"""Events: rows that count one by one, such as a loan that turned bad, a duty that fell due, an award."""

from collections.abc import Iterator
from typing import NamedTuple, Self

import pyarrow as pa
import pyarrow.compute as pc

from qiao.engine.measures.columnar import fitted, of_one, of_some, tuples


class Event(NamedTuple):
    """One row that counts: its manager's place (None: nobody), client, subject (account, duty, award), day, quantity, amount (fen)."""

    manager: int | None
    client_id: str
    subject: str
    day: int
    quantity: int
    amount: int


SCHEMA = pa.schema(
    [("manager", pa.int32()), ("client_id", pa.string()), ("subject", pa.string()), ("day", pa.int32()), ("quantity", pa.int64()),
     ("amount", pa.int64())]
)  # fmt: skip
_TOGETHER = pa.schema([("measure", pa.string()), *SCHEMA])
_EXACT = pa.decimal128(38, 0)  # sums of 64 bits would wrap around


class Events:
    """The events of each measure in the order that they were found in.

    They stay columns: a bank has a million, of which scoring counts most and looks at few one by one.
    """

    def __init__(self, tables: dict[str, pa.Table] | None = None) -> None:
        """`tables` hold the columns of SCHEMA, by measure."""
        self._tables = tables or {}
        self._each: dict[str, dict[int, list[Event]]] = {}

    @classmethod
    def of_table(cls, together: pa.Table) -> Self:
        """Those that `table` gave, once more by measure."""
        measures = together.column("measure")
        names = measures.unique().to_pylist()
        return cls({name: together.filter(pc.equal(measures, name)).select(SCHEMA.names) for name in names})

    def table(self) -> pa.Table:
        """All of them with their measures."""
        parts = [
            pa.table([pa.repeat(name, len(one)), *one.columns], schema=_TOGETHER) for name, one in self._tables.items()
        ]
        return pa.concat_tables(parts) if parts else _TOGETHER.empty_table()

    def add(self, measure: str, found: pa.Table) -> None:
        """Take what a query found for a measure, its columns in the order of SCHEMA."""
        self._tables[measure] = fitted(found, SCHEMA)

    def of(self, measure: str, manager: int) -> list[Event]:
        """One manager's events of a measure."""
        return list(_rows(of_one(self._of(measure), manager)))

    def by_manager(self, measure: str) -> dict[int, list[Event]]:
        """The events of a measure by manager; those of nobody are left out."""
        if measure not in self._each:
            each: dict[int, list[Event]] = {}
            for event in _rows(self._of(measure)):
                if event.manager is not None:
                    each.setdefault(event.manager, []).append(event)
            self._each[measure] = each
        return self._each[measure]

    def of_nobody(self) -> Iterator[tuple[str, Event]]:
        """Events that no manager was there to take, each with its measure."""
        for measure, found in self._tables.items():
            for event in _rows(found.filter(pc.is_null(found.column("manager")))):
                yield measure, event

    def counts(self, measure: str) -> dict[int, int]:
        """How many events of a measure each manager has."""
        return _by_manager(self._of(measure), "manager", "count")

    def clients(self, measure: str) -> dict[int, int]:
        """In how many clients each manager has events of a measure."""
        return _by_manager(self._of(measure), "client_id", "count_distinct")

    def quantities(self, measure: str) -> dict[int, int]:
        """The quantities of each manager's events of a measure, summed."""
        found = self._of(measure)
        place = SCHEMA.get_field_index("quantity")
        return _by_manager(
            found.set_column(place, "quantity", found.column("quantity").cast(_EXACT)), "quantity", "sum"
        )

    def of_some(self, managers: list[int]) -> "Events":
        """The events of these managers alone, whose places are counted anew."""
        return Events({measure: of_some(found, managers) for measure, found in self._tables.items()})

    def _of(self, measure: str) -> pa.Table:
        return self._tables.get(measure) or SCHEMA.empty_table()


def _rows(found: pa.Table) -> Iterator[Event]:
    return map(Event._make, tuples(found))


def _by_manager(found: pa.Table, column: str, how: str) -> dict[int, int]:
    theirs = found.filter(pc.is_valid(found.column("manager")))
    return {manager: int(value) for manager, value in tuples(theirs.group_by("manager").aggregate([(column, how)]))}
