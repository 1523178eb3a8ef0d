"""Every benchmark, each in a process of its own; a full run is then written down in docs/benchmarks.md.

make bench, or python bench; SIZE=small in the environment for a look of two minutes, two of them at a time since their timings say
little anyway. One that fails doesn't stop the rest.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import figures
import report

HERE = Path(__file__).parent
NOT_MEASURING = ("__main__", "banks", "report")


def main() -> None:
    """Run whatever scripts stand here, and say in the end which of them failed."""
    begun = time.monotonic()
    scripts = [path for path in sorted(HERE.glob("*.py")) if path.stem not in NOT_MEASURING and _is_script(path)]
    with ThreadPoolExecutor(2 if figures.IS_SMALL else 1) as side:
        ended = list(side.map(_run, scripts))
    failed = [script.stem for script, is_well in zip(scripts, ended, strict=True) if not is_well]
    figures.say(f"== all took {time.monotonic() - begun:.0f} s" + (f"; failed: {', '.join(failed)}" if failed else ""))
    if figures.SIZE == "full":
        report.main()
    sys.exit(bool(failed))


def _is_script(path: Path) -> bool:
    return "__main__" in path.read_text(encoding="utf-8")


def _run(script: Path) -> bool:
    """Run one, its words at once, or together in the end where another runs beside it; whether it ended well."""
    begun, free = time.monotonic(), shutil.disk_usage(tempfile.gettempdir()).free / 1e9
    if not figures.IS_SMALL:
        figures.say(f"== {script.stem} at {time.strftime('%H:%M:%S')}, {free:.0f} GB of disk free")
    words = subprocess.PIPE if figures.IS_SMALL else None
    errors = subprocess.STDOUT if figures.IS_SMALL else None
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    done = subprocess.run([sys.executable, str(script)], check=False, env=environment, stdout=words, stderr=errors)
    if done.returncode:
        figures.keep_failed(script.stem)
    said = (done.stdout or b"").decode()
    figures.say(f"{said}== {script.stem} took {time.monotonic() - begun:.0f} s")
    return not done.returncode


if __name__ == "__main__":
    main()
