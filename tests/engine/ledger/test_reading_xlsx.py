import io
import math
import struct
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from reading_rows import Ledger, read

from qiao.engine.ledger.reading.numbers import NotExactError, decimal_text
from qiao.engine.ledger.reading.sheet import column_number
from qiao.engine.ledger.reading.workbook import LONGEST_TEXT, LONGEST_TOKEN, MOST_RATIO, SMALL_PART

BALANCES = ["account_id", "date", "balance"]
ASSIGNMENTS = ["client_id", "manager_id", "from_date", "share", "role", "inherited"]


def write(path: Path, sheets: dict[str, Sequence[Sequence[object]]], **options: object) -> Path:
    """A workbook of these sheets, dates formatted as dates, as XlsxWriter makes it."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", **options})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(number, column, value)
    book.close()
    return path


def balances(tmp_path: Path, *cells: object) -> Ledger:
    """A workbook with one row of balances for each cell."""
    rows = [[f"A{number}", "2025-01-01", cell] for number, cell in enumerate(cells)]
    return read(write(tmp_path / "book.xlsx", {"balances": [BALANCES, *rows]}))


PARTS = {
    "_rels/.rels": '<Relationships><Relationship Id="r" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<x:workbook xmlns:x="u" xmlns:r="v"><x:sheets><x:sheet name="balances" r:id="r1"/></x:sheets></x:workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="/xl/sheet.xml"/>'
    '<Relationship Id="r2" Type="http://x/sharedStrings" Target="strings.xml"/>'
    '<Relationship Id="r3" Type="http://x/styles" Target="styles.xml"/></Relationships>',
    "xl/strings.xml": "<sst><si><t>account_id</t></si><si><r><t>da</t></r><rPh><t>kana</t></rPh><r><t>te</t></r></si><si><t>balance</t></si>"
    "<si><t>_x0041_1_x005F_</t></si></sst>",
    "xl/styles.xml": '<styleSheet><numFmts><numFmt numFmtId="200" formatCode="[$-804]yyyy&quot;年&quot;m"/><numFmt numFmtId="201" '
    'formatCode="&quot;day&quot;0.00\\m[Red]"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf/><xf numFmtId="14"/>'
    '<xf numFmtId="200"/><xf numFmtId="201"/><xf numFmtId="31"/></cellXfs></styleSheet>',
    "xl/sheet.xml": '<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c></row></sheetData></worksheet>',
}


def raw(
    tmp_path: Path,
    rows: str = "",
    header: str | None = None,
    method: int = zipfile.ZIP_DEFLATED,
    **parts: str | None,
) -> Ledger:
    """A workbook put together by hand: rows of sheet XML below a header of account_id, date and balance."""
    named = {**PARTS, **{f"xl/{name}.xml": text for name, text in parts.items()}}
    if "sheet" not in parts:
        top, bottom = PARTS["xl/sheet.xml"].split("</sheetData>")
        named["xl/sheet.xml"] = (
            f"{top if header is None else f'<worksheet><sheetData>{header}'}{rows}</sheetData>{bottom}"
        )
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w", method) as archive:
        for name, text in named.items():
            if text is not None:
                archive.writestr(name, text)
    return read(tmp_path / "book.xlsx")


# --- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "text"),
    [(1.0, "1"), (12.3, "12.3"), (-0.0, "0"), (0.1, "0.1"), (1e15, "1000000000000000"), (1e22, "1" + "0" * 22), (1e-7, "0.0000001"),
     (123456789012345.0, "123456789012345"), (-1234567890123.45, "-1234567890123.45"), (5e-324, "0." + "0" * 323 + "5")],
)  # fmt: skip
def test_a_double_is_its_shortest_decimal(number: float, text: str) -> None:
    assert decimal_text(number) == text


@pytest.mark.parametrize("number", [0.1 + 0.2, 1234567890123456.0, math.nan, math.inf, -math.inf, 1e15 + 0.3])
def test_a_double_of_more_than_fifteen_digits_is_refused(number: float) -> None:
    with pytest.raises(NotExactError):
        decimal_text(number)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**13) + 1, max_value=10**13 - 1))
def test_every_amount_of_fifteen_digits_comes_back_exactly(amount: object) -> None:
    text = f"{amount.normalize():f}"
    assert decimal_text(float(amount)) == ("0" if text == "-0" else text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_other_number_is_made_of_a_double(number: float) -> None:
    try:
        text = decimal_text(number)
    except NotExactError:
        return
    assert float(text) == number
    assert "e" not in text


# --- cells -----------------------------------------------------------------------------------------------------------


def test_numbers_and_texts_come_as_they_stand(tmp_path: Path) -> None:
    ledger = balances(tmp_path, 12, 12.5, -0.01, "1.50", "0012", 1e15, True, False, " ")
    assert ledger.rules == []
    expected = ["12", "12.5", "-0.01", "1.50", "0012", "1000000000000000", "true", "false", None]
    assert ledger.column("balances", "balance") == expected
    assert ledger.column("balances", "row") == list(range(2, 11))


def test_dates_become_iso_dates(tmp_path: Path) -> None:
    days = [date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(2025, 2, 28), date(9999, 12, 31)]
    ledger = balances(tmp_path, *days, datetime(2025, 3, 4))
    assert ledger.rules == []
    assert ledger.column("balances", "balance") == [
        f"{day:%Y-%m-%d}".rjust(10, "0") for day in (*days, date(2025, 3, 4))
    ]


def test_dates_of_a_1904_workbook(tmp_path: Path) -> None:
    book = write(
        tmp_path / "book.xlsx",
        {"balances": [BALANCES, ["A", date(2025, 3, 4), 1], ["B", date(1904, 1, 1), 1]]},
        date_1904=True,
    )
    assert read(book).column("balances", "date") == ["2025-03-04", "1904-01-01"]


@pytest.mark.parametrize(
    ("cell", "rule", "shown"),
    [
        (datetime(2025, 3, 4, 15, 30), "time_of_day", "2025-03-04 15:30:00"),
        (time(12, 0), "date_range", "0.5"),
        (timedelta(hours=36), "time_of_day", "1900-01-01 12:00:00"),
        ("=1/0", "error_cell", "#DIV/0!"),
        (0.1 + 0.2, "digits", "0.30000000000000004"),
    ],
)
def test_a_cell_that_stands_for_no_value_is_told(tmp_path: Path, cell: object, rule: str, shown: str) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("balances")
    sheet.write_row(0, 0, BALANCES)
    sheet.write_row(1, 0, ["A", "2025-01-01"])
    if rule == "error_cell":
        sheet.write_formula(1, 2, cell, None, "#DIV/0!")
    else:
        sheet.write(1, 2, cell)
    book.close()
    if rule == "digits":  # XlsxWriter itself rounds to 16 digits
        _replace(path, b"<v>0.3</v>", b"<v>0.30000000000000004</v>")
    ledger = read(path)
    fault = ledger.only
    assert (fault.rule, fault.row, fault.column, fault.value, fault.source) == (
        rule,
        2,
        "balance",
        shown,
        "book.xlsx!balances",
    )
    assert ledger.column("balances", "balance") == [None]


def _replace(path: Path, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(old, new))


@pytest.mark.parametrize("value", [7, 7.5, date(2025, 1, 1)])
def test_an_identifier_in_a_number_cell_is_a_fault(tmp_path: Path, value: object) -> None:
    ledger = read(
        write(tmp_path / "book.xlsx", {"balances": [BALANCES, [value, "2025-01-01", 1], ["007", "2025-01-01", 1]]})
    )
    assert ledger.places == [("number_identifier", 2, "account_id")]
    assert "format as text" in ledger.only.text.en
    assert ledger.column("balances", "account_id")[1] == "007"


def test_a_formula_gives_its_stored_value_or_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "balances"
    for row in (BALANCES, ["A", "2025-01-01", "=1+1"]):
        book.active.append(row)
    book.save(path)
    assert read(path).places == [("formula_without_value", 2, "balance")]
    _replace(path, b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    assert read(path).column("balances", "balance") == ["2"]


def test_cells_as_rarer_programs_write_them(tmp_path: Path) -> None:
    rows = (
        '<row r="5"><c r="A5" t="inlineStr"><is><r><t>A</t></r><rPh><t>x</t></rPh><r><t xml:space="preserve"> 1</t></r></is></c>'
        '<c r="C5" s="1"><v>45658.0</v></c></row>'
        '<x:row xmlns:x="u"><x:c t="s"><x:v>3</x:v></x:c><x:c t="d"><x:v>2025-01-02T00:00:00</x:v></x:c><x:c s="3"><x:v>1E2</x:v></x:c></x:row>'
        '<row r="9"><c r="A9" t="str"><f>x</f><v></v></c><c s="2"><v>45658</v></c><c s="4"><v>45659</v></c></row>'
        '<row r="10"><c s="1"/></row>'
    )
    ledger = raw(tmp_path, rows)
    assert ledger.rules == []
    assert [tuple(row.values())[:4] for row in ledger.rows["balances"]] == [
        (5, "A 1", None, "2025-01-01"), (6, "A1_", "2025-01-02", "100"), (9, None, "2025-01-01", "2025-01-02"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ('<c t="e"><v>#N/A</v></c>', "error_cell"),
        ("<c><v>1e400</v></c>", "digits"),
        ("<c><v>NaN</v></c>", "not_a_number"),
        ("<c><v>1_0</v></c>", "not_a_number"),
        ("<c><v>١</v></c>", "not_a_number"),
        ('<c s="1"><v>60</v></c>', "date_range"),
        ('<c s="1"><v>60.5</v></c>', "date_range"),
        ('<c s="1"><v>-1</v></c>', "date_range"),
        ('<c s="1"><v>2958466</v></c>', "date_range"),
        ('<c s="1"><v>1e400</v></c>', "date_range"),
        ('<c s="1"><v>x</v></c>', "not_a_number"),
        ('<c s="1"><v>2958465.9999999999</v></c>', "date_range"),
        ('<c s="1"><v>2958465.99999</v></c>', "time_of_day"),
        ('<c t="d"><v>2025-01-01T10:00:00</v></c>', "time_of_day"),
        ("<c><f>A1</f></c>", "formula_without_value"),
    ],
)
def test_cells_that_stand_for_no_value(tmp_path: Path, cell: str, rule: str) -> None:
    ledger = raw(tmp_path, f'<row r="2"><c t="inlineStr"><is><t>A</t></is></c><c/>{cell}</row>')
    assert ledger.places == [(rule, 2, "balance")]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c t="s"><v>99</v></c></row>',
        '<row r="2"><c t="s"><v>-1</v></c></row>',
        '<row r="2"><c t="z"><v>1</v></c></row>',
        '<row r="2"><c t="b"><v>2</v></c></row>',
        '<row r="2"><c r="XFE2"><v>1</v></c></row>',
        '<row r="2"><c r="2"><v>1</v></c></row>',
        '<row r="2"/><row r="2"/>',
        '<row r="1048577"/>',
        '<row r="x"/>',
        "<row>",
    ],
)
def test_a_sheet_that_is_not_sound_is_one_sentence(tmp_path: Path, rows: str) -> None:
    ledger = raw(tmp_path, rows)
    assert ledger.only.rule == "damaged"
    assert ledger.only.text.en == "book.xlsx!balances is not a sound .xlsx workbook; save it again as .xlsx in Excel."


# --- rows and headers ------------------------------------------------------------------------------------------------


def test_rows_are_numbered_as_excel_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("余额")
    sheet.write_row(3, 2, ["账号", "日期", "余额"])
    sheet.write_row(4, 2, ["A", "2025-01-01", 1])
    sheet.write_row(6, 2, [" ", "", " "])
    sheet.write_row(9, 2, ["B", "2025-01-01", 2])
    sheet.write_blank(11, 30, None, book.add_format({"bold": True}))
    book.close()
    ledger = read(path)
    assert ledger.rules == []
    assert ledger.column("balances", "row") == [5, 10]


def test_a_value_in_a_column_without_heading_is_told(tmp_path: Path) -> None:
    rows = [
        ["account_id", "", "date", "balance"],
        ["A", "", "2025-01-01", 1],
        ["B", "x", "2025-01-01", 1],
        ["C", "", "", "", "", "y"],
    ]
    ledger = read(write(tmp_path / "book.xlsx", {"balances": [*rows, [*["D"] * 4, *[None] * 300, "z"]]}))
    assert ledger.places == [("blank_heading", 3, ""), ("blank_heading", 4, ""), ("blank_heading", 5, "")]
    assert ledger.column("balances", "account_id") == ["A"]


@pytest.mark.parametrize(
    ("header", "rule"),
    [
        (["account_id", "date", "balance", "账号"], "duplicate_column"),
        (["account_id", "dat", "balance"], "unknown_column"),
        (["x"] * 201, "many_columns"),
    ],
)
def test_a_header_that_cannot_be_one_says_why(tmp_path: Path, header: list[str], rule: str) -> None:
    assert read(write(tmp_path / "book.xlsx", {"balances": [header]})).rules[0] == rule


@pytest.mark.parametrize(("letters", "number"), [("A", 0), ("Z", 25), ("AA", 26), ("xfd", 16383)])
def test_columns_are_counted_by_their_letters(letters: str, number: int) -> None:
    assert column_number(letters) == number


# --- which sheet is which table --------------------------------------------------------------------------------------


def test_a_workbook_holds_several_tables(tmp_path: Path) -> None:
    sheets = {
        "余额": [BALANCES],
        "assignments": [ASSIGNMENTS, ["C", "M", date(2025, 1, 1), 0.25, "主办", True]],
        "Sheet3": [],
    }
    book = write(tmp_path / "ledger.xlsx", sheets)
    for place in (book, tmp_path):
        ledger = read(place)
        assert ledger.rules == []
        assert [(item.table.name, item.parts[0].sheet) for item in ledger.delivered] == [
            ("assignments", "assignments"),
            ("balances", "余额"),
        ]
    row = ledger.rows["assignments"][0]
    assert (row["from_date"], row["share"], row["role"], row["inherited"]) == ("2025-01-01", "0.25", "lead", "true")


def test_a_workbook_named_for_a_table_needs_no_sheet_name(tmp_path: Path) -> None:
    write(tmp_path / "balances.xlsx", {"Sheet1": [BALANCES], "Sheet2": []})
    ledger = read(tmp_path)
    assert ledger.rules == []
    assert [part.source for part in ledger.delivered[0].parts] == ["balances.xlsx!Sheet1"]


def test_an_unknown_sheet_is_told_and_can_be_ignored(tmp_path: Path) -> None:
    write(tmp_path / "book.xlsx", {"余额": [BALANCES], "balance": [["x"]], "notes": [["y"]], "flows": []})
    ledger = read(tmp_path)
    assert [(fault.rule, fault.source) for fault in ledger.faults.faults] == [
        ("unknown_table", "book.xlsx!balance"), ("unknown_table", "book.xlsx!notes"), ("empty_file", "book.xlsx!flows"),
    ]  # fmt: skip
    (tmp_path / "mapping.yaml").write_text("ignore: [balance, book.xlsx!notes]\ntables: {flows: flows}")
    assert read(tmp_path).rules == ["empty_file"]


def test_a_sheet_and_a_file_of_one_table_are_one_too_many(tmp_path: Path) -> None:
    write(tmp_path / "book.xlsx", {"balances": [BALANCES]})
    (tmp_path / "balances.csv").write_text(",".join(BALANCES))
    assert read(tmp_path).rules == ["table_twice"]
    (tmp_path / "mapping.yaml").write_text("tables: {balances.csv: balances, book.xlsx!balances: balances}")
    assert read(tmp_path).rules == []


# --- dangers ---------------------------------------------------------------------------------------------------------


def test_what_is_no_workbook_is_one_sentence(tmp_path: Path) -> None:
    for name, data in (
        ("clients", b""),
        ("flows", b"PK\x03\x04"),
        ("accounts", b"a,b"),
        ("branches", b"PK\x05\x06" + bytes(18)),
    ):
        (tmp_path / f"{name}.xlsx").write_bytes(data)
    ledger = read(tmp_path)
    assert sorted((fault.rule, fault.table) for fault in ledger.faults.faults) == [
        ("damaged", "accounts"), ("damaged", "branches"), ("damaged", "clients"), ("damaged", "flows"),
    ]  # fmt: skip


def test_an_encrypted_or_old_workbook_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "balances.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))
    fault = read(tmp_path).only
    assert fault.rule == "encrypted"
    assert "password" in fault.text.en


def test_macros_are_refused_whatever_the_name(tmp_path: Path) -> None:
    assert raw(tmp_path, vbaProject="x").rules == []
    with zipfile.ZipFile(tmp_path / "book.xlsx", "a") as archive:
        archive.writestr("xl/vbaProject.bin", "x")
    assert read(tmp_path / "book.xlsx").only.rule == "macros"


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    bomb = "<worksheet>" + " " * (SMALL_PART * 2)
    assert len(bomb) > MOST_RATIO * 10_000
    assert raw(tmp_path, sheet=bomb).only.rule == "zip_bomb"


def test_a_lie_about_its_size_does_not_help_a_bomb(tmp_path: Path) -> None:
    raw(tmp_path, sheet="<worksheet>" + " " * (SMALL_PART * 2))
    path = tmp_path / "book.xlsx"
    data = path.read_bytes()
    size = struct.pack("<I", SMALL_PART * 2 + len("<worksheet>"))
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, struct.pack("<I", 1000)))
    assert read(path).only.rule == "damaged"


def test_a_cell_far_away_takes_no_memory(tmp_path: Path) -> None:
    far = '<row r="2"><c t="inlineStr"><is><t>A</t></is></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    ledger = raw(tmp_path, far)
    assert ledger.places == [("blank_heading", 1_048_576, "")]
    assert ledger.column("balances", "account_id") == ["A"]


@pytest.mark.parametrize("shared", [True, False])
def test_a_text_longer_than_excel_keeps_is_a_fault_of_its_cell(tmp_path: Path, shared: bool) -> None:
    """Many cells may show one shared text, so a long one would fill the memory many times over."""
    kept, long = "A" * LONGEST_TEXT, "B" * (LONGEST_TEXT + 1)
    strings = PARTS["xl/strings.xml"].replace("</sst>", f"<si><t>{kept}</t></si><si><t>{long}</t></si></sst>")
    cells = ["<v>4</v>", "<v>5</v>"] if shared else [f"<is><t>{text}</t></is>" for text in (kept, long)]
    kind = "s" if shared else "inlineStr"
    ledger = raw(tmp_path, "".join(f'<row><c t="{kind}">{cell}</c></row>' for cell in cells), strings=strings)
    assert ledger.places == [("long_cell", 3, "account_id")]
    assert ledger.column("balances", "account_id") == [kept]


@pytest.mark.parametrize(
    ("rule", "cell"),
    [
        ("long_cell", "<c><v>" + "1 " * LONGEST_TOKEN + "</v></c>"),
        ("long_cell", '<c t="inlineStr"><is>' + f"<r><t>{'ab' * 5000}</t></r>" * (LONGEST_TOKEN // 5000) + "</is></c>"),
        ("damaged", f'<c r="{"A" * 2 * LONGEST_TOKEN}"><v>1</v></c>'),
    ],
)
def test_what_no_program_writes_is_refused_before_it_is_held_whole(tmp_path: Path, rule: str, cell: str) -> None:
    assert raw(tmp_path, f"<row>{cell}</row>", method=zipfile.ZIP_STORED).only.rule == rule


def test_entities_of_its_own_are_refused(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">]><worksheet>&a;</worksheet>'
    assert raw(tmp_path, sheet=laughs).only.rule == "damaged"


@pytest.mark.parametrize("part", ["strings", "styles", "sheet", "workbook", "_rels/workbook.xml.rels"])
def test_a_missing_part_is_told_or_not_needed(tmp_path: Path, part: str) -> None:
    missing = {"_rels/workbook": None} if part.startswith("_") else {part: None}
    if part.startswith("_"):
        missing = {}
        with pytest.MonkeyPatch.context() as patch:
            patch.delitem(PARTS, f"xl/{part}")
            ledger = raw(tmp_path)
    else:
        ledger = raw(tmp_path, **missing)
    assert ledger.rules == ([] if part == "styles" else ["damaged"])


# --- as others read it -----------------------------------------------------------------------------------------------

VALUES = st.one_of(
    st.integers(-(10**14), 10**14),
    st.floats(-1e9, 1e9).map(lambda number: round(number, 4)),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.booleans(),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"),
        min_size=1,
        max_size=8,
    ).filter(str.strip),
)


@given(st.lists(VALUES, min_size=1, max_size=8))
def test_other_readers_see_the_same_cells(values: list[object]) -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("balances")
    sheet.write_row(0, 0, BALANCES)
    for row, value in enumerate(values, 1):
        sheet.write_string(row, 0, "A")
        sheet.write_string(row, 2, value) if isinstance(value, str) else sheet.write(row, 2, value)
    book.close()
    theirs = [
        row[2]
        for row in CalamineWorkbook.from_filelike(io.BytesIO(buffer.getvalue()))
        .get_sheet_by_name("balances")
        .iter_rows()
    ][1:]
    for ours, other, value in zip(_ours(buffer.getvalue()), theirs, values, strict=True):
        assert _as_text(other) == ours, value


def _ours(data: bytes) -> list[object]:
    import tempfile  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(data)
        ledger = read(path)
        assert ledger.rules == []
        return ledger.column("balances", "balance")


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return decimal_text(value) if isinstance(value, float) else str(value)
