"""What a benchmark says: a figure beside its goal and beside a reference measured in the same run; kept as JSON lines too.

`SIZE=small` in the environment makes every benchmark small: figures are printed and exactness is checked, goals apply to the
full size. `SIZE=large` is for those that say what they do with it. Lines of the full size go to bench/found/SCRIPT.jsonl, others to
build/bench/SIZE/SCRIPT.jsonl, anew each run; a part of a script keeps its own, SCRIPT-PART.jsonl, so that one run by itself
leaves what the others found.
"""

import json
import multiprocessing
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.abc import MetaPathFinder
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")

SIZE = os.environ.get("SIZE") or "full"
if SIZE not in ("small", "full", "large"):
    sys.exit(f"SIZE 只能是 small、full 或 large,不能是 {SIZE!r}。/ SIZE is small, full or large, not {SIZE!r}.")
IS_SMALL = SIZE == "small"
_HERE = Path(__file__).resolve().parent
BUILT = _HERE.parent / "build" / "bench"
# In the repository, so that whoever runs one script anew keeps what all others found on the page.
FOUND = _HERE / "found"
KEPT = FOUND if SIZE == "full" else BUILT / SIZE
_SCRIPT = Path(sys.argv[0]).stem


def sized(full: T, small: T, large: T | None = None) -> T:
    """The value for the size that is asked for."""
    return small if IS_SMALL else large if SIZE == "large" and large is not None else full


@dataclass(frozen=True)
class Goal:
    """What a figure, or its ratio to the reference, has to be."""

    bound: float
    is_most: bool = True
    of_ratio: bool = False

    def share(self, value: float, ratio: float | None) -> float:
        """How much of what is allowed the figure takes: 1 is the goal itself, more misses it."""
        found = (ratio if self.of_ratio else value) or 0.0
        return found / self.bound if self.is_most else self.bound / found if found else float("inf")

    def text(self, unit: str) -> str:
        """In words: "≤ 0.5 s", "≥ 100 ×"."""
        return f"{'≤' if self.is_most else '≥'} {self.bound:,g} {'×' if self.of_ratio else unit}"


def most(bound: float) -> Goal:
    """At most so many seconds, or whatever the figure's unit is."""
    return Goal(bound)


def least(bound: float) -> Goal:
    """At least so many."""
    return Goal(bound, is_most=False)


def times(bound: float, *, at_least: bool = False) -> Goal:
    """At most, or at least, so many times the reference."""
    return Goal(bound, not at_least, of_ratio=True)


class Reference(NamedTuple):
    """What a figure is compared with, in the figure's unit."""

    name: str
    value: float


class Apart(NamedTuple):
    """What work in a process of its own took: wall seconds, processor seconds, MiB at its peak; and what it gave."""

    seconds: float
    processor: float
    peak: int
    value: Any


def apart(work: Callable[..., Any], *arguments: Any, turns: int = 1, with_pandas: bool = False) -> Apart:
    """Run work in a fresh process, modules loaded before its clock starts: the least seconds of so many turns.

    The work and what it is given and gives cross between processes, so it is a function of a script's own. At the small size
    it is done in this process, since loading modules again would take most of the time; the peak is then this process's.
    Without pandas is as without it installed, since no bank has it: pyarrow loads it wherever it is, which takes 0.2 s.
    """
    if IS_SMALL:
        return _timed(work, arguments, turns)
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_apart, args=(theirs, work, arguments, turns, with_pandas))
    process.start()
    theirs.close()
    try:
        found = mine.recv()
    except EOFError:
        found = None
    process.join()
    if not isinstance(found, Apart):
        sys.exit(f"{work.__name__}: exit status {process.exitcode}")
    return found


