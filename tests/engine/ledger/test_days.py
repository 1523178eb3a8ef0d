"""Rows that come day by day are joined to the same stretches as those of one account after the other."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.engine.ledger.checks import days, pairs
from qiao.engine.ledger.checks.days import DayJoiner, cut
from qiao.engine.ledger.checks.stretches import SCHEMA

Row = tuple[str, date, Decimal]
FIRST = date(2025, 1, 1)
ROWS = pa.schema([field for field in SCHEMA if field.name != "through"])
ACCOUNTS = [f"A{number:02}" for number in range(9)]


@st.composite
def ledgers(draw: st.DrawFn) -> list[list[Row]]:
    """Days, some of them left out, of accounts that come, go, come again and now and then stand twice, in one order or another."""
    found, number = [], 0
    for _ in range(draw(st.integers(1, 7))):
        number += draw(st.sampled_from([1, 1, 1, 1, 2]))
        of_day = draw(st.lists(st.sampled_from(ACCOUNTS), min_size=1, unique=draw(st.integers(0, 5)) > 0))
        in_order = draw(st.sampled_from([sorted(of_day), sorted(of_day), of_day]))
        day = FIRST + timedelta(days=number)
        found.append(
            [(account, day, Decimal(draw(st.integers(-1, 1))).quantize(Decimal("0.01"))) for account in in_order]
        )
    return found


def block(rows: list[Row]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(
        [pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), ROWS, strict=True)], schema=ROWS
    )


def joined(rows: list[Row], size: int) -> tuple[list[dict[str, object]], bool]:
    joiner, found = DayJoiner(), []
    for start in range(0, len(rows), size):
        by_day = cut(block(rows[start : start + size]))
        assert by_day is not None
        found += list(joiner.add(by_day))
    found += list(joiner.rest())
    return pa.Table.from_batches(found, SCHEMA).to_pylist(), joiner.is_ordered


def opened(stretches: list[dict[str, object]]) -> Counter[Row]:
    """The days that the stretches stand for."""
    return Counter(
        (one["account_id"], one["date"] + timedelta(days=place), one["balance"])
        for one in stretches
        for place in range((one["through"] - one["date"]).days + 1)
    )


@pytest.fixture(params=["walked", "looked up"], autouse=True)
def small_blocks_and_steps(request: pytest.FixtureRequest) -> Iterator[None]:
    """Blocks of a few rows come day by day too; days are compared in both ways."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(days, "_ROWS_A_DAY", 0)
        patch.setattr(pairs, "_AT_ONCE", 2)
        if request.param == "looked up":
            patch.setattr(pairs, "_MOST_STEPS", 0)
        yield


@given(ledgers(), st.integers(1, 12))
def test_stretches_stand_for_just_the_rows_that_came_and_overlap_where_a_day_came_twice(
    ledger: list[list[Row]], size: int
) -> None:
    rows = [row for day in ledger for row in day]
    found = opened(joined(rows, size)[0])
    told = Counter((account, day) for account, day, _ in rows)
    twice = {account for (account, _), count in told.items() if count > 1}
    overlapping = Counter((account, day) for account, day, _ in found.elements())
    assert {account for (account, _), count in overlapping.items() if count > 1} == twice
    assert Counter({row: count for row, count in found.items() if row[0] not in twice}) == Counter(
        row for row in rows if row[0] not in twice
    )


@given(ledgers(), st.integers(1, 12))
def test_a_balance_that_stays_is_one_stretch(ledger: list[list[Row]], size: int) -> None:
    in_order = [
        sorted({account: row for account, *_ in day for row in day if row[0] == account}.values()) for day in ledger
    ]
    stretches, _ = joined([row for day in in_order for row in day], size)
    said = {(account, day): balance for rows in in_order for account, day, balance in rows}
    begun = [key for key, balance in said.items() if said.get((key[0], key[1] - timedelta(days=1))) != balance]
    assert sorted((one["account_id"], one["date"]) for one in stretches) == sorted(begun)


@pytest.mark.parametrize(
    ("accounts", "is_ordered"), [(["A1", "A2", "A3"], True), (["A2", "A1"], False), (["A1", "A1"], False)]
)
def test_one_day_is_in_order_if_its_accounts_are(accounts: list[str], is_ordered: bool) -> None:
    assert joined([(account, FIRST, Decimal("1.00")) for account in accounts], 2)[1] is is_ordered


def test_rows_of_one_account_after_the_other_do_not_come_by_the_day() -> None:
    rows = [(account, FIRST + timedelta(days=day), Decimal("1.00")) for account in ("A1", "A2") for day in range(3)]
    assert cut(block(rows)) is None
