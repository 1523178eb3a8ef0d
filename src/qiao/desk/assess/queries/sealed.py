"""What the seal of a run covers, and how somebody outside the desk recomputes it."""

import shlex
from pathlib import Path

from qiao.desk.assess.models import Run
from qiao.engine import load_run


def files(run: Run) -> list[Path]:
    """The run's own record and its results, whose hashes stand in it; not the evidence, which has the marks of single raters."""
    return [run.folder / name for name in ("run.json", *load_run(run.folder).results)]


def command(run: Run) -> str:
    """What whoever runs the server types to have the seal recomputed."""
    return f"qiao verify {shlex.quote(str(run.folder))}"
