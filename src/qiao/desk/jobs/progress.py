"""What a work function is given: to say how far it is, and to be told to stop."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import connection

from qiao.desk.jobs.attempts import Attempt
from qiao.desk.jobs.models import Job, State

if TYPE_CHECKING:
    from qiao.desk.people.models import User

EVERY = 0.5  # seconds between two writes
_WRITE = f"""
    UPDATE {Job._meta.db_table} SET done = %s, total = %s, words = %s
    WHERE uuid = %s AND attempt = %s AND state = '{State.WORKING}'
    RETURNING cancel_asked_at IS NOT NULL
"""


class Cancelled(KeyboardInterrupt):  # a request, not an error
    """The work is to end now.

    It is a keyboard interrupt to those below: PostgreSQL's driver cancels the statement that runs, and `except Exception`
    lets it pass.
    """


class Progress:
    """The work's side of a job at work.

    What it says is written on a connection of its own, at once and whatever becomes of the work's transaction.
    """

    def __init__(self, attempt: Attempt, folder: Path) -> None:
        self.folder = folder  # for files of this attempt alone; removed with all it holds when the attempt is over
        self._attempt = attempt
        self._done = self._total = 0
        self._words: dict[str, object] = {}
        self._next = 0.0
        self._connection = connection.copy()
        self._connection.inc_thread_sharing()  # the engine reads files in threads of its own, and tells from there

    @property
    def by(self) -> "User | None":
        """Who started the work, whose `visible_to` it goes by; None is the desk itself."""
        return get_user_model().objects.filter(pk=self._attempt.by).first() if self._attempt.by else None

    def step(self, done: int, total: int = 0, code: str = "", **terms: int | str) -> None:
        """Say how far the work is: `done` of `total` (0: not known), in words of the kind's own; cheap to call often.

        Raises:
            Cancelled: somebody wants it to end.
        """
        self._done, self._total = max(done, self._done), max(total, self._total)
        if code:
            self._words = {"code": code, "terms": terms}
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY
            self._write()

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def _write(self) -> None:
        said: list[int | str] = [
            self._done,
            self._total,
            json.dumps(self._words),
            str(self._attempt.uuid),
            self._attempt.number,
        ]
        with self._connection.cursor() as cursor:
            cursor.execute(_WRITE, said)
            row = cursor.fetchone()
        if row is None or row[0]:
            raise Cancelled
