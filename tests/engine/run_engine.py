"""The program as a person runs it, and the files that it writes as rows."""

import csv
import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from qiao.cli import app

Rows = list[dict[str, str]]

FILES = ("managers", "indicators", "thresholds")


def qiao(*words: str | Path) -> str:
    """Run `qiao …` in this process and give back what it printed; a failure raises what it raised."""
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def assess(ledger: Path, period: str, out: Path, *options: str | Path) -> dict[str, Rows]:
    """Run `qiao assess` and read the three files of the assessment."""
    qiao("assess", ledger, "--period", period, "--out", out, *options)
    return {file: rows_of(out / f"{file}.csv") for file in FILES}


def rows_of(path: Path) -> Rows:
    """The rows of a CSV file as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run_json(out: Path) -> dict[str, Any]:
    """What the run says of itself."""
    read: dict[str, Any] = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return read
