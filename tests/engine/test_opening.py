"""What is asked of a ledger and cannot be given is refused, never left out without a word."""

from datetime import date
from pathlib import Path

import pytest
import small_bank

from qiao.engine import opening
from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import RequestError
from qiao.engine.ledger import store
from qiao.engine.ledger.gate import Request
from qiao.engine.opening import Source
from qiao.engine.periods import parse_period

PERIOD = parse_period("2025")


@pytest.mark.slow
def test_a_store_is_not_told_again_how_its_batches_are_read(tmp_path: Path) -> None:
    place = tmp_path / "store"
    store.import_batch(Request(small_bank.write(tmp_path / "bank")), place)
    for source in (Source(place, tmp_path / "nowhere.yaml"), Source(place, data_date=date(1999, 1, 1))):
        with Database() as db, pytest.raises(RequestError, match="--mapping and --data-date are for a folder"):
            opening.open_ledger(db, source, PERIOD)


@pytest.mark.parametrize(
    ("data_date", "as_of", "found"),
    [
        (None, None, date(2025, 12, 31)),
        (None, date(2025, 6, 30), date(2025, 6, 30)),
        (None, date(2026, 5, 1), None),
        (date(2025, 9, 30), None, date(2025, 9, 30)),
        (date(2025, 9, 30), date(2025, 9, 30), date(2025, 9, 30)),
        (date(2025, 9, 30), date(2025, 10, 1), None),
        (date(2026, 9, 30), date(2026, 1, 1), None),
        (date(2026, 9, 30), None, date(2025, 12, 31)),
    ],
)
def test_a_period_is_cut_at_the_day_asked_for_or_that_is_refused(
    data_date: date | None, as_of: date | None, found: date | None
) -> None:
    if found:
        assert opening.cut(PERIOD, data_date, as_of).as_of == found
        return
    with pytest.raises(RequestError, match="is later than"):
        opening.cut(PERIOD, data_date, as_of)
