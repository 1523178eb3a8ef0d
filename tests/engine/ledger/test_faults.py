from qiao.engine.errors import Text
from qiao.engine.ledger.faults import KEPT_PER_TABLE, LONGEST_VALUE, Faults, placed, where

TEXT = Text("余额有误。", "The balance is wrong.")


def test_warnings_do_not_refuse() -> None:
    faults = Faults()
    assert not faults
    faults.warn("uscc", TEXT, table="clients", row=2)
    assert not faults
    assert faults.count("clients", "warning") == 1
    faults.add("shape", TEXT, table="clients", row=2)
    assert faults
    assert (faults.count(), faults.count("clients"), faults.count("balances")) == (1, 1, 0)


def test_only_the_first_of_a_table_are_kept_and_all_are_counted() -> None:
    faults = Faults()
    for row in range(KEPT_PER_TABLE + 5):
        faults.add("shape", TEXT, table="balances", row=row)
    faults.add("shape", TEXT, table="flows", row=1)
    assert faults.room("balances") == 0
    faults.count_more("shape", 90, table="balances")
    assert faults.count("balances") == KEPT_PER_TABLE + 95
    assert [fault.row for fault in faults.faults if fault.table == "balances"] == list(range(KEPT_PER_TABLE))
    assert faults.faults[-1].table == "flows"
    assert faults.by_rule() == [("balances", "fault", "shape", KEPT_PER_TABLE + 95), ("flows", "fault", "shape", 1)]


def test_nothing_is_added_by_counting_none() -> None:
    faults = Faults()
    faults.count_more("shape", 0, table="balances")
    assert not faults
    assert faults.by_rule() == []


def test_an_unreadable_cell_is_told_once() -> None:
    faults = Faults()
    place = {"table": "balances", "column": "balance", "row": 3, "source": "balances.csv"}
    faults.add("error_cell", TEXT, **place, unreadable=True)
    faults.add("required", TEXT, **place)
    faults.add("required", TEXT, **{**place, "row": 4})
    faults.add("duplicate_key", TEXT, **{**place, "column": ""})
    assert [fault.rule for fault in faults.faults] == ["error_cell", "required", "duplicate_key"]
    assert faults.count() == 3


def test_as_json_holds_every_place_and_both_languages() -> None:
    faults = Faults()
    faults.add("shape", TEXT, table="balances", column="balance", row=7, value="x" * 1000, source="balances.csv")
    faults.warn("uscc", TEXT, table="clients")
    found = faults.as_json()
    assert (found["faults"], found["warnings"]) == (1, 1)
    assert found["counts"] == [
        {"table": "balances", "severity": "fault", "rule": "shape", "count": 1},
        {"table": "clients", "severity": "warning", "rule": "uscc", "count": 1},
    ]
    first = found["list"][0]
    assert len(first.pop("value")) == LONGEST_VALUE
    assert first == {
        "severity": "fault", "rule": "shape", "table": "balances", "column": "balance", "row": 7,
        "source": "balances.csv", "zh": TEXT.zh, "en": TEXT.en,
    }  # fmt: skip


def test_a_sentence_begins_with_its_place() -> None:
    assert where("balances.csv", 12, "balance") == (
        "balances.csv 第 12 行 balance 列",
        "balances.csv, row 12, column balance",
    )
    assert where("balances.csv") == ("balances.csv", "balances.csv")
    assert placed(TEXT, "balances.csv", 2).en == "balances.csv, row 2: The balance is wrong."
