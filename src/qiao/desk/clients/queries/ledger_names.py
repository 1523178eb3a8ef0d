"""Names of the bank's own in batches: what is remembered of them, and which of a refused batch nobody knows."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from qiao.desk.clients.models import LedgerName, Submission
from qiao.desk.clients.models.submissions import Verdict
from qiao.desk.people.models import User

_UNKNOWN_TABLE, _UNKNOWN_COLUMN = "unknown_table", "unknown_column"
_MAPPINGS = ("mapping.yaml", "mapping.yml")


class Unknown(NamedTuple):
    """A name that the gate did not know: of a file or sheet where `table` is blank, else of a column of that table."""

    table: str
    word: str
    source: str
    told: dict[str, str]


def listed(user: User) -> list[LedgerName]:
    """Everything that is remembered."""
    return list(LedgerName.objects.visible_to(user).select_related("by"))


def unknown(made: Submission, faults: Iterable[dict[str, Any]]) -> list[Unknown]:
    """The names of a refused batch that can be matched on screen; none where it brought a mapping of its own."""
    if made.verdict != Verdict.REFUSED or not (made.folder / "files").is_dir():
        return []
    if any(name in _MAPPINGS for name in made.files):
        return []
    found: dict[tuple[str, str], Unknown] = {}
    for fault in faults:
        if fault["rule"] in (_UNKNOWN_TABLE, _UNKNOWN_COLUMN) and fault["value"]:
            table = fault["table"] if fault["rule"] == _UNKNOWN_COLUMN else ""
            told = {"zh": fault["zh"], "en": fault["en"]}
            found.setdefault((table, fault["value"]), Unknown(table, fault["value"], fault["source"], told))
    return list(found.values())


def are_nameable(rules: Iterable[str]) -> bool:
    """Whether a name that nobody knows is among what is wrong with a batch."""
    return not {_UNKNOWN_TABLE, _UNKNOWN_COLUMN}.isdisjoint(rules)


def mapping(files: Iterable[str]) -> str:
    """What is remembered, as a mapping file for a batch of these files; blank where nothing is.

    A file is known by its name with other digits as well: 日终余额_202512 is what 日终余额_202511 was.
    """
    known = list(LedgerName.objects.all())
    if not known:
        return ""
    names = {one.word: one.stands_for for one in known if not one.table}
    shapes = {_shape(word): table for word, table in names.items()}
    for stem in (Path(file).stem for file in files):
        if stem not in names and _shape(stem) in shapes and _shape(stem) != stem:
            names[stem] = shapes[_shape(stem)]
    columns: dict[str, dict[str, str]] = {}
    passed: dict[str, list[str]] = {}
    for one in known:
        if one.table and one.stands_for:
            columns.setdefault(one.table, {})[one.word] = one.stands_for
        elif one.table:
            passed.setdefault(one.table, []).append(one.word)
    told = {
        "tables": {word: table for word, table in names.items() if table},
        "columns": columns,
        "ignore": [word for word, table in names.items() if not table],
        "ignore_columns": passed,
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _shape(stem: str) -> str:
    return re.sub(r"[0-9]+", "#", stem)
