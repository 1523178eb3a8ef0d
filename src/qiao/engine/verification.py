"""Verify (核验): recompute a run from the ledger it names and compare every hash; nothing is believed that is only written.

A run that another version of Qiao made has to come out the same, byte by byte. What it says of that version, its number, its
kernels' hash and its hash of the prepared ledger, is told beside what it is here.
"""

from dataclasses import dataclass
from typing import Any

import qiao
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
from qiao.engine.scratch import Scratch

_SHOWN = 16  # digits of a hash, enough to tell two apart


@dataclass(frozen=True)
class Verdict:
    """What was compared, every difference found, and what the run says of the version that made it, where it was another."""

    checked: tuple[str, ...]
    differences: tuple[Text, ...]
    notes: tuple[Text, ...] = ()

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
    notes: tuple[Text, ...] = ()
    if not written:
        notes = tuple(_of_another_version(run))
        written += _recomputed_differs(run, second)
    return Verdict((*run.hashes, RUN), tuple(written), notes)


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
    if ledger.digest != run.manifest["ledger"] and not _may_be_otherwise(run):
        return [Text("台账与运行时不是同一份", "the ledger is not the one that the run was made of")]
    return [
        Text(f"台账文件 {name} 缺失或被改动", f"the ledger's file {name} is gone or changed")
        for name in ledger.damaged()
    ]


def _may_be_otherwise(run: Run) -> bool:
    """Whether the ledger may be hashed otherwise: another version prepared it, and its batches say which one it is."""
    return bool(run.batches) and _made_with(run) != _program()


def _made_with(run: Run) -> dict[str, Any]:
    return {name: run.manifest[name] for name in _program()}


def _program() -> dict[str, Any]:
    """What this version says of itself in a run."""
    return {"qiao": qiao.__version__, "kernels": describing.hash_of_kernels()}


def _of_another_version(run: Run) -> list[Text]:
    told, here = _made_with(run), _program()
    if told == here:
        return []
    before, after = (f"qiao {one['qiao']}, {one['kernels'][:_SHOWN]}" for one in (told, here))
    found = [
        Text(
            f"由另一版本的程序生成(版本和计算内核:{before}),现由本版本({after})重新计算",
            f"made by another version of the program (version and kernels: {before}) and computed anew by this one ({after})",
        )
    ]
    stated, digest = run.manifest["ledger"], run.ledger().digest
    if stated != digest:
        found.append(
            Text(
                f"台账指纹 {stated[:_SHOWN]} 属于那个版本;同样的批次在本版本中是 {digest[:_SHOWN]}",
                f"its hash of the ledger, {stated[:_SHOWN]}, is that version's; the same batches are {digest[:_SHOWN]} here",
            )
        )
    return found


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
    with Database(threads=1, optimiser=False) as db, Scratch() as place:
        ledger.open(db)
        if engine:
            ledger.open(engine)
        opening.check_translated(db, loaded.standard, period)
        measured = Measuring(db, loaded.standard, period, ledger.present, engine).run()
        with runs.clients_beside(db, loaded, measured, place, run.manifest["format"]) as clients:
            evidence = collecting.collect(db, measured, loaded.standard, period, ledger.present)
            scores = score(evidence, loaded.standard, period)
            opened = Opened(run.manifest["source"], _given_warnings(run), ledger)
            manifest: dict[str, Any] = describing.describe(db, loaded, opened, measured, scores)
            # The workbook shows by what the run was made; that is told apart, and no figure.
            manifest |= _made_with(run) | {"ledger": run.manifest["ledger"]}
            return runs.write_files(loaded, scores, manifest, place, clients)


def _given_warnings(run: Run) -> list[dict[str, Any]]:
    """The warnings that came with the ledger; those of the run itself are made anew."""
    return list(run.manifest["ledger_warnings"])
