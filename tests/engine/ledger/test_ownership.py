"""What the desk owns comes in its own batches, which hold only what changed; what it owns is not taken from the bank."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import small_bank

from qiao import engine
from qiao.engine import (
    Cells,
    RefusedError,
    Request,
    RequestError,
    import_batch,
    open_book,
    withdraw_batch,
    write_tables,
)

pytestmark = pytest.mark.slow

OWNED = frozenset({"assignments"})


def as_kept(place: Path, **changes: str) -> Iterator[Cells]:
    """All assignments in force as the desk keeps them, some shares changed."""
    for row in open_book(place).assignments():
        share = changes.get(row.client_id + row.manager_id, str(Decimal(row.share) / 10_000))
        yield {
            "client_id": row.client_id, "manager_id": row.manager_id, "from_date": row.from_date, "to_date": row.to_date,
            "share": Decimal(share), "role": row.role, "inherited": row.inherited or None,
        }  # fmt: skip


def send(place: Path, folder: Path, rows: Iterator[Cells], *, whole: bool = True) -> engine.Imported:
    """Send assignments as the desk does before a run."""
    write_tables(folder, {"assignments": rows})
    return import_batch(Request(folder, sender="desk", owned=OWNED, whole=OWNED if whole else frozenset()), place)


def numerators(run: engine.Run, measure: str) -> dict[tuple[str, str], int]:
    rows = pq.read_table(run.folder / "clients.parquet").to_pylist()
    return {(r["manager_id"], r["client_id"]): int(r["numerator"]) for r in rows if r["measure"] == measure}


def test_a_changed_share_is_found_in_the_numerators_of_the_run(place: Path, tmp_path: Path) -> None:
    before = numerators(engine.assess(engine.Job(place, "2025", tmp_path / "before")), "deposit_adb")
    made = send(place, tmp_path / "desk", as_kept(place, C1M1="0.6", C1M2="0.4"))
    after = numerators(engine.assess(engine.Job(place, "2025", tmp_path / "after")), "deposit_adb")
    assert made.is_new
    assert made.batch.manifest["source"] == "desk"
    assert made.batch.manifest["tables"]["assignments"]["rows"] == 2, "only what changed"
    whole = before["M1", "C1"] + before["M2", "C1"]
    assert after["M1", "C1"] * 10 == whole * 6
    assert after["M2", "C1"] * 10 == whole * 4
    assert {key: n for key, n in after.items() if key[1] != "C1"} == {
        key: n for key, n in before.items() if key[1] != "C1"
    }


def test_nothing_changed_makes_no_batch(place: Path, tmp_path: Path) -> None:
    made = send(place, tmp_path / "desk", as_kept(place))
    assert not made.is_new
    assert made.batch.number == 1
    assert len(open_book(place).batches) == 1


def test_an_empty_table_is_delivered_once(place: Path, tmp_path: Path) -> None:
    for number, is_new in ((1, True), (2, False)):
        write_tables(tmp_path / f"{number}", {"awards": []})
        made = import_batch(Request(tmp_path / f"{number}", sender="desk", owned=frozenset({"awards"})), place)
        assert made.is_new is is_new
    assert open_book(place).ledger.present >= {"awards"}


def test_what_is_not_in_a_whole_table_is_withdrawn(place: Path, tmp_path: Path) -> None:
    made = send(place, tmp_path / "desk", (row for row in as_kept(place) if row["client_id"] != "C3"))
    assert made.batch.manifest["tables"]["assignments"]["rows"] == 1
    assert {row.client_id for row in open_book(place).assignments()} == {"C1", "C2"}


def test_rows_can_be_withdrawn_one_by_one(place: Path, tmp_path: Path) -> None:
    gone: Cells = {"client_id": "C3", "manager_id": "M3", "from_date": date(2025, 2, 1), "withdrawn": True}
    new: Cells = {
        "client_id": "C3", "manager_id": "M1", "from_date": date(2025, 3, 1), "share": Decimal(1), "role": "lead",
    }  # fmt: skip
    send(place, tmp_path / "desk", iter([gone, new]), whole=False)
    found = [row for row in open_book(place).assignments() if row.client_id == "C3"]
    assert found == [("C3", "M1", date(2025, 3, 1), None, 10_000, "lead", False)]


def test_the_banks_file_for_a_table_of_the_desk_is_refused_whole(place: Path, tmp_path: Path) -> None:
    before = sorted(place.rglob("*"))
    with pytest.raises(RefusedError) as refused:
        later = small_bank.write(tmp_path / "later", flows="")
        import_batch(Request(later, sender="bank", owned=OWNED), place)
    assert [fault.rule for fault in refused.value.faults.faults] == ["owned_by_desk"]
    assert "is kept in the desk" in refused.value.text.en
    assert "由工作台维护" in refused.value.text.zh
    assert sorted(place.rglob("*")) == before


@pytest.mark.parametrize("owned", [OWNED, frozenset()])
def test_a_batch_that_says_it_is_the_desks_is_refused_from_the_bank(
    place: Path, tmp_path: Path, owned: frozenset[str]
) -> None:
    write_tables(tmp_path / "forged", {"assignments": as_kept(place, C1M1="0.1")})
    with pytest.raises(RefusedError, match="only the desk itself sends in that name") as refused:
        import_batch(Request(tmp_path / "forged", owned=owned), place)
    assert [fault.rule for fault in refused.value.faults.faults] == ["not_the_desk", *["owned_by_desk"] * bool(owned)]
    assert "请删去这一行" in refused.value.text.zh
    assert len(open_book(place).batches) == 1


def test_the_desk_writes_no_table_of_the_banks(place: Path, tmp_path: Path) -> None:
    write_tables(tmp_path / "desk", {"clients": [{"client_id": "C1", "opened_on": date(2020, 1, 1)}]})
    with pytest.raises(RefusedError, match="not the desk's to write"):
        import_batch(Request(tmp_path / "desk", sender="desk", owned=OWNED), place)


def test_shares_above_one_are_refused_from_the_desk_too(place: Path, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="is refused whole"):
        send(place, tmp_path / "desk", as_kept(place, C1M1="0.9"))
    assert len(open_book(place).batches) == 1


# --- writing ----------------------------------------------------------------------------------------------------------


def test_text_is_written_as_it_is(tmp_path: Path) -> None:
    name = '甲"乙", \n丙\r丁\r\n戊'
    rows: list[Cells] = [{"client_id": "007", "name": name, "opened_on": date(2020, 1, 1)}]
    assert write_tables(tmp_path / "out", {"clients": rows}, source="bank", data_date=date(2025, 1, 2)) == {
        "clients": 1
    }
    made = import_batch(Request(tmp_path / "out"), tmp_path / "store")
    assert made.batch.data_date == date(2025, 1, 2)
    assert made.batch.manifest["source"] == "bank"
    assert pq.read_table(made.batch.file("clients")).to_pylist()[0]["name"] == name


def test_what_has_no_exact_text_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_tables(tmp_path / "out", {"assignments": [{"share": 0.7}]})  # type: ignore[dict-item]
    with pytest.raises(KeyError):
        write_tables(tmp_path / "out", {"assignments": [{"shares": 1}]})
    with pytest.raises(KeyError):
        write_tables(tmp_path / "out", {"nothing": []})
    assert list(tmp_path.iterdir()) == [], "whole or not at all"


# --- taking the newest batch back ----------------------------------------------------------------------------------------


def test_the_newest_batch_can_be_taken_back(place: Path, tmp_path: Path) -> None:
    shelf = engine.Shelf(place)
    before = shelf.book().digest
    send(place, tmp_path / "desk", as_kept(place, C1M1="0.6"))
    assert shelf.book().digest != before
    assert withdraw_batch(place, 2).number == 2
    assert shelf.book().digest == before
    assert not list(place.rglob("*.partial"))
    assert send(place, tmp_path / "again", as_kept(place, C1M1="0.5")).batch.number == 2


def test_the_first_batch_can_be_taken_back(place: Path, tmp_path: Path) -> None:
    withdraw_batch(place, 1)
    with pytest.raises(RequestError, match="no batch"):
        open_book(place)
    assert import_batch(Request(tmp_path / "bank"), place).batch.number == 1


def test_an_earlier_batch_and_one_that_a_run_was_made_of_stay(place: Path, tmp_path: Path) -> None:
    send(place, tmp_path / "desk", as_kept(place, C1M1="0.6"))
    run = engine.assess(engine.Job(place, "2025", tmp_path / "run"))
    before = sorted(place.rglob("*"))
    for number, why in ((1, "Batch 2 stands on batch 1"), (3, "has no batch 3"), (2, "A run was made of batch 2")):
        with pytest.raises(RequestError, match=why):
            withdraw_batch(place, number, used=run.batches)
    assert sorted(place.rglob("*")) == before
