import csv
import io
import itertools
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_rows import Ledger, read, read_text

from qiao.engine.errors import RequestError
from qiao.engine.ledger import encoding
from qiao.engine.ledger.reading import csv as csv_reading
from qiao.engine.ledger.reading import records
from qiao.engine.ledger.reading.records import Scanner
from qiao.engine.ledger.tables import TABLES
from qiao.engine.ledger.words import find_column, find_table, plain

HEADER = "account_id,date,balance\n"


def test_rows_come_in_the_shape_of_the_table(tmp_path: Path) -> None:
    ledger = read_text(tmp_path, "balance,account_id,date\n 1.50 ,007,2025-01-01\n,   ,\n-2,A ,x\n")
    assert ledger.rules == []
    assert ledger.rows["balances"] == [
        {"row": 2, "account_id": "007", "date": "2025-01-01", "balance": " 1.50 ", "withdrawn": None},
        {"row": 4, "account_id": "A ", "date": "x", "balance": "-2", "withdrawn": None},
    ]
    assert ledger.delivered[0].present == ("account_id", "date", "balance")


def test_only_text_columns_lose_the_blanks_around_them(tmp_path: Path) -> None:
    ledger = read_text(tmp_path, "client_id,name,opened_on\n C1, \u3000甲公司 ,2025-01-01 \n", "clients.csv")
    row = ledger.rows["clients"][0]
    assert (row["client_id"], row["name"], row["opened_on"]) == (" C1", "甲公司", "2025-01-01 ")


# --- encodings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["utf-8", "utf-8-sig", "gb18030", "gb18030-bom"])
@pytest.mark.parametrize("chunk", [1, 3, 1 << 21])
def test_every_encoding_gives_the_same_rows(
    tmp_path: Path, how: str, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "CHUNK", chunk)
    text = "客户号,客户名称,规模\nC1,桥\U00020000𠮷公司€,大型\nC2,㐀,小型\n"
    data = ("\ufeff" + text).encode("gb18030") if how == "gb18030-bom" else text.encode(how)
    ledger = read_text(tmp_path, data, "客户.csv")
    assert ledger.rules == []
    assert ledger.column("clients", "name") == ["桥\U00020000𠮷公司€", "㐀"]
    assert ledger.column("clients", "scale") == ["large", "small"]


@pytest.mark.parametrize("how", ["utf-16", "utf-16-le-bom", "utf-16-be-bom", "utf-32"])
def test_utf_16_is_told_how_to_be_saved(tmp_path: Path, how: str) -> None:
    text = ("\ufeff" if how.endswith("bom") else "") + HEADER
    ledger = read_text(tmp_path, text.encode(how.removesuffix("-bom")))
    assert ledger.only.rule == "encoding"
    assert "CSV UTF-8" in ledger.only.text.en
    assert "CSV UTF-8" in ledger.only.text.zh


@pytest.mark.parametrize("chunk", [1, 2, 7, 1 << 21])
def test_what_is_neither_encoding_says_where(tmp_path: Path, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "CHUNK", chunk)
    ledger = read_text(tmp_path, HEADER.encode() + "A中,".encode() + b"\xff\xff\n")
    assert ledger.only.rule == "encoding"
    assert (
        "neither UTF-8 (first bad byte at offset 29, line 2) nor GB18030 (at offset 27, line 2)" in ledger.only.text.en
    )
    assert ledger.delivered == []


def test_a_character_cut_off_at_the_end_is_a_fault(tmp_path: Path) -> None:
    assert read_text(tmp_path, HEADER.encode() + b"\xe4").only.rule == "encoding"


# --- rows ------------------------------------------------------------------------------------------------------------


def numbers(ledger: Ledger) -> list[object]:
    return ledger.column("balances", "row")


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    text = '\n,,\naccount_id,date,balance\r\n\r\n"A\n1",2025-01-01,1\r\n , ,\nA2,2025-01-01,2\n\n\nA3,2025-01-01,3'
    ledger = read_text(tmp_path, text)
    assert ledger.rules == []
    assert numbers(ledger) == [5, 7, 10]
    assert ledger.column("balances", "account_id") == ["A\n1", "A2", "A3"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["", "end"])
