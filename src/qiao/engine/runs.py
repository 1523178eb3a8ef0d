"""A run (考评运行): a ledger, a standard and a period become a folder of results that never changes again."""

import json
import os
import platform
import resource
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from qiao.engine import describing, files, garbage, opening, standards
from qiao.engine.engines import choosing
from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import RequestError, Text
from qiao.engine.ledger import prepared, store
from qiao.engine.ledger.prepared import Prepared, digest_of
from qiao.engine.measures import collecting, kept
from qiao.engine.measures.balances import FromSums
from qiao.engine.measures.evidence import Evidence
from qiao.engine.measures.measuring import Measured, Measuring
from qiao.engine.opening import Opened, Source
from qiao.engine.outputs import client_facts, csv_files, workbook
from qiao.engine.periods import Period, parse_period
from qiao.engine.progress import Progress, silent
from qiao.engine.scoring.scores import Scores, score
from qiao.engine.standards import Loaded

RUN = "run.json"
CLIENTS = "clients.parquet"
REPORTS = ("faults.json", "faults.xlsx")


@dataclass(frozen=True)
class Job:
    """What to assess: the ledger (a folder, a workbook or a store), the period, and how.

    `batches` are the digests of a store's first batches, where later ones shall not count, `known_at` an instant after which
    batches do not count that were stored later; without them all do. `engine` runs the kernels; `master` is the address of Spark's cluster where it
    is Spark.
    """

    ledger: Path
    period: str
    out: Path
    standard: Path | None = None
    as_of: date | None = None
    mapping: Path | None = None
    data_date: date | None = None
    engine: str = choosing.DUCKDB
    master: str = choosing.LOCAL
    batches: tuple[str, ...] = ()
    known_at: datetime | None = None


@dataclass(frozen=True)
class Run:
    """A finished run on disk."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def period(self) -> Period:
        """The period with the run's as-of."""
        return parse_period(self.manifest["period"]["label"]).cut_at(date.fromisoformat(self.manifest["as_of"]))

    @cached_property
    def standard(self) -> Loaded:
        """The standard that the run was made under."""
        return standards.load(self.folder / "standard.yaml")

    @cached_property
    def evidence(self) -> Evidence:
        """The evidence that the run was scored from."""
        return kept.read(self.folder / kept.FOLDER)

    @cached_property
    def scores(self) -> Scores:
        """The run scored again from its evidence, which takes no ledger."""
        return score(self.evidence, self.standard.standard, self.period)

    @property
    def hashes(self) -> dict[str, str]:
        """SHA-256 of each file that the run wrote."""
        return dict(self.manifest["files"])

    @property
    def results(self) -> tuple[str, ...]:
        """The files that say what came out: all that the run wrote but its evidence."""
        return tuple(name for name in self.hashes if not name.startswith(f"{kept.FOLDER}/"))

    @property
    def batches(self) -> tuple[str, ...]:
        """The digests of the batches that it was made of; none where it read a folder."""
        return tuple(self.manifest["source"].get("batches", ()))

    def ledger(self) -> Prepared:
        """The prepared ledger that the run was measured on; RequestError when it is gone."""
        own = self.folder / "ledger"
        if own.is_dir():
            return prepared.load(own)
        place = Path(self.manifest["environment"]["ledger"])
        found, _ = store.ledger(place, self.manifest["source"]["batches"])
        return found


def move_ledger(folder: Path, before: Path, after: Path) -> None:
    """Let a run that names the store `before` find it at `after`; where it lies is no part of what is sealed."""
    manifest = load_run(folder).manifest
    if manifest["environment"]["ledger"] == str(before.resolve()):
        moved = {**manifest, "environment": {**manifest["environment"], "ledger": str(after.resolve())}}
        files.write_bytes(folder / RUN, _written(moved))


def _written(manifest: dict[str, Any]) -> bytes:
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()


