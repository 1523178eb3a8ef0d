"""Every benchmark, one after the other, each in a process of its own; a full run is then written down in docs/benchmarks.md.

make bench, or python bench; SIZE=small in the environment for a look of two minutes. One that fails doesn't stop the rest.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import figures
import report

HERE = Path(__file__).parent
NOT_MEASURING = ("__main__", "banks", "report")


def main() -> None:
    """Run whatever scripts stand here, and say in the end which of them failed."""
    failed, begun = [], time.monotonic()
    for script in sorted(HERE.glob("*.py")):
        if script.stem in NOT_MEASURING or "__main__" not in script.read_text(encoding="utf-8"):
            continue
        free = shutil.disk_usage(tempfile.gettempdir()).free / 1e9
        figures.say(f"== {script.stem} at {time.strftime('%H:%M:%S')}, {free:.0f} GB of disk free")
        started = time.monotonic()
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        if subprocess.run([sys.executable, str(script)], check=False, env=environment).returncode:
            failed.append(script.stem)
            figures.keep_failed(script.stem)
        figures.say(f"== {script.stem} took {time.monotonic() - started:.0f} s")
    figures.say(f"== all took {time.monotonic() - begun:.0f} s" + (f"; failed: {', '.join(failed)}" if failed else ""))
    if figures.SIZE == "full":
        report.main()
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
