"""The audit trail: sealing and verifying it, and its pages at a million events; beside them, bare reads of the same rows.

python bench/audit.py
"""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import figures

CHAINED, LISTED = figures.sized(full=(100_000, 1_000_000), small=(2_000, 20_000))
_EVENTS = """
    INSERT INTO audit_event (uuid, code, nature, by_id, on_kind, on_uuid, request_id, details)
    SELECT gen_random_uuid(), (ARRAY['client.seen', 'user.signed_in', 'visit.filed', 'page.refused'])[1 + mod(n, 4)],
        (ARRAY['read', 'act', 'act', 'refusal'])[1 + mod(n, 4)], (SELECT min(id) FROM people_user) + mod(n, 11), 'clients.Client',
        md5(mod(n, 20000)::text)::uuid, md5((n / 3)::text)::varchar(12), jsonb_build_object('what', 'page', 'n', n)
    FROM generate_series(%s, %s) n
"""
_SEALS = """
    INSERT INTO audit_seal (number, event_id, at, since, hash)
    SELECT (SELECT max(number) FROM audit_seal) + row_number() OVER (ORDER BY id), id, now(),
        pg_snapshot_xmin(pg_current_snapshot()), sha256(id::text::bytea)
    FROM audit_event WHERE NOT EXISTS (SELECT FROM audit_seal WHERE event_id = audit_event.id)
"""


def main() -> None:
    """Fill a trail of its own, seal it, verify it, list it."""
    with _desk():
        _chain()
        _fill(CHAINED + 1, LISTED)
        _seal_unread()
        _analyse()
        _list()


def _chain() -> None:
    from qiao.desk.audit import queries, sealing, verification

    _fill(1, CHAINED)
    reference = figures.best_of(_bare_chain, 1)
    _measured("sealing", sealing.seal_once, reference)
    heads = [head] if (head := queries.head()) else []
    _measured("verifying", lambda: _holds(verification.verify(heads)), reference)


def _measured(name: str, work: Callable[[], object], reference: float) -> None:
    before, spent = figures.peak(), time.process_time()
    seconds = figures.best_of(work, 1)
    spent = time.process_time() - spent
    figures.figure(
        f"{name} {CHAINED:,} events", seconds, figures.most(CHAINED / 5_000), ("bare read and hash", reference)
    )
    figures.say(
        f"  of it {spent / CHAINED * 1e6:.0f} µs of this processor's time an event; peak memory grew by {figures.peak() - before} MB"
    )


def _list() -> None:
    from qiao.desk.audit import queries
    from qiao.desk.audit.models import Event

    reference = figures.best_of(Event.objects.count, 3)
    for name, page in _pages().items():
        figures.figure(
            f"{name}, of {LISTED:,} events", figures.best_of(page, 3), figures.most(0.2), ("bare count", reference)
        )
    figures.figure(
        "age of what is unsealed",
        figures.best_of(queries.unsealed_age, 3),
        figures.most(0.2),
        ("bare count", reference),
    )


def _pages() -> dict[str, Callable[[], object]]:
    """First pages under each filter, and one deep in the list."""
    from qiao.desk.audit import queries
    from qiao.desk.audit.models import Event
    from qiao.desk.people.models import User

    auditor = User.objects.get(staff_number="auditor")
    middle = Event.objects.filter(code="client.seen").order_by("pk")[LISTED // 8]
    whole = queries.Wanted()
    wanted = {
        "by person": queries.Wanted(who=auditor),
        "by code": queries.Wanted(what="client.seen"),
        "by a rare code": queries.Wanted(what="user.created"),
        "by a rare group of codes": queries.Wanted(what="delegation."),
        "by record": queries.Wanted(record=middle.on_uuid),
        "by a rare kind": queries.Wanted(kind="people.User"),
        "by request": queries.Wanted(request=middle.request_id),
        "refusals": queries.Wanted(refusals=True),
        "acts of stand-ins": queries.Wanted(stand_ins=True),
        "up to a day long ago": queries.Wanted(until=date(2020, 1, 1)),
        "by person and code": queries.Wanted(who=auditor, what="user.signed_in"),
        "by person and a rare code": queries.Wanted(who=auditor, what="user.created"),
    }

    def page(of: queries.Wanted, after: Event | None = None) -> Callable[[], object]:
        return lambda: queries.page_after(queries.matching(auditor, of), after.uuid if after else None)

    found = {"page, first": page(whole), "page, deep": page(whole, middle)}
    found |= {f"page {name}": page(of) for name, of in wanted.items()}
    return found | {"readers of a record": lambda: queries.readers(auditor, "clients.Client", middle.on_uuid)}


def _bare_chain() -> None:
    """Every event as the database writes it, hashed one onto the other: what any chain costs at least."""
    from django.db import connection, transaction

    before = b""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute("SELECT event::text FROM audit_event event ORDER BY id")
        for (row,) in cursor:
            before = hashlib.sha256(before + row.encode()).digest()


def _fill(first: int, last: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [first, last])


def _seal_unread() -> None:
    """Give the rest their seals at once: what pages need, though no chain."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_SEALS)


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audit_event, audit_seal")


def _holds(verdict: object) -> None:
    assert verdict.holds and verdict.sealed >= CHAINED  # type: ignore[attr-defined]


@contextmanager
def _desk() -> Iterator[None]:
    """A desk with the sample bank's people, in a temporary home."""
    place = Path(tempfile.mkdtemp(prefix="qiao-bench-"))
    os.environ["QIAO_HOME"] = str(place)
    os.environ.pop("DATABASE_URL", None)
    from qiao.desk.server import migrating, setup

    try:
        with setup.ready(as_owner=True):
            from django.db import connection

            migrating.migrate()
            from qiao.desk.people import sample_people

            sample_people.make()
            yield
            connection.close()
    finally:
        shutil.rmtree(place)


if __name__ == "__main__":
    main()
