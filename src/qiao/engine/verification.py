"""Verify (核验): recompute a run from the ledger it names and compare every hash; nothing is believed that is only written."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qiao.engine import describing, files, opening, runs
from qiao.engine.engines import choosing
from qiao.engine.engines.duckdb import Database
from qiao.engine.engines.engine import Engine
from qiao.engine.errors import QiaoError, Text
from qiao.engine.ledger.prepared import digest_of
from qiao.engine.measures import collecting
from qiao.engine.measures.measuring import Measuring
from qiao.engine.opening import Opened
from qiao.engine.runs import RUN, Run
from qiao.engine.scoring.scores import score


@dataclass(frozen=True)
class Verdict:
    """What was compared, and every difference found."""

    checked: tuple[str, ...]
    differences: tuple[Text, ...]

    @property
    def holds(self) -> bool:
        """Whether everything agreed."""
        return not self.differences


@dataclass(frozen=True)
class Second:
    """Compute with the engine that did not make the run: Spark, on this master, where DuckDB did."""

    master: str = choosing.LOCAL

    def of(self, run: Run) -> str:
        """The name of that engine."""
        return choosing.other(run.manifest["environment"]["engine"])


def verify(run: Run, second: Second | None = None) -> Verdict:
    """Check the run's files against its seal, its ledger against its digest, then compute everything anew and compare."""
    written = list(_files_differ(run))
    if not written:
        written += _ledger_differs(run)
    if not written:
        written += _recomputed_differs(run, second)
    return Verdict((*run.hashes, RUN), tuple(written))


def _files_differ(run: Run) -> list[Text]:
    counted = {key: value for key, value in run.manifest.items() if key not in ("seal", "environment")}
    found = []
    if digest_of(counted) != run.manifest.get("seal"):
        found.append(Text(f"{RUN} 的内容与封印不符", f"{RUN} does not match its seal"))
    for name, expected in run.hashes.items():
        path = run.folder / name
        if not path.is_file():
            found.append(Text(f"缺少文件 {name}", f"{name} is gone"))
        elif files.sha256_of(path) != expected:
            found.append(Text(f"{name} 已被改动", f"{name} has been changed"))
    return found


def _ledger_differs(run: Run) -> list[Text]:
    try:
        ledger = run.ledger()
    except QiaoError as error:
        return [error.text]
    if ledger.digest != run.manifest["ledger"]:
        return [Text("台账与运行时不是同一份", "the ledger is not the one that the run was made of")]
    return [
        Text(f"台账文件 {name} 缺失或被改动", f"the ledger's file {name} is gone or changed")
        for name in ledger.damaged()
    ]


def _recomputed_differs(run: Run, second: Second | None) -> list[Text]:
    """Compute with the optimiser off and one thread, or with the other engine: another way to the same bytes."""
    if second and second.of(run) == choosing.SPARK:
        with choosing.spark(second.master) as engine:
            hashes = recompute(run, engine)
    else:
        hashes = recompute(run)
    return [
        Text(f"重新计算的 {name} 与原文件不同", f"{name} comes out differently when computed anew")
        for name, expected in run.hashes.items()
        if hashes.get(name) != expected
    ]


def recompute(run: Run, engine: Engine | None = None) -> dict[str, str]:
    """The hashes of the run's files, computed anew from its ledger and standard; the kernels by `engine` where there is one."""
    ledger, loaded, period = run.ledger(), run.standard, run.period
    with Database(threads=1, optimiser=False) as db, tempfile.TemporaryDirectory(prefix="qiao-verify-") as place:
        ledger.open(db)
        if engine:
            ledger.open(engine)
        opening.check_translated(db, loaded, period)
        measured = Measuring(db, loaded.standard, period, ledger.present, engine).run()
        scores = score(
            collecting.collect(db, measured, loaded.standard, period, ledger.present), loaded.standard, period
        )
        opened = Opened(ledger.data_date, ledger.present, run.manifest["source"], _given_warnings(run), ledger)
        manifest: dict[str, Any] = describing.describe(db, loaded, opened, measured, scores)
        manifest["ledger"] = ledger.digest
        return runs.write_files(db, loaded, measured, scores, manifest, Path(place))


def _given_warnings(run: Run) -> list[dict[str, Any]]:
    """The warnings that came with the ledger; those of the run itself are made anew."""
    return list(run.manifest["ledger_warnings"])
