"""Rows of one key in a file of many row groups, also where recent rows stand behind all others."""

from itertools import product
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from qiao.engine.book.ordered import OrderedFile

OLD = [(client, day) for client in (1, 1, 1, 3, 3, 4, 6, 6, 6, 6, 7) for day in (1,)]
RECENT = [(client, 2) for client in (1, 3, 4, 4, 4, 5, 7, 9)]


@pytest.fixture(params=list(product((1, 2, 3, 100), (OLD, RECENT, OLD + RECENT, []))), ids=str)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[OrderedFile, list[tuple[int, int, int]]]:
    """A file with so many rows to a row group, and its rows, each with its place."""
    group, told = request.param
    rows = [(client, day, place) for place, (client, day) in enumerate(told)]
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    table = pa.table(
        {name: pa.array(column, pa.int32()) for name, column in zip(("client", "day", "place"), columns, strict=True)}
    )
    pq.write_table(table, tmp_path / "rows.parquet", row_group_size=group)
    return OrderedFile(tmp_path / "rows.parquet", "client"), rows


def test_a_clients_rows_are_all_found_wherever_they_stand(
    written: tuple[OrderedFile, list[tuple[int, int, int]]],
) -> None:
    file, rows = written
    for client in range(11):
        found = file.rows(client, ("client", "day", "place"))
        assert list(zip(*(column.to_pylist() for column in found.columns), strict=True)) == [
            row for row in rows if row[0] == client
        ], client


def test_so_are_those_of_a_range_of_clients_and_of_several(
    written: tuple[OrderedFile, list[tuple[int, int, int]]],
) -> None:
    file, rows = written
    for first, last in product(range(11), repeat=2):
        if first <= last:
            found = file.rows(first, ("place",), to=last).column("place").to_pylist()
            assert found == [row[2] for row in rows if first <= row[0] <= last], (first, last)
        found = file.rows_of([first, last], ("place",)).column("place").to_pylist()
        assert found == [row[2] for row in rows if row[0] in (first, last)], (first, last)
