"""Starting a worker as `qiao worker` does, at a pace that a test can wait for."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

DESK = Path(__file__).resolve().parents[1]


class RunningWorker:
    """A worker's process and what it says."""

    def __init__(self, url: str, home: Path) -> None:
        self.home = home
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(DESK), str(DESK.parents[1] / "src")]),
            "DJANGO_SETTINGS_MODULE": "work_probes.settings",
            "DATABASE_URL": url,
            "QIAO_PROBE_HOME": str(home),
        }
        self.log = (home / f"worker-{time.monotonic()}.log").open("w+")
        command = [sys.executable, "-m", "work_probes.running"]
        self.process = subprocess.Popen(command, env=environment, stdout=self.log, stderr=self.log)

    def kill(self) -> None:
        """End it by force."""
        self.process.kill()
        self.process.wait()
        self.log.close()

    def stop(self) -> int:
        """Tell it to stop, as the system does."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)

    def says(self) -> str:
        """Its log so far."""
        return Path(self.log.name).read_text()


def main() -> None:
    """Be the worker."""
    import django  # noqa: PLC0415

    django.setup()
    from qiao.desk.jobs import worker  # noqa: PLC0415
    from qiao.desk.jobs.supervising import Pace  # noqa: PLC0415

    worker.run(pace=Pace(heartbeat=0.5, stalled=3, recover=0.5, grace=3, again=0.5))


if __name__ == "__main__":
    main()
