"""The mapping file: how one bank's own file, column and value names stand for the ledger's.

```yaml
data_date: 2025-12-31            # by default the latest date in balances and flows
source: bank                     # desk in what the desk itself writes
tables: {日终余额_1月: balances, 日终余额_2月: balances}
columns: {balances: {核心账号: account_id}}
values: {clients: {scale: {大型企业: large}}}
ignore: [说明.csv, 目录]          # files and sheets that are not tables
ignore_columns: {clients: [备注]}
again: 更正有误,恢复原批         # the same files once more, on purpose (repeats.py)
```
"""

import contextlib
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from qiao.engine.errors import RequestError, Text
from qiao.engine.ledger.columns import CURRENCY, DATE, TAGS, Column
from qiao.engine.ledger.encoding import UnreadableError, decoded
from qiao.engine.ledger.faults import Faults, shortened
from qiao.engine.ledger.mapping_text import Items, MappingTextError, Node, Pairs, Scalar, parse
from qiao.engine.ledger.tables import Table
from qiao.engine.ledger.words import find_column, find_table, nearest, nearest_column, nearest_table, plain, vocabulary

NAMES = ("mapping.yaml", "mapping.yml")
LONGEST_FILE = 1 << 20


@dataclass(frozen=True)
class Mapping:
    """A bank's names for the ledger's; file, sheet and column names are kept as `words.plain` compares them.

    `text` is the file as it was read, to be kept with the batch.
    """

    data_date: date | None = None
    source: str = "bank"
    tables: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    values: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    ignore_columns: dict[str, frozenset[str]] = field(default_factory=dict)
    again: str = ""
    text: str = ""

    @property
    def sha256(self) -> str:
        """The hash of the mapping's text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def as_json(self) -> dict[str, object]:
        """The mapping as plain values, in a fixed order, with the text that it was read from."""
        return {
            "data_date": self.data_date.isoformat() if self.data_date else None,
            "source": self.source,
            "tables": dict(sorted(self.tables.items())),
            "columns": _sorted(self.columns),
            "values": {table: _sorted(columns) for table, columns in sorted(self.values.items())},
            "ignore": sorted(self.ignore),
            "ignore_columns": {table: sorted(names) for table, names in sorted(self.ignore_columns.items())},
            **({"again": self.again} if self.again else {}),
            "text": self.text,
        }

    def ignores_column(self, table: Table, heading: str) -> bool:
        """Whether the bank says that this heading is not for us."""
        return plain(heading) in self.ignore_columns.get(table.name, ())


def _sorted(inner: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {name: dict(sorted(words.items())) for name, words in sorted(inner.items())}


def read(source: Path, given: Path | None, faults: Faults) -> Mapping:
    """The mapping given by hand, else the one in the batch's folder, else an empty one; its faults are recorded.

    Raises:
        RequestError: the file given is not there, or the folder holds two.
    """
    return read_mapping(given if given is not None else mapping_in(source), faults)


def stated_date(source: Path) -> date | None:
    """The data date that the mapping in a batch's folder states; None where there is none, or nobody can tell."""
    try:
        return read(source, None, Faults()).data_date
    except RequestError:
        return None


def mapping_in(folder: Path) -> Path | None:
    """The mapping file of a folder, if it has one; RequestError when it has two."""
    found = [folder / name for name in NAMES if (folder / name).is_file()]
    if len(found) > 1:
        raise RequestError(
            f"{folder} 中同时有 {NAMES[0]} 和 {NAMES[1]};请只保留一个。",
            f"{folder} holds both {NAMES[0]} and {NAMES[1]}; keep one of them.",
        )
    return found[0] if found else None


def read_mapping(path: Path | None, faults: Faults) -> Mapping:
    """The mapping in this file, an empty one for None; everything wrong with it is recorded as a fault with its line.

    Raises:
        RequestError: there is no such file, or it cannot be opened.
    """
    if path is None:
        return Mapping()
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST_FILE + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise RequestError(
            f"无法读取映射文件 {path}:{reason};请检查路径。",
            f"The mapping file {path} cannot be read: {reason}; look at the path.",
        ) from error
    return _Reader(faults, path.name).mapping(data)


