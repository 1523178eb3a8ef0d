"""A store of the small bank, imported once a file and copied for each test that changes it."""

import shutil
from pathlib import Path

import pytest
import small_bank

from qiao.engine.ledger import store
from qiao.engine.ledger.gate import Request


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small bank, and a store that holds it; each test gets a copy."""
    folder = tmp_path_factory.mktemp("made")
    store.import_batch(Request(small_bank.write(folder / "bank")), folder / "store")
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    """A store that a test may change."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "store"
