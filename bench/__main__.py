"""Every benchmark, each in a process of its own; a full run is then written down in docs/benchmarks.md.

python bench [SCRIPT | SCRIPT:PART] …

make bench, or python bench; SIZE=small in the environment for a look of under two minutes, two of them at a time since their timings
say little anyway. One that fails doesn't stop the rest. With names it runs these alone, in the order given, and leaves what the others
kept. QIAO_BENCH_BANKS names a folder in which large banks are kept for the next time; otherwise they go at the end.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import figures
import million
import report
import stores

HERE = Path(__file__).parent
NOT_MEASURING = ("__main__", "banks", "report")  # scripts, but no benchmarks


def main() -> None:
    """Run what is asked for, or whatever scripts stand here, and say in the end which of them failed."""
    begun = time.monotonic()
    known = [path.stem for path in sorted(HERE.glob("*.py")) if path.stem not in NOT_MEASURING and _is_script(path)]
    asked = sys.argv[1:] or known
    if unknown := [name for name in asked if name.partition(":")[0] not in known]:
        sys.exit(
            f"没有 {unknown[0]!r} 这个基准,只有 {'、'.join(known)}。/ There is no benchmark {unknown[0]!r}, only {', '.join(known)}."
        )
    with _banks() as banks, ThreadPoolExecutor(2 if figures.IS_SMALL else 1) as side:
        os.environ[stores.SHARED] = str(banks)
        os.environ.setdefault(million.HOME, str(Path(banks) / "million"))
        ended = list(side.map(_run, asked))
    failed = [name for name, is_well in zip(asked, ended, strict=True) if not is_well]
    figures.say(f"== all took {time.monotonic() - begun:.0f} s" + (f"; failed: {', '.join(failed)}" if failed else ""))
    if figures.SIZE == "full":
        report.main()
    sys.exit(bool(failed))


def _is_script(path: Path) -> bool:
    return "__main__" in path.read_text(encoding="utf-8")


def _banks() -> nullcontext[str] | tempfile.TemporaryDirectory[str]:
    """The folder of the large banks: one that is kept, or one for this run."""
    kept = os.environ.get(stores.SHARED)
    return nullcontext(kept) if kept else tempfile.TemporaryDirectory(prefix="qiao-bench-banks-")


def _run(name: str) -> bool:
    """Run a script or its part, its words at once, or together in the end where another runs beside it; whether it ended well."""
    script, _, part = name.partition(":")
    begun, since, free = time.monotonic(), time.time(), shutil.disk_usage(tempfile.gettempdir()).free / 1e9
    if not figures.IS_SMALL:
        figures.say(f"== {name} at {time.strftime('%H:%M:%S')}, {free:.0f} GB of disk free")
    words = subprocess.PIPE if figures.IS_SMALL else None
    errors = subprocess.STDOUT if figures.IS_SMALL else None
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, str(HERE / f"{script}.py"), *([part] if part else [])]
    with subprocess.Popen(command, env=environment, stdout=words, stderr=errors) as running:
        said = running.stdout.read().decode() if running.stdout else ""
        _, status, spent = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        figures.keep_failed(script, since)
    processor = spent.ru_utime + spent.ru_stime  # a database or a server that is another's child is not in it
    figures.say(f"{said}== {name} took {time.monotonic() - begun:.0f} s, {processor:.0f} s of processor")
    return not running.returncode


if __name__ == "__main__":
    main()
