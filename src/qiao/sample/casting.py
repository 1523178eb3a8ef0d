"""Managers of the sample bank under other ids and names, so that the desk's sample people are among them."""

from collections.abc import Iterable, Iterator, Mapping

Row = tuple[object, ...]
Tables = Mapping[str, tuple[str, Iterable[Row]]]
_IDS = ("manager_id", "rater", "approved_by")


def cast(tables: Tables, people: Mapping[str, tuple[str, str]]) -> Tables:
    """The same tables with the managers of `people` (id → id and name) renamed wherever they stand."""
    return {name: (columns, _renamed(name, columns.split(), rows, people)) for name, (columns, rows) in tables.items()}


def _renamed(
    table: str, columns: list[str], rows: Iterable[Row], people: Mapping[str, tuple[str, str]]
) -> Iterator[Row]:
    places = [place for place, column in enumerate(columns) if column in _IDS]
    named = columns.index("name") if table == "managers" else None
    for row in rows:
        cells = list(row)
        if named is not None and cells[0] in people:
            cells[named] = people[str(cells[0])][1]
        for place in places:
            if cells[place] in people:
                cells[place] = people[str(cells[place])][0]
        yield tuple(cells)
