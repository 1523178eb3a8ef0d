"""Who may import whom holds, as ARCHITECTURE.md says it."""

import pytest
from importlinter import cli
from project import ROOT


def test_the_import_contracts_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert cli.lint_imports(no_cache=True) == cli.EXIT_STATUS_SUCCESS
