"""Every rule of the gate about a table alone, with the row that breaks it, by table, row, column and value."""

from pathlib import Path

import pytest
from admitting import added, admitted, changed, next_row, places

from qiao.engine.credit_codes import check_character
from qiao.engine.ledger.faults import KEPT_PER_TABLE, Faults


def test_the_small_bank_has_no_fault(tmp_path: Path) -> None:
    faults = admitted(tmp_path)
    assert places(faults) == []
    assert places(faults, "warning") == []


# --- cells -----------------------------------------------------------------------------------------------------------

CELLS = [
    ("balances", "A1,2024-01-01,", "blank", "balance", ""),
    ("balances", ",2024-01-01,1", "blank", "account_id", ""),
    ("balances", "A1,,1", "blank", "date", ""),
    ("balances", "A1,2024-01-01,1.005", "shape", "balance", "1.005"),
    ("balances", "A1,2024-01-01,1e3", "shape", "balance", "1e3"),
    ("balances", "A1,2024-01-01,NaN", "shape", "balance", "NaN"),
    ("balances", "A1,2024-01-01,inf", "shape", "balance", "inf"),
    ("balances", "A1,2024-01-01,0x10", "shape", "balance", "0x10"),
    ("balances", "A1,2024-01-01,1_000", "shape", "balance", "1_000"),
    ("balances", "A1,2024-01-01, 1", "shape", "balance", " 1"),
    ("balances", 'A1,2024-01-01,"1,000.00"', "shape", "balance", "1,000.00"),
    ("balances", "A1,2024-01-01,123456789012345.00", "shape", "balance", "123456789012345.00"),
    ("balances", "A1,2024/01/01,1", "shape", "date", "2024/01/01"),
    ("balances", "A1,20240101,1", "shape", "date", "20240101"),
    ("balances", "A1,1899-12-31,1", "shape", "date", "1899-12-31"),
    ("balances", "A1,2025-02-30,1", "not_a_day", "date", "2025-02-30"),
    ("balances", "A1,2025-02-29,1", "not_a_day", "date", "2025-02-29"),
    ("assignments", "C3,M1,2020-01-01,2020-02-01,1.2,assist,", "range", "share", "1.2"),
    ("assignments", "C3,M1,2020-01-01,2020-02-01,0,assist,", "range", "share", "0"),
    ("assignments", "C3,M1,2020-01-01,2020-02-01,-0.5,assist,", "shape", "share", "-0.5"),
    ("assignments", "C3,M1,2020-01-01,2020-02-01,0.33333,assist,", "shape", "share", "0.33333"),
    ("assignments", "C3,M1,2020-01-01,2020-02-01,1,boss,", "choice", "role", "boss"),
    ("assignments", "C3,M1,2021-01-01,2021-02-01,1,assist,maybe", "shape", "inherited", "maybe"),
    ("products", "P9,x,lending,,,", "choice", "family", "lending"),
    ("products", "P9,x,deposit,,,100.0001", "range", "coefficient", "100.0001"),
    ("products", "P9,x,deposit,,,-1", "shape", "coefficient", "-1"),
    ("products", "P9,x,deposit,,demand|call,", "choice", "tags", "demand|call"),
    ("accounts", "A9,C1,DD,rmb,basic,2020-01-01,", "shape", "currency", "rmb"),
    ("accounts", "A9,C1,DD,CNY,savings,2020-01-01,", "choice", "account_type", "savings"),
    ("accounts", " A9,C1,DD,CNY,basic,2020-01-01,", "shape", "account_id", " A9"),
    ("accounts", "A9\u3000,C1,DD,CNY,basic,2020-01-01,", "shape", "account_id", "A9\u3000"),
    ("accounts", f"{'9' * 201},C1,DD,CNY,basic,2020-01-01,", "shape", "account_id", "9" * 199 + "…"),
    ("clients", f"C9,{'长' * 2001},,,,,,2020-01-01", "shape", "name", "长" * 199 + "…"),
    ("clients", "C9,x,,,huge,,,2020-01-01", "choice", "scale", "huge"),
    ("managers", "M9,,x,B1,,boss,2020-01-01,", "choice", "grade", "boss"),
    ("managers", "M9,,x,B1,,manager,,", "blank", "in_post_from", ""),
    ("fx_rates", "USD,2024-05-05,0,", "range", "rate_to_cny", "0"),
    ("fx_rates", "USD,2024-05-05,7.1234567,", "shape", "rate_to_cny", "7.1234567"),
    ("fx_rates", "JPY,2024-05-05,4.7,0", "range", "units", "0"),
    ("ratings", "M1,2025,learning,peer,P1,100.01,", "range", "score", "100.01"),
    ("ratings", "M1,2025Q5,learning,peer,P1,90,", "shape", "period", "2025Q5"),
    ("targets", "M1,,CORP02,1", "blank", "period", ""),
    ("targets", "M1,二〇二五,CORP02,1", "shape", "period", "二〇二五"),
    ("targets", "M1,2025,CORP02,1.00001", "shape", "target", "1.00001"),
    ("flows", "F9,C1,A1,2025-03-03,gift,FEE,1,CNY", "choice", "kind", "gift"),
]


