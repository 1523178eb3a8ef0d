"""The rows of a table in force are what the batches leave standing, as a batch would write them."""

from decimal import Decimal
from pathlib import Path

import pytest
import small_bank

from qiao.engine import Request, RequestError, import_batch, rows_in_force, write_tables

AWARD = {"award_id": "W1", "manager_id": "M1", "date": "2025-03-01", "indicator": "BONUS01", "points": Decimal("1.50")}


def test_later_rows_take_the_place_of_earlier_ones_and_withdrawn_ones_are_gone(tmp_path: Path) -> None:
    place = tmp_path / "store"
    import_batch(Request(small_bank.write(tmp_path / "bank")), place)
    before = {str(row["award_id"]): row for row in rows_in_force(place, "awards")}
    first = {**AWARD, "reason": "a"}
    write_tables(tmp_path / "one", {"awards": [first, {**first, "award_id": "W2"}]})
    import_batch(Request(tmp_path / "one", sender="desk"), place)
    write_tables(tmp_path / "two", {"awards": [{**first, "reason": "b"}, {"award_id": "W2", "withdrawn": True}]})
    import_batch(Request(tmp_path / "two", sender="desk"), place)
    after = {str(row["award_id"]): row for row in rows_in_force(place, "awards")}
    assert after.keys() == before.keys() | {"W1"}
    # An award that nobody approved is in force too: it counts for nothing, but it is not lost when rows are sent again.
    assert (after["W1"]["reason"], after["W1"]["points"], after["W1"]["approved_by"]) == ("b", Decimal("1.50"), None)
    assert write_tables(tmp_path / "again", {"awards": after.values()}) == {"awards": len(after)}


def test_a_table_that_no_batch_delivered_has_no_rows(tmp_path: Path) -> None:
    place = tmp_path / "store"
    import_batch(Request(small_bank.write(tmp_path / "bank")), place)
    assert list(rows_in_force(place, "limits")) == []
    with pytest.raises(KeyError):
        list(rows_in_force(place, "nothing"))
    with pytest.raises(RequestError):
        list(rows_in_force(tmp_path, "awards"))
