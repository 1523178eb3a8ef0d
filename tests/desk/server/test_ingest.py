"""`qiao ingest` adds a batch to the desk's own ledger and brings it to the desk, or refuses in one sentence."""

from pathlib import Path

import pytest
import small_bank
from server.commands import database_of, qiao

pytestmark = pytest.mark.slow


def test_a_batch_goes_into_the_ledger_and_onto_the_desk(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", small_bank.write(tmp_path / "bank")
    behind = qiao(home, "ingest", str(folder), "--lang", "en")
    assert behind.returncode == 2, "before qiao migrate there is no desk"
    assert not (home / "ledger").exists()
    with database_of(home):
        need_a_batch_to_go_in(home, folder, tmp_path)


def need_a_batch_to_go_in(home: Path, folder: Path, tmp_path: Path) -> None:
    """From the empty database on."""
    assert qiao(home, "migrate").returncode == 0

    wrong = small_bank.write(tmp_path / "wrong", clients="client_id,name\nC1,甲公司\n")
    refused = qiao(home, "ingest", str(wrong), "--lang", "en", "--report", str(tmp_path / "faults"))
    assert (refused.returncode, "refused whole; nothing was stored" in refused.stderr) == (3, True)
    assert list((tmp_path / "faults").iterdir())

    done = qiao(home, "ingest", str(folder), "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "Stored as batch 1, data date 2025-12-31" in done.stdout
    assert "The desk shows batch 1, data date 2025-12-31." in done.stdout
    twice = qiao(home, "ingest", str(folder), "--lang", "en")
    assert (twice.returncode, "Already stored as batch 1" in twice.stdout) == (0, True)
    (folder / "flows.csv").unlink()
    ours = qiao(home, "ingest", str(folder), "--lang", "en", "--report", str(tmp_path / "ours"))
    assert ours.returncode == 3, "from the second batch on, what the desk keeps is not the bank's to send"
    for kept in ("ratings", "targets"):
        (folder / f"{kept}.csv").unlink()
    again = qiao(home, "ingest", str(folder), "--lang", "en")
    assert (again.returncode, "The desk shows batch 2" in again.stdout) == (0, True)

    sample = qiao(home, "demo")
    assert sample.returncode == 2, "a bank's own database takes no sample"


def test_a_sample_is_not_mixed_with_another_ledger(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", small_bank.write(tmp_path / "bank")
    with database_of(home):
        assert qiao(home, "demo", "--people-only").returncode == 0
        assert qiao(home, "import", str(folder), "--store", str(home / "ledger")).returncode == 0
        refused = qiao(home, "demo")
        assert (refused.returncode, "another bank's ledger" in refused.stderr) == (2, True)
