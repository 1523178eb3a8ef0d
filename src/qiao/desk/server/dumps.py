"""PostgreSQL's own programs, by which the database leaves as one file and comes back from it."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from psycopg import conninfo

from qiao.desk.errors import SetupError
from qiao.desk.server import postgres

FILE = "database.dump"  # its name in a backup
_PIECE = 1 << 20


def find(program: str, major: int) -> Path:
    """The program of the oldest version that can do with a server of this major version.

    Raises:
        SetupError: there is none on this machine.
    """
    found = {_major(folder / program): folder / program for folder in reversed(postgres.programs())}
    fit = sorted(version for version in found if version >= major)
    if fit:
        return found[fit[0]]
    newest = max(found, default=0)
    if newest:
        raise SetupError(
            f"本机的 {program} 是 PostgreSQL {newest},早于数据库的 {major}:请安装 {major} 的客户端,并以 QIAO_POSTGRES_BIN 指明其 bin 目录。",
            f"This machine's {program} is of PostgreSQL {newest}, older than the database's {major}: install the client "
            f"programs of {major} and name their folder bin in QIAO_POSTGRES_BIN.",
        )
    raise SetupError(
        f"本机没有 {program}:请安装 PostgreSQL {major} 的客户端,或以 QIAO_POSTGRES_BIN 指明其 bin 目录。",
        f"There is no {program} on this machine: install the client programs of PostgreSQL {major}, or name their folder "
        "bin in QIAO_POSTGRES_BIN.",
    )


def _major(program: Path) -> int:
    """The program's major version; 0 where it is not there or does not run."""
    try:
        told = subprocess.run([program, "--version"], cwd="/", capture_output=True, text=True, check=False)
    except OSError:
        return 0
    found = re.search(r"\d+", told.stdout)
    return int(found[0]) if found else 0


def dumped(url: str, program: Path, snapshot: str) -> Iterator[bytes]:
    """The database as the snapshot shows it, piece by piece."""
    words = ["--format=custom", f"--snapshot={snapshot}", "--lock-wait-timeout=60s"]
    with tempfile.TemporaryFile() as said, _started(url, program, words, said.fileno()) as process:
        assert process.stdout is not None
        try:
            while piece := process.stdout.read(_PIECE):
                yield piece
        except BaseException:
            process.kill()
            raise
        if process.wait() != 0:
            raise _failed(program, said)


def restored(url: str, program: Path, dump: Path) -> None:
    """Bring a dump into an empty database, in one transaction."""
    words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments"]
    with tempfile.TemporaryFile() as said, _started(url, program, [*words, str(dump)], said.fileno()) as process:
        process.communicate()
        if process.returncode != 0:
            raise _failed(program, said)


def is_readable(program: Path, dump: Path) -> bool:
    """Whether the program can list what a dump holds."""
    words = [str(program), "--list", str(dump)]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def _started(url: str, program: Path, words: list[str], errors: int) -> "subprocess.Popen[bytes]":
    """The program at work; the password stands in its environment, since everybody may see a command line."""
    where = conninfo.conninfo_to_dict(url)
    password = str(where.pop("password", "") or os.environ.get("PGPASSWORD", ""))
    given = {**os.environ, "PGPASSWORD": password, "LC_ALL": "C"}
    command = [str(program), "--no-password", f"--dbname={conninfo.make_conninfo('', **where)}", *words]
    return subprocess.Popen(command, env=given, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors)


def _failed(program: Path, said: IO[bytes]) -> SetupError:
    """What the program says first; a later line may quote a row."""
    said.seek(0)
    lines = said.read().decode(errors="replace").strip().splitlines()
    reason = lines[0].removeprefix(f"{program.name}: ") if lines else "?"
    return SetupError(
        f"{program.name} 没有完成({reason}):请确认数据库在运行、空间足够,然后重试。",
        f"{program.name} did not end well ({reason}): see that the database runs and has room, then try again.",
    )
