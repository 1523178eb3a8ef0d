"""Who may import whom holds, as ARCHITECTURE.md says it."""

import subprocess
import sys

from project import ROOT


def test_the_import_contracts_hold() -> None:
    """In a process of its own: import-linter silences the loggers of whoever calls it."""
    words = "import sys; from importlinter import cli; sys.exit(cli.lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