@dataclass(frozen=True)
class _Reader:
    """Turns nodes into a mapping and records what is wrong with them."""

    faults: Faults
    source: str

    def mapping(self, data: bytes) -> Mapping:
        """The mapping that the file's bytes hold, as far as it can be told."""
        try:
            if len(data) > LONGEST_FILE:
                raise UnreadableError(
                    "mapping", Text("超过 1 MiB;请只写映射。", "is longer than 1 MiB; keep it to the mapping.")
                )
            text = decoded(data)
            sections = self._sections(parse(text))
        except UnreadableError as error:
            self._fault(None, error.text)
            return Mapping()
        except MappingTextError as error:
            self._fault(error.line, error.text)
            return Mapping()
        return Mapping(
            self._data_date(sections.get("data_date")),
            self._choice(sections.get("source"), "source", ("bank", "desk")) or "bank",
            self._tables(sections.get("tables")),
            {t.name: self._columns(t, node) for t, node in self._by_table(sections.get("columns"), "columns")},
            {t.name: self._values(t, node) for t, node in self._by_table(sections.get("values"), "values")},
            frozenset(plain(word.text) for word in self._words(sections.get("ignore"), "ignore")),
            {
                t.name: frozenset(plain(word.text) for word in self._words(node, f"ignore_columns.{t.name}"))
                for t, node in self._by_table(sections.get("ignore_columns"), "ignore_columns")
            },
            again.text if (again := self._word(sections.get("again"), "again")) else "",
            text,
        )

    def _sections(self, node: Node) -> dict[str, Node]:
        known = ("data_date", "source", "tables", "columns", "values", "ignore", "ignore_columns", "again")
        found: dict[str, Node] = {}
        for name, inner in self._pairs(node, "mapping"):
            if name.text in known:
                found[name.text] = inner
            else:
                self._unknown(
                    name, Text("映射文件没有这一项", "a mapping has no such entry"), nearest(name.text, known)
                )
        return found

    def _data_date(self, node: Node | None) -> date | None:
        word = self._word(node, "data_date")
        if word is None:
            return None
        if re.fullmatch(DATE.shape, word.text):
            with contextlib.suppress(ValueError):
                return date.fromisoformat(word.text)
        shown = shortened(word.text)
        self._fault(
            word.line,
            Text(
                f"data_date 的“{shown}”不是日期;请写作 YYYY-MM-DD。",
                f'data_date "{shown}" is not a date; write it YYYY-MM-DD.',
            ),
            word.text,
        )
        return None

    def _choice(self, node: Node | None, name: str, allowed: tuple[str, ...]) -> str | None:
        word = self._word(node, name)
        if word is None or word.text in allowed:
            return word.text if word else None
        self._unknown(
            word,
            Text(f"{name} 只能是 {'、'.join(allowed)}", f"{name} is one of {', '.join(allowed)}"),
            nearest(word.text, allowed),
        )
        return None

    def _tables(self, node: Node | None) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, inner in self._pairs(node, "tables"):
            word = self._word(inner, f"tables.{name.text}")
            table = self._table(word) if word else None
            if table is not None and self._is_new(name, found):
                found[plain(name.text)] = table.name
        return found

    def _by_table(self, node: Node | None, section: str) -> Iterator[tuple[Table, Node]]:
        seen: dict[str, str] = {}
        for name, inner in self._pairs(node, section):
            table = self._table(name)
            if table is not None and self._is_new(Scalar(name.line, table.name), seen):
                seen[table.name] = name.text
                yield table, inner

    def _columns(self, table: Table, node: Node) -> dict[str, str]:
        found: dict[str, str] = {}
        for heading, inner in self._pairs(node, f"columns.{table.name}"):
            word = self._word(inner, f"columns.{table.name}.{heading.text}")
            column = self._column(table, word) if word else None
            if column is not None and self._is_new(heading, found):
                found[plain(heading.text)] = column.name
        return found

    def _values(self, table: Table, node: Node) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for name, inner in self._pairs(node, f"values.{table.name}"):
            column = self._column(table, name)
            if column is not None and self._is_new(Scalar(name.line, column.name), found):
                found[column.name] = dict(self._value_pairs(table, column, inner))
        return found

    def _value_pairs(self, table: Table, column: Column, node: Node) -> Iterator[tuple[str, str]]:
        section = f"values.{table.name}.{column.name}"
        for own, inner in self._pairs(node, section):
            if not isinstance(inner, Scalar):
                self._fault(
                    inner.line,
                    Text(f"{section} 的“{own.text}”须是一个值。", f'"{own.text}" in {section} must be one value.'),
                    own.text,
                )
            elif (value := self._value(column, inner)) is not None:
                yield own.text, value

    def _value(self, column: Column, word: Scalar) -> str | None:
        known = vocabulary(column)
        if not known or not word.text or column.kind is CURRENCY:
            return known.get(word.text, word.text)
        pieces = word.text.split("|") if column.kind is TAGS else [word.text]
        for piece in pieces:
            if piece.strip() not in known:
                reason = Text(f"{column.name} 没有这个取值", f"{column.name} has no such value")
                self._unknown(Scalar(word.line, piece), reason, nearest(piece, known))
                return None
        return "|".join(known[piece.strip()] for piece in pieces)

    def _table(self, word: Scalar) -> Table | None:
        table = find_table(word.text)
        if table is None:
            self._unknown(word, Text("没有这张表", "there is no such table"), nearest_table(word.text))
        return table

    def _column(self, table: Table, word: Scalar) -> Column | None:
        column = find_column(table, word.text)
        if column is None:
            reason = Text(f"表 {table.name} 没有这一列", f"the table {table.name} has no such column")
            self._unknown(word, reason, nearest_column(table, word.text))
        return column

    def _pairs(self, node: Node | None, section: str) -> Iterator[tuple[Scalar, Node]]:
        """The names of a section, each once; nothing for a section left empty."""
        if node is None or (isinstance(node, Scalar) and not node.text):
            return
        if not isinstance(node, Pairs):
            self._fault(
                node.line,
                Text(f"{section} 须写成“名称: 内容”各占一行。", f'{section} must be lines of "name: content".'),
            )
            return
        seen: dict[str, int] = {}
        for name, inner in node.pairs:
            if name.text in seen:
                self._twice(name)
            else:
                seen[name.text] = name.line
                yield name, inner

    def _words(self, node: Node | None, section: str) -> Iterator[Scalar]:
        if node is None or (isinstance(node, Scalar) and not node.text):
            return
        items = node.items if isinstance(node, Items) else (node,)
        for item in items:
            if (word := self._word(item, section)) is not None:
                yield word

    def _word(self, node: Node | None, section: str) -> Scalar | None:
        """The one word of an entry; nothing for an entry left empty."""
        if node is None or (isinstance(node, Scalar) and not node.text.strip()):
            return None
        if isinstance(node, Scalar):
            return Scalar(node.line, node.text.strip())
        self._fault(
            node.line,
            Text(f"{section} 须是一个词,不是列表或分项。", f"{section} must be one word, not a list or entries."),
        )
        return None

    def _is_new(self, name: Scalar, found: dict[str, str] | dict[str, dict[str, str]]) -> bool:
        if plain(name.text) in found:
            self._twice(name)
            return False
        return True

    def _twice(self, name: Scalar) -> None:
        shown = shortened(name.text)
        self._fault(
            name.line, Text(f"“{shown}”出现了两次;请只保留一处。", f'"{shown}" stands twice; keep one.'), name.text
        )

    def _unknown(self, word: Scalar, reason: Text, near: str) -> None:
        shown = shortened(word.text)
        zh, en = (f"是否为“{near}”?", f'did you mean "{near}"?') if near else ("请改正。", "correct it.")
        self._fault(word.line, Text(f"“{shown}”:{reason.zh};{zh}", f'"{shown}": {reason.en}; {en}'), word.text)

    def _fault(self, line: int | None, text: Text, value: str = "") -> None:
        place = (
            Text(f"{self.source} 第 {line} 行", f"{self.source}, line {line}")
            if line
            else Text(self.source, self.source)
        )
        self.faults.add(
            "mapping",
            Text(f"{place.zh}:{text.zh}", f"{place.en}: {text.en}"),
            row=line,
            value=value,
            source=self.source,
        )
