"""clients.parquet is made of what the kernels gave of each manager, client and measure: one row, or the run stops."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from qiao.engine import standards
from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import IdentityError
from qiao.engine.outputs import client_facts

STANDARD = standards.load(None).standard
DENOMINATORS = {"loan_adb": 200, "loan_base": 300, "new_basic_accounts": 1}
LOANS, BASES, OPENED = range(3)


@pytest.fixture
def db() -> Iterator[Database]:
    """Two managers and two clients, numbered against the order of their identifiers."""
    with Database() as db:
        db.run("CREATE TABLE managers AS SELECT * FROM (VALUES (1, 'M1'), (2, 'M2')) t(manager_no, manager_id)")
        db.run("CREATE TABLE clients AS SELECT * FROM (VALUES (1, 'C2'), (2, 'C1')) t(client_no, client_id)")
        named = ", ".join(f"({number}, '{name}')" for number, name in enumerate(DENOMINATORS))
        db.define("measure_names", f"SELECT * FROM (VALUES {named}) m(measure_no, measure)")
        db.run(
            "CREATE TABLE fact_rows (measure_no INTEGER, manager_no INTEGER, client_no INTEGER, numerator DECIMAL(38,0))"
        )
        yield db


def put(db: Database, *facts: tuple[int, int, int, int]) -> None:
    for fact in facts:
        db.run("INSERT INTO fact_rows VALUES (?, ?, ?, ?)", fact)


def rows(db: Database) -> list[tuple[str, str, str, int, int, Decimal]]:
    found = client_facts.client_table(db, STANDARD, DENOMINATORS).read_all()
    return [tuple(row.values()) for row in found.to_pylist()]


def test_rows_follow_managers_clients_and_measures_whatever_the_kernels_order(db: Database) -> None:
    put(db, (OPENED, 2, 2, 1), (OPENED, 1, 1, 1), (LOANS, 1, 1, 1), (LOANS, 1, 2, -1))
    assert [(manager, client, measure, value) for manager, client, measure, *_, value in rows(db)] == [
        ("M1", "C1", "loan_adb", Decimal("-0.01")),
        ("M1", "C1", "loan_increase", Decimal("-0.01")),
        ("M1", "C2", "loan_adb", Decimal("0.01")),
        ("M1", "C2", "loan_increase", Decimal("0.01")),
        ("M1", "C2", "new_basic_accounts", Decimal("1.00")),
        ("M2", "C1", "new_basic_accounts", Decimal("1.00")),
    ]


def test_an_increase_is_one_row_over_a_common_denominator(db: Database) -> None:
    put(db, (LOANS, 1, 1, 700), (BASES, 1, 1, 450))
    found = {measure: (numerator, whole, value) for *_, measure, numerator, whole, value in rows(db)}
    assert found["loan_increase"] == (3 * 700 - 2 * 450, 600, Decimal("2.00"))


def test_what_nobody_has_is_nobodys_row(db: Database) -> None:
    put(db, (LOANS, -1, 1, 700))
    assert rows(db) == []


def test_a_run_stops_where_a_kernel_gave_a_row_twice(db: Database) -> None:
    put(db, (OPENED, 1, 1, 1), (OPENED, 1, 1, 1))
    with pytest.raises(IdentityError, match="measured twice"):
        rows(db)
