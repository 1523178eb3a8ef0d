"""Ratings (评分): the marks that raters gave, for the quality score."""

from functools import cached_property
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from qiao.engine.measures.columnar import of_one, of_some, tuples


class Rating(NamedTuple):
    """One mark in hundredths (None: only a veto)."""

    item: str
    group: str
    rater: str
    score: int | None
    veto: bool


class Marks(NamedTuple):
    """Marks of one item by one group, a column over managers each: their places, sums, numbers, the least and the greatest (hundredths)."""

    managers: list[int]
    totals: list[int]
    counts: list[int]
    least: list[int]
    most: list[int]


NO_MARKS = Marks([], [], [], [], [])
SCHEMA = pa.schema(
    [("manager", pa.int32()), ("item", pa.string()), ("group", pa.string()), ("rater", pa.string()), ("score", pa.int32()),
     ("veto", pa.bool_())]
)  # fmt: skip
_OF = ["item", "group"]


class Ratings:
    """Everybody's ratings. They stay columns: there are dozens a manager, and scoring asks for their sums."""

    def __init__(self, table: pa.Table | None = None) -> None:
        """`table` has the columns of SCHEMA."""
        self.table = SCHEMA.empty_table() if table is None else table

    def of(self, manager: int) -> list[Rating]:
        """One manager's ratings."""
        return [Rating(*row) for _, *row in tuples(of_one(self.table, manager))]

    def of_some(self, managers: list[int]) -> "Ratings":
        """The ratings of these managers alone, whose places are counted anew."""
        return Ratings(of_some(self.table, managers))

    @cached_property
    def items(self) -> frozenset[str]:
        """Codes of the items that anybody rated."""
        return frozenset(self.table.column("item").unique().to_pylist())

    @cached_property
    def marks(self) -> dict[tuple[str, str], Marks]:
        """Marks summed by manager, of each item and group that has any."""
        marked = self.table.filter(pc.is_valid(self.table.column("score")))
        summed = marked.group_by([*_OF, "manager"]).aggregate(
            [("score", how) for how in ("sum", "count", "min", "max")]
        )
        columns = [(name, "list") for name in summed.column_names if name not in _OF]
        # By one thread, all columns of a list have the same order.
        listed = summed.group_by(_OF, use_threads=False).aggregate(columns)
        return {(item, group): Marks(*of) for item, group, *of in tuples(listed)}

    @cached_property
    def vetoed(self) -> frozenset[int]:
        """Managers whom somebody vetoed."""
        return frozenset(self.table.filter(self.table.column("veto")).column("manager").to_pylist())
