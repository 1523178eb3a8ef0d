"""When the database is away (数据库中断): what tells that it is, and in how many seconds it is worth asking again."""

from collections.abc import Iterator

import psycopg

RETRY_AFTER = 5  # seconds; a database that is started again takes about as long
_CONNECTION = "08"  # the class of errors that a lost or refused connection has
_NOT_THERE = {
    "57P01",  # it is being shut down
    "57P02",  # it fell over
    "57P03",  # it is starting up, or not taking connections yet
    "53300",  # it has as many connections as it takes
}


def is_lost(error: BaseException) -> bool:
    """Whether an error came of a database that is away; Django and the queue may hide it behind errors of their own."""
    return any(_is_connection(cause) for cause in causes(error))


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it was raised from or in the midst of."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _is_connection(error: BaseException) -> bool:
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    # The client itself has no code for a connection that broke or that nobody took.
    return error.sqlstate is None or error.sqlstate.startswith(_CONNECTION) or error.sqlstate in _NOT_THERE
