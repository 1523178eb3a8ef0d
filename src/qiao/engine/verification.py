"""Verify (核验): recompute a run from the ledger it names and compare every hash; nothing is believed that is only written.

A run that another version of Qiao made has to come out the same, byte by byte. What it says of that version, its number, its
kernels' hash and its hash of the prepared ledger, is told beside what it is here.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import qiao
from qiao.engine import describing, files, opening, runs
from qiao.engine.engines import choosing
from qiao.engine.engines.duckdb import Database
from qiao.engine.engines.engine import Engine
from qiao.engine.errors import QiaoError, Text
from qiao.engine.ledger.prepared import digest_of
from qiao.engine.measures import collecting, kept
from qiao.engine.measures.evidence import Evidence
from qiao.engine.measures.measuring import Measuring
from qiao.engine.opening import Opened
from qiao.engine.runs import RUN, Run
from qiao.engine.scoring.scores import score
from qiao.engine.scratch import Scratch

# What run.json says that is not computed of ledger and standard, or is compared by itself.
_TOLD_APART = frozenset(
    ("format", "qiao", "kernels", "source", "ledger", "ledger_warnings", "environment", "files", "seal")
)
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
        found.append(Text(f"{RUN} 的内容与封存校验码不符", f"{RUN} does not match its seal"))
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
            anew = recompute(run, engine)
    else:
        anew = recompute(run)
    return [
        Text(f"重新计算的 {name} 与原来不同", f"{name} comes out differently when computed anew")
        for name in (*unequal_files(run, anew), *_unequal_statements(run, anew))
    ]


class Recomputed(NamedTuple):
    """What a run comes to when it is computed anew: what its run.json says, but for seal and environment, and its evidence."""

    manifest: dict[str, Any]
    evidence: Evidence


def unequal_files(run: Run, anew: Recomputed) -> list[str]:
    """The files of a run that come out differently."""
    found = _unequal(run.hashes, anew.manifest["files"])
    if run.manifest["format"] < describing.EVIDENCE_IS_SEALED and not _gives_the_same(run, anew.evidence):
        found.append(kept.FOLDER)
    return found


def _gives_the_same(run: Run, anew: Evidence) -> bool:
    """Whether all that is scored from the evidence of a run that does not seal it is what is computed anew."""
    try:
        old = run.evidence
    except QiaoError:
        return False
    return (
        (old.people, old.present, old.targets) == (anew.people, anew.present, anew.targets)
        and all(old.columns.get(name) == column for name, column in anew.columns.items())
        and old.events.table().equals(anew.events.table())
        and old.ratings.table.equals(anew.ratings.table)
    )


def _unequal_statements(run: Run, anew: Recomputed) -> list[str]:
    """What run.json states otherwise than it is computed; another version may put warnings in other words."""
    apart = _TOLD_APART if _made_with(run) == _program() else _TOLD_APART | {"warnings"}
    return [f"{RUN} {key}" for key in _unequal(run.manifest, anew.manifest) if key not in apart]


def _unequal(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """The names by which they do not say the same."""
    return [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)]


def recompute(run: Run, engine: Engine | None = None) -> Recomputed:
    """The run computed anew from its ledger and standard; the kernels by `engine` where there is one."""
    ledger, loaded, period, form = run.ledger(), run.standard, run.period, run.manifest["format"]
    with Database(threads=1, optimiser=False) as db, Scratch() as place:
        ledger.open(db)
        if engine:
            ledger.open(engine)
        opening.check_translated(db, loaded.standard, period)
        measured = Measuring(db, loaded.standard, period, ledger.present, engine).run()
        with runs.clients_beside(db, loaded, measured, place, form) as clients:
            evidence = collecting.collect(db, measured, loaded.standard, period, ledger.present)
            scores = score(evidence, loaded.standard, period)
            opened = Opened(run.manifest["source"], list(run.manifest["ledger_warnings"]), ledger)
            manifest = describing.describe(db, loaded, opened, measured, scores, form)
            # The workbook shows by what the run was made; that is told apart, and no figure.
            manifest |= _made_with(run) | {"ledger": run.manifest["ledger"]}
            manifest["files"] = runs.write_files(loaded, scores, manifest, place, clients)
            return Recomputed(manifest, evidence)