def test_every_line_end_is_one(tmp_path: Path, end: str, last: str) -> None:
    text = end.join(["account_id,date,balance", "A,2025-01-01,1", '"B,""b""",2025-01-02,2']) + (end if last else "")
    ledger = read_text(tmp_path, text)
    assert ledger.rules == []
    assert numbers(ledger) == [2, 3]
    assert ledger.column("balances", "account_id") == ["A", 'B,"b"']


def test_every_broken_line_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    lines = [
        "A,2025-01-01,1",
        "A,2025-01-01",
        "A,2025-01-01,1,2",
        '"A"x,2025-01-01,1',
        'A"x,2025-01-01,1',
        "A\0,2025-01-01,1",
    ]
    lines += ['"A,2025-01-01,1', "B,2025-01-01,1", '"C",2025-01-01,1', 'D,"2025-01-01,1', "E,2025-01-01,1"]
    ledger = read_text(tmp_path, HEADER + "\n".join(lines))
    assert ledger.places == [
        ("cells", 3, ""), ("cells", 4, ""), ("csv_after_quote", 5, ""), ("csv_nul", 7, ""), ("csv_after_quote", 8, ""),
        ("csv_open_quote", 11, ""),
    ]  # fmt: skip
    assert numbers(ledger) == [2, 6, 9, 10, 12]
    assert ledger.column("balances", "account_id") == ["A", 'A"x', "B", "C", "E"]
    assert "balances.csv, row 3: has 2 cells where the header has 3" in ledger.faults.faults[0].text.en


def test_a_million_short_rows_are_all_counted(tmp_path: Path) -> None:
    ledger = read_text(tmp_path, HEADER + "A,2025-01-01\n" * 20_000)
    assert ledger.faults.count("balances") == 20_000
    assert len(ledger.faults.faults) == 10_000


@pytest.mark.parametrize(
    ("cell", "rule"),
    [("x" * (records.LONGEST_CELL + 1), "csv_long_cell"), (",x" * 2000, "csv_many_cells"), (',"x"' * 2000, "csv_many_cells"),
     ("x" * (records.LONGEST_RECORD + 10), "csv_long_row"), ('"' + ("x" * 1000 + "\n") * 4400, "csv_open_quote")],
    ids=["cell", "cells", "quoted cells", "row", "quote"],
)  # fmt: skip
def test_what_is_too_long_is_stepped_over(tmp_path: Path, cell: str, rule: str) -> None:
    ledger = read_text(tmp_path, HEADER + f"A,2025-01-01,{cell}\nB,2025-01-01,1\n")
    assert ledger.places[0] == (rule, 2, "")
    assert ledger.column("balances", "account_id")[-1] == "B"


def test_a_long_cell_that_is_allowed_comes_whole(tmp_path: Path) -> None:
    cell = "x" * records.LONGEST_CELL
    assert read_text(tmp_path, HEADER + f"{cell},2025-01-01,1\n").column("balances", "account_id") == [cell]


def test_a_file_that_changes_while_it_is_read_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "balances.csv").write_text(HEADER + "A,2025-01-01,1\n")
    ledger = read(tmp_path)
    (tmp_path / "balances.csv").write_text(HEADER + "A,2025-01-01,1\nB,2025-01-01,1\n")
    assert ledger.delivered[0].parts[0].reader().read_all().num_rows == 0
    assert ledger.only.rule == "changed"


def test_a_file_that_goes_away_while_it_is_read_is_a_fault(tmp_path: Path) -> None:
    ledger = read_text(tmp_path, HEADER)
    (tmp_path / "balances.csv").unlink()
    assert ledger.delivered[0].parts[0].reader().read_all().num_rows == 0
    assert ledger.only.rule == "unreadable"


# --- headers ---------------------------------------------------------------------------------------------------------


def test_an_empty_table_is_delivered(tmp_path: Path) -> None:
    ledger = read_text(tmp_path, HEADER)
    assert ledger.rules == []
    assert ledger.rows == {"balances": []}
    assert ledger.delivered[0].present == ("account_id", "date", "balance")


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", ",,\n ,\n"])
def test_a_file_without_a_header_is_a_fault(tmp_path: Path, text: str) -> None:
    assert read_text(tmp_path, text).rules == ["empty_file"]


