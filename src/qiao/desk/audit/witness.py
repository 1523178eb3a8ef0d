"""A second connection, on which refusals are written: the acting transaction is rolled back, the refusal is not."""

import atexit
import os
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock
from typing import Any

import psycopg
from django.db import connection as acting
from psycopg import sql
from psycopg.types.json import Jsonb

_LIMITS = "-c statement_timeout=5s -c lock_timeout=2s"


class Witness:
    """One connection for the whole process, opened when first needed; its threads take turns."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._connection: psycopg.Connection | None = None
        self._parameters: dict[str, Any] = {}
        self.written = 0  # events since the process began

    def insert(self, columns: Mapping[str, object]) -> None:
        """Write one event and commit it.

        Raises:
            psycopg.Error: the database cannot be reached.
        """
        names = sql.SQL(", ").join(sql.Identifier(name) for name in columns)
        values = [Jsonb(value) if isinstance(value, dict) else value for value in columns.values()]
        places = sql.SQL(", ").join(sql.Placeholder() for _ in columns)
        words = sql.SQL("INSERT INTO audit_event ({}) VALUES ({})").format(names, places)
        with self._turn:
            try:
                self._open().execute(words, values)
            except psycopg.OperationalError:  # the server was restarted since: once more, on a fresh connection
                self._close()
                self._open().execute(words, values)
            self.written += 1

    def close(self) -> None:
        """End the connection; the next event opens another."""
        with self._turn:
            self._close()

    def _open(self) -> psycopg.Connection:
        parameters = _parameters()
        if self._connection is None or self._connection.closed or parameters != self._parameters:
            self._close()
            self._connection = psycopg.connect(**parameters, autocommit=True)
            self._parameters = parameters
        return self._connection

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
        self._connection = None


def _parameters() -> dict[str, Any]:
    """Where the desk's own connection goes."""
    given = acting.get_connection_params()
    kept = {name: given[name] for name in ("dbname", "user", "password", "host", "port") if given.get(name)}
    ssl = {name: value for name, value in given.items() if name.startswith("ssl")}
    return {**kept, **ssl, "application_name": "qiao witness", "connect_timeout": 5, "options": _LIMITS}


witness = Witness()
os.register_at_fork(before=witness.close)  # a connection belongs to one process
atexit.register(witness.close)
