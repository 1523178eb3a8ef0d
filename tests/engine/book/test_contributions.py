"""What a client brought is what the run wrote of it, and its points add up to the manager's."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from run_engine import rows_of
from shelves import random_store, small_store

from qiao import engine
from qiao.engine.book.contributions import shared


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> engine.Brought:
    folder = tmp_path_factory.mktemp("brought")
    return engine.Brought(engine.assess(engine.Job(small_store(folder), "2025", folder / "run")))


def test_values_are_the_rows_of_the_run(brought: engine.Brought) -> None:
    rows = pq.read_table(brought.run.folder / "clients.parquet").to_pylist()
    for client in ("C1", "C2", "C3"):
        own = [tuple(row.values()) for row in rows if row["client_id"] == client]
        assert [
            (v.manager_id, v.client_id, v.measure, v.numerator, v.denominator, v.value) for v in brought.values(client)
        ] == own
    assert {value.manager_id for value in brought.values("C2", ["M3", "M1"])} == {"M3"}
    assert brought.managers_of("C2") == ["M2", "M3"]
    assert brought.values("nobody") == brought.points("nobody") == ()


def test_values_in_measures_are_those_of_each_client(brought: engine.Brought) -> None:
    for manager in ("M1", "M2", "M3"):
        every = {client: brought.values(client, [manager]) for client in ("C1", "C2", "C3")}
        measures = sorted({one.measure for values in every.values() for one in values})[::2]
        assert measures
        expected = {
            client: {one.measure: one.value for one in values if one.measure in measures}
            for client, values in every.items()
        }
        assert brought.values_in(manager, measures) == {client: told for client, told in expected.items() if told}
    assert brought.values_in("nobody", ["deposit"]) == {}


def test_points_of_the_clients_add_up_to_the_managers(brought: engine.Brought) -> None:
    check(brought, ["C1", "C2", "C3"])


@pytest.mark.parametrize("number", [700, *(pytest.param(n, marks=pytest.mark.slow) for n in range(701, 708))])
def test_points_add_up_in_any_bank(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, number: int) -> None:
    bank, place = random_store(number, tmp_path_factory)
    run = engine.assess(engine.Job(place, bank.period, tmp_path / "run"))
    check(engine.Brought(run), [client.client_id for client in engine.open_book(place).clients()])


def check(brought: engine.Brought, clients: list[str]) -> None:
    """Every manager's points of an indicator are shared whole or not at all."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for client in clients:
        for found in brought.points(client):
            assert found.points.as_tuple().exponent == -2
            sums[found.manager_id, found.indicator] += found.points
    scored = {
        (row["manager_id"], row["indicator"]): Decimal(row["points"])
        for row in rows_of(brought.run.folder / "indicators.csv")
    }
    assert sums
    assert {key: scored[key] for key in sums} == sums


def test_ratios_and_events_have_no_points_by_client(brought: engine.Brought) -> None:
    codes = {found.indicator for client in ("C1", "C2", "C3") for found in brought.points(client)}
    assert {"CORP01", "FEE01"} <= codes
    assert not codes & {"ASSET01", "ASSET02", "ASSET03", "ASSET04", "XSELL01", "XSELL03", "BONUS01"}


def test_the_largest_remainder() -> None:
    thirds = {name: Fraction(1) for name in "cab"}
    assert shared(100, thirds) == {"a": 34, "b": 33, "c": 33}
    assert shared(101, thirds) == {"a": 34, "b": 34, "c": 33}
    assert shared(7, {"a": Fraction(3), "b": Fraction(-1)}) == {"a": 11, "b": -4}
    assert sum(shared(-7, {"a": Fraction(2), "b": Fraction(1)}).values()) == -7
    assert shared(5, {"a": Fraction(1), "b": Fraction(-1)}) == {}
    assert shared(5, {}) == {}