@pytest.fixture(scope="module")
def broken_cells(tmp_path_factory: pytest.TempPathFactory) -> Faults:
    """What the gate says of a bank in which every one of these lines stands."""
    lines: dict[str, list[str]] = {}
    for table, line, *_ in CELLS:
        lines.setdefault(table, []).append(line)
    return admitted(
        tmp_path_factory.mktemp("cells"), **{k: v for t, some in lines.items() for k, v in added(t, *some).items()}
    )


@pytest.mark.parametrize("number", range(len(CELLS)))
def test_a_cell_that_breaks_its_rule(broken_cells: Faults, number: int) -> None:
    table, _, rule, column, value = CELLS[number]
    row = next_row(table) + sum(other[0] == table for other in CELLS[:number])
    # Lines that would clash as they stand together are told of their key too, never of another cell.
    found = [
        place for place in places(broken_cells) if place[1] == table and place[3] == row and place[0] != "duplicate_key"
    ]
    assert found == [(rule, table, column, row, value)]
    (told,) = [fault for fault in broken_cells.faults if (fault.table, fault.row, fault.rule) == (table, row, rule)]
    assert f"{table}.csv" in told.text.zh
    assert f"row {row}, column {column}" in told.text.en


GOOD = [
    ("balances", "A1,2024-01-02,+1.5"),
    ("balances", "A1,2024-02-29,-0.00"),
    ("balances", "A1,2024-01-02,12345678901234.99"),
    ("assignments", "C3,M1,2020-01-01,2020-02-01,1.0000,协办,是"),
    ("products", "P9,x,存款,,活期|保证金,"),
    ("accounts", "0009,C1,DD,人民币,基本户,2020-01-01,2020-01-01"),
    ("ratings", "M1,,learning,peer,P1,100,"),
    ("ratings", "M1,2025-01-01..2025-12-31,learning,peer,P1,,true"),
    ("fx_rates", "JPY,2024-05-05,4.7,100"),
]


@pytest.mark.parametrize(("table", "line"), GOOD)
def test_a_line_that_breaks_none(tmp_path: Path, table: str, line: str) -> None:
    assert places(admitted(tmp_path, **added(table, line))) == []


def test_the_five_classes(tmp_path: Path) -> None:
    head = "account_id,date,five_class,overdue_days,exempted\n"
    text = head + "A2,2025-01-01,0,0,\nA2,2025-01-02,6,0,\nA2,2025-01-03,次级,30,否\nA2,2025-01-04,2,-1,\n"
    assert places(admitted(tmp_path, loan_status=text)) == [
        ("choice", "loan_status", "five_class", 2, "0"),
        ("choice", "loan_status", "five_class", 3, "6"),
        ("shape", "loan_status", "overdue_days", 5, "-1"),
    ]


def test_a_store_refuses_a_rating_without_a_period(tmp_path: Path) -> None:
    faults = admitted(tmp_path, period=None, **added("ratings", "M1,,learning,peer,P1,90,"))
    assert places(faults) == [("blank", "ratings", "period", next_row("ratings"), "")]


def test_a_mark_may_be_left_out_only_with_a_veto(tmp_path: Path) -> None:
    faults = admitted(tmp_path, **added("ratings", "M1,2025,learning,peer,P1,,false", "M1,2025,learning,peer,P2,,1"))
    assert places(faults) == [("no_score", "ratings", "score", next_row("ratings"), "")]


def test_a_column_that_lacks_is_told_once(tmp_path: Path) -> None:
    faults = admitted(tmp_path, balances="account_id,date\nA1,2024-01-01\nA1,2024-01-02\n")
    assert places(faults) == [("missing_column", "balances", "balance", 1, "")]


def test_all_faults_come_at_once_and_a_broken_cell_is_not_told_twice(tmp_path: Path) -> None:
    faults = admitted(
        tmp_path,
        **added("balances", "A1,2025-02-30,x", "A1,2024-01-01,", "ZZ,2024-01-01,1.005"),
        **changed("assignments", "C2,M3,2025-07-01,,1,", "C2,M3,2025-07-01,,1.5,"),
    )
    assert places(faults) == [
        ("range", "assignments", "share", 5, "1.5"),
        ("not_a_day", "balances", "date", 10, "2025-02-30"),
        ("shape", "balances", "balance", 10, "x"),
        ("blank", "balances", "balance", 11, ""),
        ("shape", "balances", "balance", 12, "1.005"),
        ("unknown_reference", "balances", "account_id", 12, "ZZ"),
    ]


