"""警告: what to look at: the run's warnings, the ledger's, and events that no lead manager was there to take."""

from collections.abc import Iterator
from typing import Any

from qiao.engine.errors import Text
from qiao.engine.outputs.workbook import looks
from qiao.engine.outputs.workbook.book import Book, Column, Value
from qiao.engine.scoring.scores import Scores

MOST = 10_000
_RUN, _LEDGER, _NOBODY = "本次考评 run", "台账 ledger", "无人承担 nobody's"

_Line = tuple[Value, ...]


def sheet(book: Book, scores: Scores, manifest: dict[str, Any]) -> None:
    """Add the sheet; of a flood only the first `MOST` lines, and a line that says how many more there are."""
    found = list(_lines(scores, manifest))
    lines = found[:MOST]
    if len(found) > MOST:
        more = len(found) - MOST
        lines.append(("", "", "", "", None, "", f"另有 {more:,} 条,见 run.json", f"and {more:,} more in run.json"))
    if not lines:
        lines.append(("", "", "", "", None, "", "没有警告。", "There are no warnings."))
    kinds, rules, tables, sources, rows, values, zh, en = (list(column) for column in zip(*lines, strict=True))
    columns = [
        Column(Text("性质", "Kind"), kinds, looks.TEXT),
        Column(Text("说明", "In Chinese"), zh, looks.TEXT, 60),
        Column(Text("英文说明", "In English"), en, looks.TEXT, 60),
        Column(Text("表", "Table"), tables, looks.TEXT, 20),
        Column(Text("来源", "Source"), sources, looks.NAME, 28),
        Column(Text("行", "Row"), rows, looks.COUNT),
        Column(Text("值", "Value"), values, looks.NAME, 28),
        Column(Text("规则", "Rule"), rules, looks.TEXT, 24),
    ]
    book.table(Text("警告", "Warnings"), columns)


def _lines(scores: Scores, manifest: dict[str, Any]) -> Iterator[_Line]:
    yield from (_line(_RUN, warning) for warning in manifest["warnings"])
    for charge in manifest["unassigned_charges"]:
        name = scores.standard.measures[charge["measure"].partition("/")[0]].name
        client, day = charge["client_id"], charge["date"]
        yield (
            _NOBODY, "unassigned_charges", "", "", None, charge["subject"],
            f"{name.zh}:客户 {client} 在 {day} 没有主办客户经理,未计入任何人。",
            f"{name.en}: client {client} has no lead manager on {day}; nobody is charged.",
        )  # fmt: skip
    yield from (_line(_LEDGER, warning) for warning in manifest["ledger_warnings"])


def _line(kind: str, warning: dict[str, Any]) -> _Line:
    column = f".{warning['column']}" if warning["column"] else ""
    place = f"{warning['table']}{column}"
    return (
        kind,
        warning["rule"],
        place,
        warning["source"],
        warning["row"],
        warning["value"],
        warning["zh"],
        warning["en"],
    )