def load_run(folder: Path) -> Run:
    """The run in `folder`; RequestError when there is none."""
    try:
        manifest = json.loads((folder / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RequestError(
            f"{folder} 不是一次考评运行的结果(没有可读的 {RUN});请给出 qiao assess 的输出文件夹。",
            f"{folder} is not a run (it has no readable {RUN}); name the folder that qiao assess wrote.",
        ) from error
    if manifest.get("format") not in describing.FORMATS:
        raise RequestError(
            f"{folder} 的格式版本不受支持。", f"{folder} is of a format that this version does not read."
        )
    return Run(folder, manifest)


def assess(job: Job, *, progress: Progress = silent) -> Run:
    """Measure, score and write a run; whole or not at all. A repeated run of the same inputs finds itself done."""
    started = time.monotonic()
    _check_engine(job)
    period = parse_period(job.period)
    loaded = standards.load(job.standard)
    _check_place(job.out)
    with garbage.uncollected(), Database() as db:
        source = Source(job.ledger, job.mapping, job.data_date, job.batches, job.known_at)
        opened = opening.open_ledger(db, source, period, progress)
        period = opening.cut(period, opened.data_date, job.as_of)
        opening.check_translated(db, loaded.standard, period)
        progress(Text("计量", "Measuring"), 0, None)
        with choosing.running(job.engine, job.master, db) as engine:
            if engine is not db:
                opened.prepared.open(engine)
            measured = Measuring(db, loaded.standard, period, opened.present, engine, FromSums()).run()
        progress(Text("计分并写出结果", "Scoring and writing"), 0, None)
        return _write(db, job, loaded, opened, measured, period, started)


def _check_engine(job: Job) -> None:
    """Spark's executors read the files of a store; a folder's ledger lies among this machine's temporary files."""
    choosing.need_known(job.engine)
    if job.engine == choosing.SPARK and not store.is_store(job.ledger):
        raise RequestError(
            f"Spark 只计算台账库,{job.ledger} 不是;请先用 qiao import 导入,或改用 --engine duckdb。",
            f"Spark assesses a store, which {job.ledger} is not; import it with qiao import first, or use --engine duckdb.",
        )


def _check_place(out: Path) -> None:
    if out.exists() and (not out.is_dir() or not _may_replace(out)):
        raise RequestError(
            f"{out} 已有其他内容,不会覆盖;请换一个输出文件夹。",
            f"{out} holds something else and is not overwritten; choose another output folder.",
        )


def _may_replace(out: Path) -> bool:
    names = {entry.name for entry in out.iterdir()}
    return RUN in names or names <= set(REPORTS)


def _write(
    db: Database, job: Job, loaded: Loaded, opened: Opened, measured: Measured, period: Period, started: float
) -> Run:
    with (
        files.refusals(job.out),
        files.new_folder(job.out) as new,
        clients_beside(db, loaded, measured, new.path) as clients,
    ):
        evidence = collecting.collect(db, measured, loaded.standard, period, opened.present)
        scores = score(evidence, loaded.standard, period)
        manifest = describing.describe(db, loaded, opened, measured, scores)
        manifest["ledger"] = _keep_ledger(opened, new.path)
        manifest["files"] = write_files(loaded, scores, manifest, new.path, clients)
        manifest["seal"] = digest_of(manifest)
        earlier = load_run(job.out) if (job.out / RUN).exists() else None
        if earlier:
            _need_same(earlier, manifest["seal"])
            new.discard()
            return earlier
        manifest["environment"] = _environment(job, measured.engine, started)
        files.write_new(new / RUN, _written(manifest))
        for name in REPORTS:
            files.remove(job.out / name)
    return Run(job.out, manifest)


@contextmanager
def clients_beside(
    db: Database, loaded: Loaded, measured: Measured, folder: Path, form: int = describing.FORMAT
) -> Iterator[Future[str]]:
    """Write clients.parquet into `folder`, as runs of format `form` have it, while people are scored.

    Its SHA-256 is there for `write_files`. It takes as long as scoring and all other files, and hardly any Python.
    """
    with db.beside() as other, ThreadPoolExecutor(1, thread_name_prefix="qiao-clients") as pool:
        yield pool.submit(_write_clients, other, loaded, measured, folder / CLIENTS, form)


def _write_clients(db: Database, loaded: Loaded, measured: Measured, path: Path, form: int) -> str:
    clients = client_facts.client_table(db, loaded.standard, measured.denominators)
    return files.write_parquet(path, clients, varied=client_facts.varied(form))[0]


def write_files(
    loaded: Loaded, scores: Scores, manifest: dict[str, Any], folder: Path, clients: Future[str]
) -> dict[str, str]:
    """Write the files of a run into `folder`, but for the one that is written beside; the SHA-256 of all by name."""
    hashes = {name: files.write_new(folder / name, data) for name, data in csv_files.all_files(scores).items()}
    evidence = kept.write(scores.evidence, folder / kept.FOLDER)
    if manifest["format"] >= describing.EVIDENCE_IS_SEALED:
        hashes |= evidence
    hashes[CLIENTS] = clients.result()
    hashes["standard.yaml"] = files.write_new(folder / "standard.yaml", loaded.text.encode())
    hashes["scorecards.xlsx"] = files.write_new(folder / "scorecards.xlsx", workbook.scorecards(scores, manifest))
    return dict(sorted(hashes.items()))


def _keep_ledger(opened: Opened, folder: Path) -> str:
    """A raw folder's prepared ledger stays with the run, so that its explanation can always be opened."""
    if opened.is_of_a_folder:
        files.make_folder(folder / "ledger")
        opened.prepared.link(folder / "ledger")
        files.sync_folder(folder / "ledger")
    return opened.prepared.digest


def _need_same(earlier: Run, seal: str) -> None:
    if earlier.manifest["seal"] != seal:
        raise RequestError(
            f"{earlier.folder} 已有一次不同的考评运行;运行结果不可更改,请换一个输出文件夹。",
            f"{earlier.folder} holds a different run, and a run never changes; choose another output folder.",
        )


def _environment(job: Job, engine: str, started: float) -> dict[str, Any]:
    return {
        "engine": engine,
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "ledger": str(job.ledger.resolve()),
        "seconds": f"{time.monotonic() - started:.3f}",
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