def test_the_first_of_a_table_are_listed_and_all_are_counted(tmp_path: Path) -> None:
    lines = [f"A1,2024-01-01,x{n}" for n in range(KEPT_PER_TABLE)] + [f"Z{n},2024-01-01,1" for n in range(7)]
    faults = admitted(tmp_path, **added("balances", *lines, "A1,2024-01-03,"))
    assert faults.count("balances") == KEPT_PER_TABLE + 8 + KEPT_PER_TABLE - 1
    assert len(faults.faults) == KEPT_PER_TABLE
    assert ("balances", "fault", "blank", 1) in faults.by_rule()
    assert ("balances", "fault", "unknown_reference", 7) in faults.by_rule()


# --- keys and rows ---------------------------------------------------------------------------------------------------


def test_a_key_given_twice(tmp_path: Path) -> None:
    faults = admitted(
        tmp_path,
        **added("balances", "A1,2023-12-31,1.00", "A1,2023-12-31,2.00"),
        **added("managers", "M1,,李明,B1,一队,senior,2020-01-01,"),
    )
    assert places(faults) == [
        ("duplicate_key", "managers", "from_date", 5, "M1 / "),
        ("duplicate_key", "balances", "date", 10, "A1 / 2023-12-31"),
        ("duplicate_key", "balances", "date", 11, "A1 / 2023-12-31"),
    ]
    assert "first on row 2" in faults.faults[1].text.en


def test_one_period_under_two_names_is_one_key(tmp_path: Path) -> None:
    faults = admitted(tmp_path, **added("targets", "M1,2025-01-01..2025-12-31,CORP01,1"))
    assert places(faults) == [("duplicate_key", "targets", "indicator", next_row("targets"), "M1 / 2025 / CORP01")]


@pytest.mark.parametrize(
    ("table", "line", "column", "value"),
    [
        ("managers", "M9,,x,B1,,manager,2020-01-02,2020-01-01", "in_post_to", "2020-01-01"),
        ("accounts", "A9,C1,DD,CNY,basic,2020-01-02,2020-01-01", "closed_on", "2020-01-01"),
        ("assignments", "C3,M1,2020-01-02,2020-01-01,1,assist,", "to_date", "2020-01-01"),
    ],
)
def test_days_that_end_before_they_begin(tmp_path: Path, table: str, line: str, column: str, value: str) -> None:
    faults = admitted(tmp_path, **added(table, line))
    assert ("dates_out_of_order", table, column, next_row(table), value) in places(faults)


def test_a_row_that_withdraws_needs_only_its_key(tmp_path: Path) -> None:
    head = "account_id,date,balance,withdrawn\n"
    faults = admitted(tmp_path, balances=head + "A1,2024-01-01,1.00,\nA1,2024-01-02,,true\n")
    assert places(faults) == [("withdrawn_unknown", "balances", "withdrawn", 3, "A1 / 2024-01-02")]
    faults = admitted(tmp_path / "b", balances="account_id,date,withdrawn\nA1,2024-01-02,true\n")
    assert places(faults) == [("withdrawn_unknown", "balances", "withdrawn", 2, "A1 / 2024-01-02")]
    faults = admitted(tmp_path / "c", balances=head + "A1,2024-01-01,1.00,\nA1,,,true\n")
    assert places(faults)[0] == ("blank", "balances", "date", 3, "")


# --- credit codes ----------------------------------------------------------------------------------------------------


def test_the_check_character_of_the_example_in_the_standard() -> None:
    assert check_character("91350100M000100Y4") == "3"  # GB 32100-2015, the worked example of its annex


@pytest.mark.parametrize(
    ("code", "is_sound"),
    [
        ("91350100M000100Y43", True),
        ("91350100M000100Y44", False),
        ("91350100M000100Y4", False),
        ("91350100I000100Y43", False),
        ("350100000012345", False),
        ("91350100m000100y43", False),
    ],
)
def test_a_credit_code_that_does_not_check_is_a_warning(tmp_path: Path, code: str, is_sound: bool) -> None:
    faults = admitted(tmp_path, **changed("clients", "C1,甲公司,,", f"C1,甲公司,{code},"))
    assert places(faults) == []
    assert places(faults, "warning") == ([] if is_sound else [("credit_code", "clients", "uscc", 2, code)])
