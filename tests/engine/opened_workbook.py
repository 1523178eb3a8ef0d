"""A run's workbook as a person's program opens it."""

import io
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
from run_engine import qiao, rows_of, run_json

from qiao.engine import Run
from qiao.engine.outputs.workbook import scorecards
from qiao.engine.scoring.scores import Scores

SUMMARY, TABLES = (
    "总览 Summary",
    ["排名 Ranking", "门槛 Thresholds", "指标 Indicators", "类别 Categories", "决定 Decisions", "警告 Warnings"],
)

Line = dict[str, Any]


@dataclass
class Made:
    """A run's folder with its workbook opened."""

    folder: Path

    @cached_property
    def book(self) -> Any:
        """The workbook."""
        return openpyxl.load_workbook(self.folder / "scorecards.xlsx")

    def lines(self, name: str) -> list[Line]:
        """The lines of a table by the English half of each heading."""
        heading, *rows = self.book[name].iter_rows(values_only=True)
        keys = [text.split("\n")[1] for text in heading]
        return [dict(zip(keys, row, strict=True)) for row in rows]

    def csv(self, name: str) -> list[dict[str, str]]:
        """The rows of one of the run's CSV files."""
        return rows_of(self.folder / f"{name}.csv")

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the run says of itself."""
        return run_json(self.folder)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What stands beside each label of the summary."""
        return {row[0]: row[1] for row in self.book[SUMMARY].iter_rows(values_only=True) if row[0]}


def made(ledger: Path, out: Path, period: str = "2025", *options: str) -> Made:
    """Assess a folder."""
    qiao("assess", ledger, "--period", period, "--out", out, *options)
    return Made(out)


def reopened(run: Run, scores: Scores, **changed: Any) -> Any:
    """The workbook of other scores, its manifest changed."""
    return openpyxl.load_workbook(io.BytesIO(scorecards(scores, {**run.manifest, **changed})))
