"""Work that a test asks for: quick, slow, deaf, broken."""

import os
import signal
import subprocess
import time
from datetime import timedelta
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.refusals import RefusedError
from qiao.desk.common.roles import Role
from qiao.desk.jobs.progress import Progress
from qiao.desk.jobs.registry import Result, work

RM = (Role.RM,)


def leave(mark: str) -> None:
    """A row in the database that a test can look for; not one that the worker's daily work sweeps away."""
    until = timezone.now() + timedelta(days=1)
    Session.objects.create(session_key=mark, session_data="", expire_date=until)


@work("probe.count", title=_("Today"), roles=RM, words={"at": "at %(number)s", "sum": "%(sum)s in all"})
def count(progress: Progress, *, to: int, mark: str = "", pause: float = 0.0) -> Result:
    """Count, saying so, and leave a mark."""
    for number in range(to):
        progress.step(number, to, "at", number=number)
        time.sleep(pause)
    if mark:
        leave(mark)
    return Result("sum", {"sum": sum(range(to))}, link="/")


@work("probe.late", title="late", roles=RM)
def late(_progress: Progress, *, mark: str) -> None:
    """Be told to end when everything is done but for the way out of the transaction."""
    transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGTERM))
    transaction.on_commit(lambda: leave(mark))


@work("probe.spin", title="spin", roles=RM)
def spin(progress: Progress, *, mark: str) -> None:
    """Never listen: swallow every request to end, with files, rows and a program of its own left about."""
    leave(mark)
    (progress.folder / "half.csv").write_text("half")
    subprocess.Popen(["sleep", "600"], start_new_session=False)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    progress.step(1, 2)
    while True:
        sum(range(1000))


@work("probe.sql", title="sql", roles=RM)
def sql(progress: Progress, *, mark: str, is_deaf: bool = False) -> None:
    """One statement that takes ten minutes."""
    leave(mark)
    if is_deaf:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    progress.step(1, 2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(600)")


@work("probe.refuse", title="refuse", roles=RM)
def refuse(progress: Progress, *, mark: str) -> None:
    """End for a reason that the person can mend."""
    leave(mark)
    raise RefusedError(_("Today"))


@work("probe.stumble", title="stumble", roles=RM)
def stumble(progress: Progress) -> None:
    """A mistake with a secret in it."""
    raise ValueError("".join(["6222", "0212", "3456", "7890"]))


@work("probe.die", title="die", roles=RM)
def die(progress: Progress, *, tally: str, times: int = 99, mark: str = "") -> None:
    """End by force, as for want of memory, so many times; each beginning leaves a line."""
    with Path(tally).open("a") as file:
        file.write("begun\n")
    if len(Path(tally).read_text().splitlines()) <= times:
        leave(mark or "died")
        os.kill(os.getpid(), signal.SIGKILL)
    leave(mark)


@work("probe.parts", title="MARK-parts", roles=RM, whole=False, offered=True)
def parts(progress: Progress) -> None:
    """Sees to its transactions itself."""
    leave("part")
    progress.step(1, 1)