class _NoPandas(MetaPathFinder):
    """Finds none for whoever looks for pandas."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _apart(answer: Any, work: Callable[..., Any], arguments: tuple[Any, ...], turns: int, with_pandas: bool) -> None:
    if not with_pandas:
        sys.meta_path.insert(0, _NoPandas())
    answer.send(_timed(work, arguments, turns))


def _timed(work: Callable[..., Any], arguments: tuple[Any, ...], turns: int) -> Apart:
    taken = []
    for _ in range(turns):
        started, spent = time.perf_counter(), time.process_time()
        value = work(*arguments)
        taken.append((time.perf_counter() - started, time.process_time() - spent))
    return Apart(*min(taken), peak(), value)


def best_of(work: Callable[[], object], turns: int) -> float:
    """The least seconds of so many turns in this process."""
    found = []
    for _ in range(turns):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return min(found)


def peak() -> int:
    """The most MiB that this process ever held; not what a parent held before it was made, which getrusage counts in."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def figure(
    name: str,
    value: float,
    goal: Goal | None = None,
    reference: Reference | tuple[str, float] | None = None,
    *,
    unit: str = "s",
    memory: int | None = None,
) -> None:
    """Print and keep a figure: its reference and their ratio, the peak MiB of its process, and whether the goal is reached."""
    ratio = value / reference[1] if reference and reference[1] else None
    said = [f"{name}: {number(value)} {unit}"]
    if reference:
        said.append(f"{reference[0]}: {number(reference[1])} {unit}; ratio {ratio or 0:.3g}")
    if memory is not None:
        said.append(f"peak {memory:,} MiB")
    share = goal.share(value, ratio) if goal else None
    is_met = share <= 1 if share is not None and SIZE == "full" else None
    if goal:
        verdict = "goal applies to full size" if is_met is None else "reached" if is_met else "missed"
        said.append(f"goal {goal.text(unit)}: {verdict}")
    say("; ".join(said))
    _keep({
        "name": name, "value": value, "unit": unit, "reference": reference[0] if reference else None,
        "compared": reference[1] if reference else None, "ratio": ratio, "memory_mib": memory,
        "goal": goal.text(unit) if goal else None, "reached": is_met, "share_of_goal": share,
    })  # fmt: skip


def exact(name: str, is_so: bool) -> None:
    """Print and keep that a result is exact; the script ends where it is not."""
    say(f"exact: {name}: {'yes' if is_so else 'NO'}")
    _keep({"name": name, "exact": is_so})
    if not is_so:
        sys.exit(1)


def number(value: float) -> str:
    """A figure as people read it."""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3f}" if value < 10 else f"{value:.1f}"


@dataclass
class _Kept:
    """What is kept of a script or its part, and the name of the file."""

    name: str
    lines: list[dict[str, Any]]


_kept = _Kept(_SCRIPT, [])


def parts(works: Mapping[str, Callable[[], None]]) -> None:
    """Do the parts of a script that its command line names, in the order of the script; all of them if it names none."""
    asked = sys.argv[1:]
    if unknown := [name for name in asked if name not in works]:
        known = "、".join(works)
        sys.exit(
            f"{_SCRIPT} 没有 {unknown[0]!r} 这一部分,只有 {known}。/ {_SCRIPT} has no part {unknown[0]!r}, only {known}."
        )
    for name, work in works.items():
        if name in asked or not asked:
            _kept.name, _kept.lines = f"{_SCRIPT}-{name}", []
            work()


def _keep(line: dict[str, Any]) -> None:
    """Write the file of this run anew with one line more, so that an end half way leaves what was found."""
    _kept.lines.append(line)
    place = KEPT / f"{_kept.name}.jsonl"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(
        "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in (_machine(), *_kept.lines)), encoding="utf-8"
    )


def keep_failed(script: str, since: float) -> None:
    """Add to what a script kept last, unless that is older than its beginning, that it did not come to its end."""
    kept = [*KEPT.glob(f"{script}.jsonl"), *KEPT.glob(f"{script}-*.jsonl")]
    last = max(kept, key=lambda place: place.stat().st_mtime, default=None)
    if last and last.stat().st_mtime >= since:
        with last.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"failed": True}) + "\n")


def _machine() -> dict[str, Any]:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "script": _SCRIPT,
        "size": SIZE,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(pages / 2**30, 1),
        "machine": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "python": platform.python_version(),
        **{name: version(name) for name in ("qiao", "duckdb", "pyarrow")},
    }


def _processor() -> str:
    """What the processor calls itself, where it does."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
