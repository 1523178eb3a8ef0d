"""A batch's files and sheets, told apart by name: which table each is, and that none is unknown or delivered twice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qiao.engine.errors import RequestError, Text
from qiao.engine.ledger.encoding import UnreadableError
from qiao.engine.ledger.faults import Faults
from qiao.engine.ledger.mapping import NAMES, Mapping
from qiao.engine.ledger.reading.csv import CsvContent, open_csv, unreadable
from qiao.engine.ledger.reading.headings import match_headings
from qiao.engine.ledger.reading.parquet import ParquetContent, check_types, open_parquet
from qiao.engine.ledger.reading.parts import Content, Delivered, Layout, Part
from qiao.engine.ledger.reading.sheet import Row
from qiao.engine.ledger.reading.values import translation
from qiao.engine.ledger.reading.workbook import Sheet, Workbook, open_workbook
from qiao.engine.ledger.reading.xlsx import SheetContent, heading_texts, read_header
from qiao.engine.ledger.tables import BY_NAME, TABLES, Table
from qiao.engine.ledger.words import find_table, nearest_table, plain

READ = (".csv", ".parquet", ".xlsx")
# Data in a form that is not read: passed over in silence it would be missed.
REFUSED = {
    ".xls": ".xlsx", ".xlsm": ".xlsx", ".xlsb": ".xlsx", ".ods": ".xlsx", ".et": ".xlsx",
    ".tsv": ".csv", ".txt": ".csv", ".dat": ".csv", ".gz": ".csv", ".zip": ".csv", ".json": ".csv",
}  # fmt: skip
_WORKBOOKS = (".xls", ".xlsm", ".xlsb", ".ods", ".et")


def deliver(path: Path, mapping: Mapping, faults: Faults) -> list[Delivered]:
    """The tables of a folder or of one workbook, in the order of `TABLES`; what cannot be delivered is a fault.

    Raises:
        RequestError: there is no such place, or nothing in it that could be a table.
    """
    files = _files(path)
    found = _Finder(mapping, faults).parts(files)
    if not found and not faults:
        raise RequestError(
            f"{path} 中没有任何台账表;请放入以表名命名的 .csv、.parquet 或 .xlsx 文件,如 clients.csv 或 客户.csv。",
            f"{path} holds no table of the ledger; "
            "put .csv, .parquet or .xlsx files there that are named for tables, such as clients.csv.",
        )
    return [delivered for table in TABLES if (delivered := _together(table, found, faults)) is not None]


def _files(path: Path) -> list[Path]:
    try:
        if path.is_dir():
            return sorted(path.iterdir())
        exists = path.exists()
    except OSError as error:
        text = unreadable(error)
        raise RequestError(f"{path} {text.zh}", f"{path} {text.en}") from error
    if path.suffix.lower() == ".xlsx" and exists:
        return [path]
    if exists:
        raise RequestError(
            f"{path} 是一个文件;请给出放有各表的文件夹,或一个 .xlsx 工作簿。",
            f"{path} is a file; give the folder that holds the tables, or one .xlsx workbook.",
        )
    raise RequestError(f"找不到 {path};请检查路径。", f"There is no {path}; look at the path.")


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where a part's rows come from."""

    source: str
    path: Path
    sha256: str
    sheet: str | None = None


@dataclass(frozen=True)
class _Found:
    """A part, and whether the mapping lists it for its table."""

    part: Part
    listed: bool


def _together(table: Table, found: list[_Found], faults: Faults) -> Delivered | None:
    """The table of these parts; a second file that no mapping lists is a fault and left out."""
    mine = [one for one in found if one.part.table is table]
    if not mine:
        return None
    if len(mine) > 1 and not all(one.listed for one in mine):
        names = [one.part.source for one in mine]
        faults.add(
            "table_twice",
            Text(
                f"表 {table.name}({table.zh})有多个来源:{'、'.join(names)};请只保留一个,或逐一列入映射文件的 tables。",
                f"The table {table.name} comes from several places: {', '.join(names)}; "
                "keep one, or list each under tables in the mapping.",
            ),
            table=table.name, source=names[-1],
        )  # fmt: skip
        mine = mine[:1]
    return Delivered(table, tuple(one.part for one in mine))


