"""One command takes the sample away, and never a bank's own data."""

from pathlib import Path

import pytest
from server.commands import database_of, qiao

pytestmark = pytest.mark.slow


def test_the_sample_goes_and_a_banks_own_data_stays(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with database_of(home):
        assert qiao(home, "demo", "--people-only").returncode == 0
        (home / "ledger").mkdir()
        gone = qiao(home, "demo", "--remove", "--lang", "en")
        assert (gone.returncode, gone.stdout.strip()) == (0, "The sample is gone; the database is empty.")
        assert not (home / "ledger").exists()

        appointed = qiao(home, "people", "first-admin", "000001", "张守正")
        assert appointed.returncode == 0, appointed.stderr
        refused = qiao(home, "demo", "--remove", "--lang", "en")
        assert refused.returncode == 2
        assert "not a sample" in refused.stderr
        again = qiao(home, "people", "first-admin", "000001", "张守正")
        assert again.returncode == 0, "the administrator is still there"
