"""`qiao assess LEDGER --period P --out DIR`: measure, score, decide."""

from pathlib import Path
from typing import Annotated

import typer

from qiao.cli import options, refused_batch, summary, terminal
from qiao.engine import runs
from qiao.engine.ledger.gate import RefusedError


def mount(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("assess")(assess)


def assess(
    ledger: Annotated[
        Path,
        typer.Argument(metavar="LEDGER", help="台账文件夹、工作簿或台账库 / a folder of tables, a workbook or a store"),
    ],
    period: Annotated[str, typer.Option("--period", help="2025、2025H1、2025Q3、2025-07 或 起..止 / or START..END")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="输出文件夹 / where the run is written")],
    lang: options.Lang,
    standard: options.StandardFile = None,
    as_of: options.AsOf = None,
    mapping: options.MappingFile = None,
    data_date: options.DataDate = None,
    known_at: options.KnownAt = None,
    engine: Annotated[str, typer.Option("--engine", help="计算引擎 / duckdb | spark")] = "duckdb",
    master: options.Master = options.LOCAL,
) -> None:
    """按台账与标准考评:得分、排名、等级决定 / assess a ledger under a standard."""
    job = runs.Job(
        ledger,
        period,
        out,
        standard,
        options.parse_date(as_of, "--as-of"),
        mapping,
        options.parse_date(data_date, "--data-date"),
        engine,
        master,
        known_at=options.parse_instant(known_at, "--known-at"),
    )
    try:
        with terminal.progress_bar() as progress:
            run = runs.assess(job, progress=progress)
    except RefusedError as error:
        refused_batch.report(error, out)
        raise
    summary.show(run, lang, terminal.console())
