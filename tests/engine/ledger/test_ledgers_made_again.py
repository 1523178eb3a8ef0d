"""A prepared ledger can always be made again: one that cannot be read stands in nobody's way, and old ones go."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qiao.engine import files
from qiao.engine.errors import RequestError
from qiao.engine.ledger import keeping, prepared, store
from qiao.engine.ledger.gate import Request

pytestmark = pytest.mark.slow

LATER = "account_id,date,balance\nA1,2025-12-31,{}.00\n"


def corrected(place: Path, balance: int) -> store.Imported:
    """Import a correction of one balance."""
    folder = place.parent / f"correction-{balance}"
    folder.mkdir()
    (folder / "balances.csv").write_text(LATER.format(balance))
    return store.import_batch(Request(folder), place)


# --- a manifest that cannot be read -----------------------------------------------------------------------------------


def _emptied(manifest: Path) -> None:
    manifest.write_text("")


def _lost(manifest: Path) -> None:
    manifest.unlink()


def _something_else(manifest: Path) -> None:
    manifest.write_text("[]")


@pytest.mark.parametrize("damage", [_emptied, _lost, _something_else])
def test_a_ledger_whose_manifest_cannot_be_read_is_made_again(place: Path, damage: Callable[[Path], None]) -> None:
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
    hold = files.Hold(ledger.folder)
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
