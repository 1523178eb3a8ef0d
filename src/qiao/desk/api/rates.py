"""How often in a minute: one statement counts and answers, so that processes side by side never let one more through."""

import time
from typing import NamedTuple

from django.db import connection

_MINUTE = 60
_KEPT = 60  # minutes
_COUNT = """
    INSERT INTO api_tally AS now (key, minute, count) VALUES (%s, %s, 1)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN now.minute = excluded.minute THEN now.count + 1 ELSE 1 END, minute = excluded.minute
    RETURNING count
"""
_FORGET = (
    "DELETE FROM api_tally WHERE key IN (SELECT key FROM api_tally WHERE minute < %s LIMIT 100 FOR UPDATE SKIP LOCKED)"
)


class Spent(NamedTuple):
    """How often it happened in this minute, and in how many seconds the next one begins."""

    times: int
    seconds_left: int


def spend(key: str) -> Spent:
    """Count one more."""
    now = time.time()
    minute = int(now // _MINUTE)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, minute])
        count = cursor.fetchone()[0]
        if count == 1:
            cursor.execute(_FORGET, [minute - _KEPT])
    return Spent(count, max(1, int((minute + 1) * _MINUTE - now)))
