"""Stops a private PostgreSQL when its last user is gone; started by `postgres.py`, as a program that imports nothing of Qiao.

`python keeper.py FOLDER COMMAND…` comes back at once; what waits is its child. COMMAND stops the server.
"""

import fcntl
import os
import subprocess
import sys
from pathlib import Path


def keep(folder: Path, command: list[str]) -> None:
    """Wait until nobody holds the cluster's lock, then stop the server."""
    with (folder / "in-use").open("a") as used, (folder / "starting").open("a") as starting:
        while True:
            fcntl.flock(used, fcntl.LOCK_EX)
            fcntl.flock(used, fcntl.LOCK_UN)
            fcntl.flock(starting, fcntl.LOCK_EX)
            try:
                fcntl.flock(used, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:  # somebody came meanwhile
                fcntl.flock(starting, fcntl.LOCK_UN)
                continue
            owner = (folder / "data").stat()
            account = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
            subprocess.run(command, check=False, **account)  # type: ignore[call-overload]
            return


if __name__ == "__main__" and not os.fork():
    os.setsid()
    keep(Path(sys.argv[1]), sys.argv[2:])
