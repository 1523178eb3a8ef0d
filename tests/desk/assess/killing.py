"""The process that `test_killed.py` kills: it approves a proposal and dies at the point that it is told."""

import logging
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from qiao.desk.assess.actions import publishing  # noqa: E402
from qiao.desk.assess.models import Proposal  # noqa: E402
from qiao.desk.people.models import User  # noqa: E402

FAILED = 70


class Place(NamedTuple):
    """Where the desk lies: how it connects to its database, its home and its ledger."""

    database: dict[str, Any]
    home: Path
    ledger: Path


class Points:
    """Kills this process before the statement or commit numbered `at`, or after the commit where it is that one's turn."""

    def __init__(self, at: int) -> None:
        self.at, self.count = at, 0

    def reach(self) -> None:
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(self, execute: Callable[..., Any], *args: Any) -> Any:
        self.reach()
        return execute(*args)

    def install(self) -> None:
        connection.execute_wrappers.append(self.statement)
        commit = connection._commit

        def committed() -> None:
            self.reach()
            commit()
            self.reach()

        connection._commit = committed  # type: ignore[method-assign]


def approve_until_told(told: Connection, place: Place, asked: int, by: int) -> None:
    """For every number that is told, approve in a fork of this process that dies there; answers with its exit status."""
    connection.settings_dict.update(place.database)
    settings.HOME, settings.LEDGER = place.home, place.ledger
    while True:
        try:
            at = told.recv()
        except EOFError:
            return
        if (child := os.fork()) == 0:
            _approve(Proposal.objects.get(pk=asked), User.objects.get(pk=by), at)
        told.send(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _approve(asked: Proposal, by: User, at: int) -> None:
    """Does not return: where nothing kills it, it ends with 0, or with FAILED where the approval does."""
    status = FAILED
    try:
        Points(at).install()
        publishing.approve(asked, by=by)
        status = 0
    except Exception:
        logging.exception("the approval failed")
    finally:
        os._exit(status)