@pytest.mark.parametrize(
    ("header", "rule", "word"),
    [
        ("account_id,date,balance,", "blank_heading", "column 4"),
        ("account_id,date,balence", "unknown_column", '"balance"'),
        ("账户编码,date,balance", "unknown_column", '"账户编号"'),
        ("account_id,date,balance,账号", "duplicate_column", '"账号" and "account_id"'),
        ("date,date,balance", "duplicate_column", '"date" and "date"'),
        ("account_id;date;balance", "separator", '";"'),
        ("account_id\tdate\tbalance", "separator", "tabs"),
        ('"account_id,date,balance', "header", "never closed"),
        ("account_id,date,balance" * 300, "many_columns", "200 columns"),
    ],
)
def test_a_header_that_cannot_be_one_says_why(tmp_path: Path, header: str, rule: str, word: str) -> None:
    ledger = read_text(tmp_path, header.replace("balanceaccount_id", "balance,account_id") + "\n")
    assert ledger.only.rule == rule
    assert word in ledger.only.text.en


def test_the_rest_is_read_beside_an_unknown_column(tmp_path: Path) -> None:
    ledger = read_text(tmp_path, "account_id,what,date,balance\nA,x,2025-01-01,1\n")
    assert ledger.places == [("unknown_column", 1, "")]
    assert ledger.column("balances", "balance") == ["1"]


def test_a_million_columns_are_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "balances.csv").write_text(",".join(["x"] * 1_000_000) + "\n" + "," * 999_999 + "\n")
    began = time.perf_counter()
    assert read(tmp_path).rules == ["many_columns"]
    assert time.perf_counter() - began < 1


def test_headings_may_be_written_freely(tmp_path: Path) -> None:
    ledger = read_text(tmp_path, "Account ID, DATE ,余额\nA,2025-01-01,1\n", "Balances.CSV")
    assert ledger.rules == []
    assert len(ledger.rows["balances"]) == 1


# --- values ----------------------------------------------------------------------------------------------------------


def test_chinese_values_become_the_ledgers_own(tmp_path: Path) -> None:
    text = "客户号,工号,起始日期,份额,主协办,承接,撤回\nC,M,2025-01-01,1,主办,是,FALSE\nC,M,2025-01-01,1,co,maybe,0\n"
    ledger = read_text(tmp_path, text, "管户.csv")
    assert ledger.rules == []
    assert ledger.column("assignments", "role") == ["lead", "co"]
    assert ledger.column("assignments", "inherited") == ["true", "maybe"]
    assert ledger.column("assignments", "withdrawn") == ["false", "false"]


def test_tags_are_translated_one_by_one(tmp_path: Path) -> None:
    ledger = read_text(tmp_path, "产品代码,产品大类,标签\nP,存款,活期| 保证金\nQ,贷款,展业通|x\n", "产品.csv")
    assert ledger.column("products", "tags") == ["demand|margin", "small_business|x"]
    assert ledger.column("products", "family") == ["deposit", "loan"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_heading_stands_for_two_columns(table: object) -> None:
    for column in table.columns:
        assert {find_column(table, heading) for heading in column.headings} == {column}


def test_no_name_stands_for_two_tables() -> None:
    names = [plain(heading) for table in TABLES for heading in dict.fromkeys(table.headings)]
    assert sorted(names) == sorted(set(names))
    assert find_table("ＢＡＬＡＮＣＥＳ") is find_table("余额")


# --- folders ---------------------------------------------------------------------------------------------------------


def test_what_is_no_table_is_passed_over_or_told(tmp_path: Path) -> None:
    (tmp_path / "balances.csv").write_text(HEADER)
    for name in ("README.md", "notes.txt", ".hidden.csv", "~$balances.xlsx", "chart.png"):
        (tmp_path / name).write_text("x")
    (tmp_path / "old").mkdir()
    assert read(tmp_path).rules == []
    (tmp_path / "balance.csv").write_text(HEADER)
    (tmp_path / "clients.parquet").mkdir()
    (tmp_path / "flows.csv.gz").touch()
    (tmp_path / "accounts.xls").touch()
    (tmp_path / "macros.xlsm").touch()
    found = {fault.source: (fault.rule, fault.table) for fault in read(tmp_path).faults.faults}
    assert found == {
        "balance.csv": ("unknown_table", ""), "clients.parquet": ("not_a_file", "clients"), "flows.csv.gz": ("format", "flows"),
        "accounts.xls": ("format", "accounts"), "macros.xlsm": ("format", ""),
    }  # fmt: skip
    assert 'did you mean "balances"' in next(
        f.text.en for f in read(tmp_path).faults.faults if f.rule == "unknown_table"
    )


def test_a_table_from_two_files_needs_the_mapping_to_list_both(tmp_path: Path) -> None:
    (tmp_path / "balances.csv").write_text(HEADER + "A,2025-01-01,1\n")
    (tmp_path / "余额.csv").write_text(HEADER + "A,2025-01-02,2\n")
    ledger = read(tmp_path)
    assert ledger.only.rule == "table_twice"
    assert "balances.csv, 余额.csv" in ledger.only.text.en
    (tmp_path / "mapping.yaml").write_text("tables: {余额: balances}")
    assert read(tmp_path).rules == ["table_twice"]
    (tmp_path / "mapping.yaml").write_text("tables: {余额: balances, balances.csv: balances}")
    ledger = read(tmp_path)
    assert ledger.rules == []
    assert ledger.column("balances", "balance") == ["1", "2"]
    assert [part.source for part in ledger.delivered[0].parts] == ["balances.csv", "余额.csv"]


def test_tables_come_in_the_order_of_reports(tmp_path: Path) -> None:
    for table in reversed(TABLES):
        (tmp_path / f"{table.zh}.csv").write_text(table.columns[0].name + "\n")
    assert [item.table for item in read(tmp_path).delivered] == list(TABLES)


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda place: None, "There is no"),
        (lambda place: place.mkdir(), "holds no table"),
        (lambda place: place.touch(), "is a file"),
        (lambda place: place.symlink_to(place), "There is no|cannot be read"),
    ],
)
def test_a_place_that_is_no_ledger_is_a_wrong_request(tmp_path: Path, make: object, word: str) -> None:
    place = tmp_path / "ledger"
    make(place)
    with pytest.raises(RequestError, match=word):
        read(place)


