from datetime import date
from pathlib import Path

import pytest
from reading_rows import read

from qiao.engine.errors import RequestError
from qiao.engine.ledger.faults import Faults
from qiao.engine.ledger.mapping import LONGEST_FILE, Mapping, read_mapping
from qiao.engine.ledger.mapping import read as find_and_read

GOOD = """
data_date: 2025-12-31
source: desk
tables:
  日终余额_1月: balances
  CORE.CSV: 余额
columns:
  客户: {客户代号: client_id, 名: 客户名称}
values:
  clients:
    规模: {大型企业: large, "010": 中型, 无: ''}
  accounts: {currency: {"01": 人民币, "14": USD}}
  products: {tags: {存单: 定期|保证金}}
ignore: [说明.csv, 目录]
ignore_columns:
  clients: [备注, off]
"""


def mapping_of(folder: Path, text: str | bytes) -> tuple[Mapping, Faults]:
    faults = Faults()
    path = folder / "mapping.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_mapping(path, faults), faults


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_mapping_is_read_with_every_word_as_text(tmp_path: Path, encoding: str) -> None:
    mapping, faults = mapping_of(tmp_path, GOOD.encode(encoding))
    assert faults.faults == ()
    assert (mapping.data_date, mapping.source) == (date(2025, 12, 31), "desk")
    assert mapping.tables == {"日终余额_1月": "balances", "core.csv": "balances"}
    assert mapping.columns == {"clients": {"客户代号": "client_id", "名": "name"}}
    assert mapping.values == {
        "clients": {"scale": {"大型企业": "large", "010": "medium", "无": ""}},
        "accounts": {"currency": {"01": "CNY", "14": "USD"}},
        "products": {"tags": {"存单": "time|margin"}},
    }
    assert mapping.ignore == {"说明.csv", "目录"}
    assert mapping.ignore_columns == {"clients": {"备注", "off"}}


def test_the_mapping_can_be_kept(tmp_path: Path) -> None:
    mapping, _ = mapping_of(tmp_path, GOOD)
    kept = mapping.as_json()
    assert kept["text"] == GOOD
    assert kept["data_date"] == "2025-12-31"
    assert kept["ignore_columns"] == {"clients": ["off", "备注"]}


@pytest.mark.parametrize(
    "text", ["", "# nothing yet\n", "columns:\ntables: {}\nvalues:\nignore:\n", "---\n", "ignore: []"]
)
def test_what_is_left_empty_says_nothing(tmp_path: Path, text: str) -> None:
    mapping, faults = mapping_of(tmp_path, text)
    assert faults.faults == ()
    assert mapping == Mapping(text=text)


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("colums: {}", 1, "columns"),
        ("data_date: 2025-02-30", 1, "2025-02-30"),
        ("data_date: 20250101", 1, "20250101"),
        ("data_date: 2025-W01-1", 1, "2025-W01-1"),
        ("data_date: [2025-01-01]", 1, "data_date"),
        ("source: head office", 1, "bank, desk"),
        ("\ntables:\n  a: balancs", 3, "balances"),
        ("tables:\n  a: [balances]", 2, "tables.a"),
        ("tables: balances", 1, "tables"),
        ("tables:\n  a: balances\n  A: flows", 3, "twice"),
        ("columns:\n  clients:\n    x: client", 3, "client_id"),
        ("columns:\n  clients:\n    x: name\n    x: uscc", 4, "twice"),
        ("columns:\n  clients: {}\n  客户: {}", 3, "twice"),
        ("columns: {nothing: {a: b}}", 1, "no such table"),
        ("values:\n  clients:\n    scale:\n      x: huge", 4, "no such value"),
        ("values:\n  products:\n    tags:\n      x: time|hige", 4, "no such value"),
        ("values:\n  clients:\n    scale:\n      x: [large]", 4, "one value"),
        ("ignore: [[a]]", 1, "one word"),
        ("source: bank\nsource: bank", 2, "twice"),
        ("a: &x 1", 1, "anchors"),
        ("source: *x", 1, "anchors"),
        ("source: !!python/object:os.system x", 1, "tags"),
        ("source: !x bank", 1, "tags"),
        ("- a", 1, "name: content"),
        ("a: {b: {c: {d: {e: {f: 1}}}}}", 1, "deeply"),
        ("[" * 50_000, 1, "deeply"),
        ("? [a]\n: b", 1, "must be text"),
        ("source: bank\n---\nsource: bank", 3, "one YAML document"),
        ("tables:\n\ta: b", 2, "not valid YAML"),
        ("source: 'bank", 1, "not valid YAML"),
        ('a: "\\UFFFFFFFF"', 1, "not valid YAML"),
        ("a: \x07", 1, "not valid YAML"),
    ],
)
def test_every_fault_says_its_line(tmp_path: Path, text: str, line: int, word: str) -> None:
    _, faults = mapping_of(tmp_path, text)
    fault = faults.faults[0]
    assert (fault.rule, fault.row, fault.source) == ("mapping", line, "mapping.yaml")
    assert word in fault.text.en
    assert fault.text.zh.startswith(f"mapping.yaml 第 {line} 行:")


def test_all_faults_are_told_and_the_rest_is_used(tmp_path: Path) -> None:
    mapping, faults = mapping_of(tmp_path, "sauce: x\ndata_date: x\ntables: {a: x, b: flows}\nignore_columns: {x: [a]}")
    assert [fault.row for fault in faults.faults] == [1, 2, 3, 4]
    assert mapping.tables == {"b": "flows"}


@pytest.mark.parametrize(
    "data", [b"\xff\xfea\x00", b"\x80\xff", b"#" * (LONGEST_FILE + 1)], ids=["utf16", "bytes", "long"]
)
def test_a_file_that_is_no_text_is_one_fault(tmp_path: Path, data: bytes) -> None:
    mapping, faults = mapping_of(tmp_path, data)
    assert [fault.rule for fault in faults.faults] == ["mapping"]
    assert mapping == Mapping()


def test_the_file_given_by_hand_goes_before_the_one_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "mapping.yaml").write_text("source: desk")
    other = tmp_path / "other.yaml"
    other.write_text("data_date: 2025-01-31")
    assert find_and_read(tmp_path, None, Faults()).source == "desk"
    assert find_and_read(tmp_path, other, Faults()).data_date == date(2025, 1, 31)
    assert find_and_read(tmp_path / "book.xlsx", None, Faults()) == Mapping()


def test_a_mapping_that_is_not_there_is_a_wrong_request(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="cannot be read"):
        find_and_read(tmp_path, tmp_path / "no.yaml", Faults())
    (tmp_path / "mapping.yaml").touch()
    (tmp_path / "mapping.yml").touch()
    with pytest.raises(RequestError, match="both"):
        find_and_read(tmp_path, None, Faults())


def test_a_bank_reads_its_own_files_by_its_mapping(tmp_path: Path) -> None:
    (tmp_path / "mapping.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "客户.csv").write_text(
        "客户代号,名,规模,备注,OFF\nC1,甲,大型企业,x,y\nC2,乙,010,,\nC3,丙,无,,\n", encoding="gb18030"
    )
    (tmp_path / "日终余额_1月.csv").write_text("账号,日期,余额\nA1,2025-01-01,1\n")
    (tmp_path / "core.csv").write_text("账号,日期,余额\nA1,2025-02-01,2\n")
    (tmp_path / "说明.csv").write_text("whatever")
    ledger = read(tmp_path)
    assert ledger.rules == []
    assert ledger.column("clients", "scale") == ["large", "medium", None]
    assert sorted(map(str, ledger.column("balances", "balance"))) == ["1", "2"]
