"""A prepared ledger can always be made again: one that cannot be read stands in nobody's way, and old ones go."""

from collections.abc import Callable
from pathlib import Path

import pytest
import small_bank
from ledger.bringing import corrected

from qiao.engine import files, holds, opening
from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import RequestError
from qiao.engine.ledger import batches, keeping, prepared, store
from qiao.engine.ledger.gate import Request
from qiao.engine.periods import parse_period

pytestmark = pytest.mark.slow

# --- a ledger that cannot be read ---------------------------------------------------------------------------------------


def _emptied(manifest: Path) -> None:
    manifest.write_text("")


def _lost(manifest: Path) -> None:
    manifest.unlink()


def _something_else(manifest: Path) -> None:
    manifest.write_text("[]")


def _without_a_table(manifest: Path) -> None:
    next(manifest.parent.glob("sums-*.parquet")).unlink()


@pytest.mark.parametrize("damage", [_emptied, _lost, _something_else, _without_a_table])
def test_a_ledger_that_cannot_be_read_is_made_again(place: Path, damage: Callable[[Path], None]) -> None:
    first, _ = store.ledger(place)
    damage(first.folder / prepared.MANIFEST)
    assert keeping.status(place).tables == ()
    again, _ = store.ledger(place)
    assert (again.folder, again.digest, again.damaged()) == (first.folder, first.digest, [])
    assert list((place / "ledgers").glob(".*")) == []
    damage(again.folder / prepared.MANIFEST)
    assert corrected(place, 1).ledger.damaged() == []


def test_a_batch_is_imported_again_where_its_ledger_cannot_be_read(place: Path) -> None:
    made = corrected(place, 1)
    store.withdraw_batch(place, 2)
    _emptied(made.ledger.folder / prepared.MANIFEST)
    assert store.import_batch(Request(place.parent / "correction-1"), place).ledger.damaged() == []


def test_what_is_left_of_a_ledger_stays_while_somebody_reads_it(place: Path) -> None:
    ledger, _ = store.ledger(place)
    hold = holds.Hold(ledger.folder)
    _emptied(ledger.folder / prepared.MANIFEST)
    with pytest.raises(RequestError, match="no readable ledger manifest"):
        store.ledger(place)
    assert corrected(place, 1).is_new, "an import builds on the batches alone"
    hold.close()
    assert store.ledger(place, [batch.digest for batch in store.read_batches(place)[:1]])[0].damaged() == []


def test_a_manifest_that_may_not_be_read_just_now_clears_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger, _ = store.ledger(place)

    def refused(*_: object, **__: object) -> str:
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(prepared.json, "loads", refused)
        with pytest.raises(RequestError) as caught:
            prepared.load(ledger.folder)
    assert not isinstance(caught.value, prepared.NoLedgerError)


# --- two at once ------------------------------------------------------------------------------------------------------


def test_a_reader_whose_ledger_is_cleared_away_before_it_is_held_opens_it_again(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, told = store.ledger, []

    def ledger(*args: object, **more: object) -> tuple[prepared.Prepared, list[batches.Batch]]:
        found = real(*args, **more)  # type: ignore[arg-type]
        if not told:
            assert files.clear_away(found[0].folder)
        told.append(found[0].digest)
        return found

    monkeypatch.setattr(store, "ledger", ledger)
    with Database() as db:
        opened = opening.open_ledger(db, opening.Source(place), parse_period("2025"))
        assert told == [opened.prepared.digest] * 2


def test_a_store_is_marked_as_one_by_whoever_holds_its_lock(tmp_path: Path) -> None:
    bank, new = small_bank.write(tmp_path / "bank"), tmp_path / "store"
    new.mkdir()
    with files.locked(new), pytest.raises(RequestError, match="wait until it has ended"):
        store.import_batch(Request(bank), new)
    assert [path.name for path in new.iterdir()] == [".lock"]
    assert store.import_batch(Request(bank), new).is_new


# --- ledgers of earlier states ----------------------------------------------------------------------------------------


def test_ledgers_of_earlier_states_do_not_pile_up(place: Path) -> None:
    newest = [corrected(place, number) for number in range(4)][-1].ledger.folder
    digests = [batch.digest for batch in store.read_batches(place)]
    for count in range(1, 5):
        earlier, _ = store.ledger(place, digests[:count])
        assert set((place / "ledgers").iterdir()) == {earlier.folder, newest}


def test_a_ledger_that_is_read_stays_and_one_that_is_built_upon_too(place: Path) -> None:
    for number in range(3):
        corrected(place, number)
    digests = [batch.digest for batch in store.read_batches(place)]
    hold = holds.Hold(store.ledger(place, digests[:1])[0].folder)
    with files.locked(place):
        store.ledger(place, digests[:2])
        assert len(list((place / "ledgers").iterdir())) == 3, "whoever has the lock sweeps later"
    store.ledger(place, digests[:3])
    folders = {store.place_of(place, store.read_batches(place)[:count]) for count in (1, 3, 4)}
    assert set((place / "ledgers").iterdir()) == folders
    hold.close()