@dataclass(frozen=True)
class _Finder:
    """Finds the parts in a batch's files."""

    mapping: Mapping
    faults: Faults

    def parts(self, files: Iterable[Path]) -> list[_Found]:
        """Every part that can be read, in the order of files."""
        return [found for path in files if not self._is_passed_over(path) for found in self._of_file(path)]

    def _is_passed_over(self, path: Path) -> bool:
        name = path.name
        return name.startswith((".", "~$")) or name in NAMES or self._is_ignored(name, path.stem)

    def _is_ignored(self, *names: str) -> bool:
        return any(plain(name) in self.mapping.ignore for name in names)

    def _table(self, *names: str) -> tuple[Table | None, bool]:
        """The table by one of these names, and whether the mapping lists it."""
        for name in names:
            if (mapped := self.mapping.tables.get(plain(name))) is not None:
                return BY_NAME[mapped], True
        return next((table for name in names if (table := find_table(name))), None), False

    def _of_file(self, path: Path) -> Iterator[_Found]:
        kind, source = path.suffix.lower(), shown_name(path)
        try:
            if not path.is_file() or kind not in READ:
                self._not_read(path, kind, source)
            elif kind == ".xlsx":
                yield from self._of_workbook(path, source)
            else:
                yield from self._of_table(path, kind, source)
        except UnreadableError as error:
            self._refuse(error.rule, error.text, source, self._table(path.name, path.stem)[0])
        except OSError as error:
            self._refuse("unreadable", unreadable(error), source, self._table(path.name, path.stem)[0])

    def _not_read(self, path: Path, kind: str, source: str) -> None:
        """Say so where a file, or a folder, looks like a table but is in a form that is not read."""
        table, _ = self._table(path.name, path.stem, path.name.partition(".")[0])
        if not path.is_file():
            if table is not None or kind in READ:
                self._refuse(
                    "not_a_file",
                    Text("不是文件;请把表放成单个文件。", "is not a file; put the table there as single files."),
                    source,
                    table,
                )
        elif kind in _WORKBOOKS or (kind in REFUSED and table is not None):
            good = REFUSED[kind]
            self._refuse(
                "format",
                Text(
                    f"格式 {kind} 不读;请另存为 {good}。",
                    f"is in the format {kind}, which is not read; save it as {good}.",
                ),
                source,
                table,
            )

    def _of_table(self, path: Path, kind: str, source: str) -> Iterator[_Found]:
        table, listed = self._table(path.name, path.stem)
        if table is None:
            self._unknown(path.stem, source)
        elif kind == ".csv":
            encoded, header = open_csv(path)
            layout = match_headings(header.cells, table, self.mapping, source, self.faults, header.row)
            content = CsvContent(encoded, source, layout)
            yield self._part(table, listed, _Origin(source, path, encoded.sha256), layout, content)
        else:
            info = open_parquet(path)
            layout = match_headings(info.schema.names, table, self.mapping, source, self.faults)
            layout = check_types(info, layout, table, source, self.faults)
            rows = ParquetContent(info, source, table, layout)
            yield self._part(table, listed, _Origin(source, path, info.sha256), layout, rows)

    def _of_workbook(self, path: Path, source: str) -> Iterator[_Found]:
        workbook = open_workbook(path)
        sheets = self._sheets(workbook, source)
        named, listed = self._table(path.name, path.stem)
        only = len([header for _, header in sheets if header is not None]) == 1
        for sheet, header in sheets:
            place = f"{source}!{sheet.name}"
            table, sheet_listed = self._table(f"{path.name}!{sheet.name}", f"{path.stem}!{sheet.name}", sheet.name)
            if table is None and named is not None and only and header is not None:
                table, sheet_listed = named, listed
            if table is None:
                if header is not None:
                    self._unknown(sheet.name, place)
            elif header is None:
                self._refuse(
                    "empty_file",
                    Text("是空表;请至少给出表头一行。", "is empty; give at least a header row."),
                    place,
                    table,
                )
            else:
                yield self._sheet_part(workbook, sheet, header, table, sheet_listed)

    def _sheets(self, workbook: Workbook, source: str) -> list[tuple[Sheet, Row | None]]:
        """The sheets that are not ignored with their header rows; an unreadable one is a fault."""
        found = []
        for sheet in workbook.sheets:
            place = f"{source}!{sheet.name}"
            if self._is_ignored(sheet.name, place, f"{workbook.path.stem}!{sheet.name}"):
                continue
            try:
                found.append((sheet, read_header(workbook, sheet)))
            except UnreadableError as error:
                self._refuse(error.rule, error.text, place, self._table(sheet.name)[0])
        return found

    def _sheet_part(self, workbook: Workbook, sheet: Sheet, header: Row, table: Table, listed: bool) -> _Found:
        source = f"{shown_name(workbook.path)}!{sheet.name}"
        layout = match_headings(heading_texts(header), table, self.mapping, source, self.faults, header.number, False)
        content = SheetContent(workbook, sheet, source, table, layout)
        origin = _Origin(source, workbook.path, workbook.sha256, sheet.name)
        return self._part(table, listed, origin, layout, content)

    def _part(self, table: Table, listed: bool, origin: _Origin, layout: Layout, content: Content) -> _Found:
        words = translation(table, self.mapping.values.get(table.name, {}))
        part = Part(table, origin.source, origin.path, origin.sheet, origin.sha256, layout, content, words, self.faults)
        return _Found(part, listed)

    def _unknown(self, name: str, source: str) -> None:
        near = nearest_table(name)
        zh, en = (f"(是否为“{near}”?)", f' (did you mean "{near}"?)') if near else ("", "")
        self._refuse(
            "unknown_table",
            Text(
                f"不是台账的表{zh};请改名,或列入映射文件的 tables 或 ignore。",
                f"is no table of the ledger{en}; rename it, or list it under tables or ignore in the mapping.",
            ),
            source, None, name,
        )  # fmt: skip

    def _refuse(self, rule: str, text: Text, source: str, table: Table | None, value: str = "") -> None:
        named = table.name if table else ""
        self.faults.add(
            rule, Text(f"{source}:{text.zh}", f"{source} {text.en}"), table=named, source=source, value=value
        )


def shown_name(path: Path) -> str:
    """The file's name as it can be written in any report."""
    return path.name.encode("utf-8", "replace").decode()
