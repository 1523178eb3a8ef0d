"""What a store says of its batches, of when each came too, is proved to the byte."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest
import small_bank

from qiao.engine.errors import RequestError
from qiao.engine.ledger import batches, keeping, store
from qiao.engine.ledger.gate import Request

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "said",
    [{"imported_at": "2020-01-01T00:00:00+00:00"}, {"imported_by": "nobody"}, {"warnings": [1]}, {"replaced": {"flows": 1}}],
)  # fmt: skip
def test_whoever_changes_what_is_said_of_a_batch_is_found_out(place: Path, said: dict[str, object]) -> None:
    (batch,) = store.read_batches(place)
    assert list(keeping.check(place)) == []
    path = batch.folder / batches.MANIFEST
    path.write_text(json.dumps({**batch.manifest, **said}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (fault,) = keeping.check(place)
    assert f"{path} is gone or damaged" in fault.en
    with pytest.raises(RequestError, match="restore this batch"):
        store.import_batch(Request(place.parent / "bank", data_date=datetime(2026, 1, 1, tzinfo=UTC).date()), place)


def test_a_plain_program_proves_a_manifest(place: Path) -> None:
    (batch,) = store.read_batches(place)
    subprocess.run(["sha256sum", "--check", "--strict", batches.SEAL], cwd=batch.folder, check=True)


def test_a_batch_that_was_stored_before_manifests_were_sealed_is_sound(place: Path) -> None:
    (batch,) = store.read_batches(place)
    (batch.folder / batches.SEAL).unlink()
    assert list(keeping.check(place)) == []


def test_a_batch_is_stored_when_all_of_it_is_made(tmp_path: Path) -> None:
    """It was known to nobody while its ledger was made, which takes minutes."""
    clock = datetime(2026, 1, 5, 8, tzinfo=UTC)
    made = clock + timedelta(minutes=7)
    now = mock.Mock(return_value=clock)
    real = store._publish

    def publish(*args: object) -> object:
        now.return_value = made
        return real(*args)  # type: ignore[arg-type]

    with mock.patch.object(store, "datetime", mock.Mock(now=now)), mock.patch.object(store, "_publish", publish):
        imported = store.import_batch(Request(small_bank.write(tmp_path / "bank")), tmp_path / "store")
    assert imported.batch.imported_at == made
    assert store.read_batches(tmp_path / "store") == [imported.batch]


@pytest.mark.parametrize(
    ("mark", "told"), [('{"format": 2}', "of a format that this version"), ("{}", "restore this"), ("", "restore this")]
)
def test_a_store_of_another_format_is_neither_read_nor_added_to(place: Path, mark: str, told: str) -> None:
    (place / "store.json").write_text(mark)
    with pytest.raises(RequestError, match=told):
        store.read_batches(place)
    with pytest.raises(RequestError, match=told):
        store.import_batch(Request(place.parent / "bank", data_date=datetime(2026, 1, 1, tzinfo=UTC).date()), place)
    with pytest.raises(RequestError, match=told):
        store.ledger(place)
