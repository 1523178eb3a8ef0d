"""An amount times a rate is rounded alike where 64 bits suffice and where they do not."""

from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qiao.engine.engines.duckdb import Database
from qiao.engine.ledger import prepared

MOST = 10**18  # of an amount in cents, and of a rate in millionths


@pytest.fixture(scope="module")
def db() -> Iterator[Database]:
    with Database() as opened:
        prepared.define_macros(opened)
        yield opened


def in_python(amount: int, over: int, under: int) -> int:
    found = (2 * abs(amount) * over + under) // (2 * under)
    return -found if amount < 0 else found


@settings(max_examples=200, deadline=None, derandomize=True)
@given(amount=st.integers(-MOST, MOST), over=st.integers(1, MOST), under=st.integers(1, 10**12))
@example(
    amount=4_611_686_018_427_387_903, over=1, under=1
)  # the last that 64 bits hold, and the first that they do not
@example(amount=4_611_686_018_427_387_904, over=1, under=1)
@example(amount=-5, over=1, under=10)  # half a unit, away from zero
@example(amount=0, over=MOST, under=1)
def test_amounts_are_rounded_half_away_from_zero_at_any_size(db: Database, amount: int, over: int, under: int) -> None:
    exact = in_python(amount, over, under)
    if abs(exact) < 2**63:
        told = [f"CAST({number} AS BIGINT)" for number in (amount, over, under)]
        assert db.value(f"SELECT rounded({', '.join(told)})") == exact