def test_a_file_that_may_not_be_read_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("qiao.engine.ledger.reading.folder.open_csv", refuse)
    ledger = read_text(tmp_path, HEADER)
    assert ledger.only.rule == "unreadable"
    assert "Permission denied" in ledger.only.text.en


# --- the two readers are one -----------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["a", "B1", ",", ",", ",", "\n", "\n", "\r\n", "\r", '"', '""', '"x"', '"y,z"', "\0", " ", "中", "\ufeff", ""]
)


@given(st.lists(PIECES, max_size=60).map("".join), st.booleans())
def test_arrow_and_the_exact_reader_give_the_same(
    tmp_path_factory: pytest.TempPathFactory, body: str, quoted: bool
) -> None:
    folder = tmp_path_factory.mktemp("both")
    header = '"account_id","date",balance\n' if quoted else HEADER
    fast = read_text(folder, header + body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_reading, "_is_plain", lambda data: False)
        exact = read(folder)
    assert fast.rows == exact.rows
    assert fast.faults.faults == exact.faults.faults


def test_arrow_is_used_where_it_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = csv_reading.CsvContent._exact_block
    seen: list[int] = []

    def counted(self: csv_reading.CsvContent, found: list[records.Record], places: list[int]) -> object:
        seen.append(len(found))
        return exact(self, found, places)

    monkeypatch.setattr(csv_reading.CsvContent, "_exact_block", counted)
    ledger = read_text(tmp_path, HEADER + 'A,2025-01-01,1\n"B ""b""",2025-01-01,"2"\n' * 5)
    assert len(ledger.rows["balances"]) == 10
    assert seen == []
    ledger = read_text(tmp_path, HEADER + "A,2025-01-01,1\nA\n")
    assert seen == [2]


@given(st.lists(PIECES, max_size=40).map("".join), st.lists(st.integers(0, 40), max_size=6))
def test_where_a_stream_is_cut_does_not_matter(text: str, cuts: list[int]) -> None:
    data = text.encode()
    whole = list(Scanner().feed(data, last=True))
    scanner, found = Scanner(), []
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    for start, stop in itertools.pairwise(edges):
        found += scanner.feed(data[start:stop], last=False)
    assert [*found, *scanner.feed(b"", last=True)] == whole


CELLS = st.text(st.sampled_from('ab,"\n\r 中'), max_size=6)


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=6), st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
)
def test_what_python_writes_is_read_back(rows: list[list[str]], quoting: int) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=quoting).writerows(rows)
    found = list(Scanner().feed(text.getvalue().encode(), last=True))
    assert [record.cells for record in found] == rows
    assert not any(record.problem for record in found)
