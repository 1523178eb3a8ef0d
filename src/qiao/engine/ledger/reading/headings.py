"""Matching a file's headings with a table's columns: the bank's mapping first, then every known name of a column."""

from collections.abc import Sequence

from qiao.engine.errors import Text
from qiao.engine.ledger.faults import Faults, placed, shortened
from qiao.engine.ledger.mapping import Mapping
from qiao.engine.ledger.reading.parts import Layout
from qiao.engine.ledger.tables import Table
from qiao.engine.ledger.words import find_column, nearest_column, plain


def match_headings(
    headings: Sequence[str],
    table: Table,
    mapping: Mapping,
    source: str,
    faults: Faults,
    header_row: int = 1,
    blank_is_fault: bool = True,
) -> Layout:
    """The layout of a file with these headings; unknown, blank and repeated ones are faults and are not read.

    In a sheet a blank heading need not be a fault: the column may be empty, and its reader tells where it is not.
    """
    headings = [heading.strip() for heading in headings]
    columns: list[str | None] = []
    for number, heading in enumerate(headings, 1):
        column = _column(heading, table, mapping)
        problem = _problem(heading, number, column, dict(zip(columns, headings, strict=False)), table, mapping)
        if problem and (heading or blank_is_fault):
            rule, text = problem
            told = placed(text, source, header_row)
            faults.add(rule, told, table=table.name, row=header_row, value=heading, source=source)
        columns.append(None if problem else column)
    return Layout(tuple(headings), tuple(columns), header_row)


def _column(heading: str, table: Table, mapping: Mapping) -> str | None:
    if mapping.ignores_column(table, heading):
        return None
    mapped = mapping.columns.get(table.name, {}).get(plain(heading))
    known = find_column(table, heading)
    return mapped or (known.name if known else None)


def _problem(
    heading: str, number: int, column: str | None, taken: dict[str | None, str], table: Table, mapping: Mapping
) -> tuple[str, Text] | None:
    if not heading:
        return "blank_heading", Text(
            f"第 {number} 列没有列名;请补上列名或删去该列。", f"column {number} has no heading; name it or remove it."
        )
    if mapping.ignores_column(table, heading):
        return None
    shown = shortened(heading)
    if column is None:
        return "unknown_column", _unknown(shown, table)
    if column in taken:
        return "duplicate_column", Text(
            f"“{shown}”与“{taken[column]}”同为 {column} 列;请只保留一列,或把另一列列入映射文件的 ignore_columns。",
            f'"{shown}" and "{taken[column]}" are both the column {column}; '
            "keep one, or list the other under ignore_columns in the mapping.",
        )
    return None


def _unknown(heading: str, table: Table) -> Text:
    near = nearest_column(table, heading)
    zh, en = (f"(是否为“{near}”?)", f' (did you mean "{near}"?)') if near else ("", "")
    return Text(
        f"表 {table.name}({table.zh})没有“{heading}”这一列{zh};请改列名,或列入映射文件的 columns 或 ignore_columns。",
        f'the table {table.name} has no column "{heading}"{en}; '
        "rename it, or list it under columns or ignore_columns in the mapping.",
    )
