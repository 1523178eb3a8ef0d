"""A store is checked while the desk runs: what moves on meanwhile is no fault."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ledger.bringing import corrected

from qiao.engine.errors import RequestError, Text
from qiao.engine.ledger import batches, keeping, store
from qiao.engine.ledger.prepared import Prepared

pytestmark = pytest.mark.slow


def before(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, do: Callable[[], object]) -> None:
    """Do something once, just before a function is called for the first time."""
    real, waiting = getattr(where, name), [do]

    def call(*args: Any, **more: Any) -> Any:
        if waiting:
            waiting.pop()()
        return real(*args, **more)

    monkeypatch.setattr(where, name, call)


def faults(place: Path) -> list[str]:
    return [fault.en for fault in keeping.check(place)]


def test_batches_that_come_while_a_store_is_checked_are_no_fault(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before(monkeypatch, Prepared, "damaged", lambda: [corrected(place, number) for number in range(3)])
    assert faults(place) == []
    assert len(list((place / "ledgers").iterdir())) == 3, "two, and the one that was held"
    corrected(place, 3)
    assert len(list((place / "ledgers").iterdir())) == 2


def test_a_ledger_that_is_cleared_away_before_it_is_held_is_no_fault(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before(monkeypatch, keeping, "Hold", lambda: [corrected(place, number) for number in range(3)])
    assert faults(place) == []


@pytest.mark.parametrize(
    ("where", "name"),
    [(store, "need_sound"), (keeping, "_differences"), (store.merging, "merge"), (store, "digest_of")],
)
def test_a_batch_that_is_withdrawn_while_a_store_is_checked_is_no_fault(
    place: Path, monkeypatch: pytest.MonkeyPatch, where: Any, name: str
) -> None:
    corrected(place, 1)
    if name == "merge":  # only where it is made again to compare
        before(monkeypatch, keeping, "_differences", lambda: before(monkeypatch, where, name, withdrawn(place)))
    else:
        before(monkeypatch, where, name, withdrawn(place))
    assert faults(place) == []
    monkeypatch.undo()
    assert [batch.number for batch in store.read_batches(place)] == [1]
    assert faults(place) == []


def withdrawn(place: Path) -> Callable[[], object]:
    return lambda: store.withdraw_batch(place, 2)


def test_a_batch_that_vanishes_between_two_looks_is_not_there(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    second = corrected(place, 1).batch
    real = batches.json.loads

    def loads(text: str) -> Any:
        shutil.rmtree(second.folder, ignore_errors=True)
        return real(text)

    monkeypatch.setattr(batches.json, "loads", loads)
    assert [batch.number for batch in store.read_batches(place)] == [1]


def test_what_is_wrong_with_a_batch_is_still_told(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (batch,) = store.read_batches(place)
    path = batch.file("flows")
    assert path
    path.write_bytes(b"")
    before(monkeypatch, keeping, "_batch_faults", lambda: corrected_anyway(place))
    assert len(faults(place)) == 1

    def failing(*_: object) -> Iterator[Text]:
        raise RequestError("坏", "broken")

    monkeypatch.setattr(keeping, "_batch_faults", lambda *_: iter(()))
    monkeypatch.setattr(keeping, "_differences", failing)
    with pytest.raises(RequestError, match="broken"):
        faults(place)


def corrected_anyway(place: Path) -> None:
    with pytest.raises(RequestError, match="restore"):
        corrected(place, 9)
