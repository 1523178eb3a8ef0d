"""A worker's crew: one process a job, watched until it is gone, and ended when somebody wants that."""

import asyncio
import logging
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import Error, close_old_connections, connection

from qiao.desk.jobs import attempts, carrying, errors
from qiao.desk.jobs.attempts import Attempt
from qiao.desk.jobs.processes import GONE, Forked, Forker

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger(__name__)
_TERMINATE = "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE usename = current_user AND application_name = %s"


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a worker looks, and how long it waits, in seconds."""

    look: float = 0.5  # whether somebody wants a job to end
    mercy: float = 3.0  # between asking a process to end and ending it by force
    heartbeat: float = 10.0
    stalled: float = 40.0  # without a heartbeat: the worker is gone
    recover: float = 10.0  # between two searches for jobs of workers that are gone
    grace: float = 20.0  # for jobs at work when the worker is told to stop
    again: float = 5.0  # before a job whose database went away is begun anew


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Use Django's database from the event loop, on a connection that is looked at first."""

    def call() -> R:
        close_old_connections()
        return function(*args, **kwargs)

    return await sync_to_async(call)()


class Crew:
    """Has each job done by a process of its own."""

    def __init__(self, pace: Pace, folder: Path) -> None:
        self._pace = pace
        self._folder = folder
        self.forker = Forker()

    async def do(self, uuid: UUID) -> None:
        """Do one job and see it through, whatever becomes of its process."""
        await self.forker.start()  # before the job is claimed: nobody beats for a job whose process is still to come
        attempt = await in_thread(attempts.claim, uuid)
        if attempt is None:
            return
        try:
            status = await self._see_through(attempt)
        except asyncio.CancelledError:  # the worker stops
            with suppress(Error):
                await in_thread(attempts.give_back, attempt)
            return
        if status == carrying.LOST:
            await asyncio.sleep(self._pace.again)
        with suppress(Error):  # if the database is away, whoever searches for stalled jobs will find it
            error = errors.DATABASE if status == carrying.LOST else errors.DIED
            await in_thread(attempts.settle, attempt, error=error)

    async def _see_through(self, attempt: Attempt) -> int:
        """Run the attempt in a process and a folder of its own and leave nothing of them; the exit status."""
        folder = self._folder / attempt.name
        folder.mkdir(mode=0o700, parents=True)
        forked = None
        try:
            forked = await self.forker.fork(attempt.as_json(folder))
            await self._watch(forked, attempt)
            return forked.status.result()
        except ChildProcessError:
            return GONE
        finally:
            if forked is not None:
                await forked.end(self._pace.mercy)
            with suppress(Error):
                await in_thread(_terminate, attempt.name)
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def _watch(self, forked: Forked, attempt: Attempt) -> None:
        """Wait until the process is gone; end it when somebody wants that."""
        beaten = time.monotonic()
        while not (await asyncio.wait({forked.status}, timeout=self._pace.look))[0]:
            beat = time.monotonic() - beaten >= self._pace.heartbeat
            beaten = time.monotonic() if beat else beaten
            with suppress(Error):  # the work may be in the midst of something that needs no database
                seen = await in_thread(attempts.look, attempt, beat=beat)
                if seen.is_cancelled or not seen.is_ours:
                    await forked.end(self._pace.mercy)


def _terminate(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TERMINATE, [name])
