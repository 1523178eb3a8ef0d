"""Every rule of the gate between tables, with the row that breaks it."""

from pathlib import Path

import pytest
from admitting import TABLES, added, admitted, changed, next_row, places

pytestmark = pytest.mark.slow

REFERENCES = [
    ("branches", "B9,新支行,BX", "parent_id", "BX"),
    ("managers", "M9,,x,BX,,manager,2020-01-01,", "branch_id", "BX"),
    ("accounts", "A8,CX,DD,CNY,basic,2020-01-01,", "client_id", "CX"),
    ("accounts", "A9,C1,PX,CNY,basic,2020-01-01,", "product_code", "PX"),
    ("assignments", "CX,M1,2020-01-01,,1,lead,", "client_id", "CX"),
    ("assignments", "C3,MX,2020-01-01,2020-02-01,1,lead,", "manager_id", "MX"),
    ("balances", "AX,2024-01-01,1", "account_id", "AX"),
    ("flows", "F7,CX,A1,2025-03-03,fee,FEE,1,CNY", "client_id", "CX"),
    ("flows", "F8,C1,AX,2025-03-03,fee,FEE,1,CNY", "account_id", "AX"),
    ("flows", "F9,C1,A1,2025-03-03,fee,PX,1,CNY", "product_code", "PX"),
    ("ratings", "MX,2025,learning,peer,P1,90,", "manager_id", "MX"),
    ("targets", "MX,2025,CORP01,1", "manager_id", "MX"),
]


def test_what_a_row_refers_to_must_be_there(tmp_path: Path) -> None:
    lines: dict[str, list[str]] = {}
    expected = []
    for table, line, column, value in REFERENCES:
        expected.append(("unknown_reference", table, column, next_row(table) + len(lines.setdefault(table, [])), value))
        lines[table].append(line)
    faults = admitted(tmp_path, **{k: v for t, some in lines.items() for k, v in added(t, *some).items()})
    assert sorted(places(faults)) == sorted(expected)


def test_references_of_the_other_tables(tmp_path: Path) -> None:
    faults = admitted(
        tmp_path,
        capital="client_id,date,economic_capital\nCX,2025-01-01,1\n",
        loan_status="account_id,date,five_class,overdue_days\nAX,2025-01-01,1,0\n",
        holdings="client_id,product_code,from_date\nC1,PX,2025-01-01\n",
        duties="duty_id,client_id,kind,due_on\nD1,CX,signal,2025-01-01\n",
        referrals="referral_id,manager_id,client_id,date\nR1,M1,零售客户,2025-01-01\nR2,MX,,2025-01-01\n",
        awards="award_id,manager_id,date,indicator,points,approved_by\nW1,MX,2025-01-01,BONUS01,1,行长\n",
        limits="limit_id,client_id,kind,amount,currency,from_date\nL1,CX,综合,1,CNY,2025-01-01\n",
        absences="manager_id,from_date,kind\nMX,2025-01-01,sick\n",
    )
    assert [(table, column, value) for _, table, column, _, value in places(faults)] == [
        ("capital", "client_id", "CX"),
        ("loan_status", "account_id", "AX"),
        ("holdings", "product_code", "PX"),
        ("duties", "client_id", "CX"),
        ("referrals", "manager_id", "MX"),
        ("awards", "manager_id", "MX"),
        ("limits", "client_id", "CX"),
        ("absences", "manager_id", "MX"),
    ]


def test_a_table_that_was_never_delivered_is_not_looked_into(tmp_path: Path) -> None:
    faults = admitted(tmp_path, branches="")
    assert places(faults) == []
    assert places(faults, "warning") == [("not_checked", "managers", "branch_id", None, "")]


def test_a_table_that_is_always_needed(tmp_path: Path) -> None:
    faults = admitted(tmp_path, assignments="")
    assert places(faults) == [("missing_table", "assignments", "", None, "")]


def test_branches_are_one_tree(tmp_path: Path) -> None:
    faults = admitted(tmp_path, **added("branches", "B3,x,B4", "B4,y,B3", "B5,z,B4", "H2,又一总行,"))
    assert places(faults) == [
        ("one_root", "branches", "parent_id", 8, "H2"),
        ("circle", "branches", "parent_id", 5, "B4"),
        ("circle", "branches", "parent_id", 6, "B3"),
        ("circle", "branches", "parent_id", 7, "B4"),
    ]


def test_shares_never_add_up_to_more_than_one(tmp_path: Path) -> None:
    faults = admitted(
        tmp_path,
        **added("assignments", "C1,M3,2025-03-01,2025-03-01,0.0001,assist,", "C1,M3,2025-05-01,,0.5,assist,"),
    )
    assert places(faults) == [
        ("shares_above_one", "assignments", "share", 7, "1.0001"),
        ("shares_above_one", "assignments", "share", 8, "1.5000"),
    ]
    assert "2025-03-01" in faults.faults[0].text.zh


def test_a_day_of_two_managers_who_hand_over_is_no_overlap(tmp_path: Path) -> None:
    lines = [
        "C3,M1,2020-01-01,2020-06-30,1,lead,",
        "C3,M2,2020-07-01,2020-07-01,1,lead,",
        "C3,M2,2020-07-02,2020-07-03,0.5,lead,",
    ]
    assert places(admitted(tmp_path, **added("assignments", *lines))) == []


def test_one_lead_a_day(tmp_path: Path) -> None:
    text = TABLES["assignments"].replace("C1,M2,2020-01-01,,0.3,assist", "C1,M2,2020-01-01,,0.3,lead")
    assert places(admitted(tmp_path, assignments=text)) == [("two_leads", "assignments", "role", 3, "M2")]


def test_two_rows_of_one_lead_are_one_lead(tmp_path: Path) -> None:
    text = TABLES["assignments"].replace("C1,M2,2020-01-01,,0.3,assist", "C1,M1,2020-01-02,,0.3,lead")
    assert places(admitted(tmp_path, assignments=text)) == []


def test_an_assignment_outside_the_days_in_post_is_a_warning(tmp_path: Path) -> None:
    faults = admitted(
        tmp_path,
        **changed(
            "managers", "M3,,赵强,B2,二队,assistant,2020-01-01,", "M3,,赵强,B2,二队,assistant,2025-02-02,2026-06-30"
        ),
    )
    assert places(faults) == []
    assert places(faults, "warning") == [
        ("out_of_post", "assignments", "manager_id", 5, "M3"),
        ("out_of_post", "assignments", "manager_id", 6, "M3"),
    ]


def test_balances_outside_the_life_of_an_account_are_warnings(tmp_path: Path) -> None:
    faults = admitted(
        tmp_path,
        **changed("accounts", "A4,C3,DD,CNY,basic,2025-02-01,", "A4,C3,DD,CNY,basic,2025-02-02,2025-03-10"),
        **added("balances", "A4,2025-03-10,1.00", "A4,2025-04-01,2.00", "A4,2025-05-01,0.00"),
    )
    assert places(faults) == []
    assert places(faults, "warning") == [
        ("before_opening", "balances", "date", 9, "A4"),
        ("after_closing", "balances", "date", 10, "A4"),
    ]


def test_a_flow_through_the_account_of_another_client_is_a_warning(tmp_path: Path) -> None:
    faults = admitted(tmp_path, **changed("flows", "F4,C3,A4", "F4,C3,A1"))
    assert places(faults, "warning") == [("account_of_another", "flows", "account_id", 5, "A1")]
