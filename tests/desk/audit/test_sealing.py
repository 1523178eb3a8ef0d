"""Committed events are chained once each, in an order that stands, whatever else is at work."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction

from qiao.desk.audit import actions, anchoring, chain, queries, sealing
from qiao.desk.audit.models import Event, Seal

INSERT = """
    INSERT INTO audit_event (uuid, code, nature, on_kind, request_id, details)
    VALUES (gen_random_uuid(), %s, 'act', '', '', '{}')
"""


def codes() -> list[str]:
    """The sealed events by their numbers."""
    numbered = Seal.objects.order_by("number").values_list("number", "event__code")
    assert [number for number, _ in numbered] == list(range(1, len(numbered) + 1))
    return [code for _, code in numbered]


@pytest.mark.django_db(transaction=True)
def test_each_event_is_sealed_once_and_chained_to_the_one_before() -> None:
    for code in ("a.done", "b.done"):
        actions.record(code, by=None)
    assert sealing.seal_once() == 2
    assert sealing.seal_once() == 0
    actions.record("c.done", by=None)
    assert sealing.seal_once() == 1
    assert codes() == ["a.done", "b.done", "c.done"]
    before = chain.START
    for seal in Seal.objects.select_related("event"):
        assert bytes(seal.hash) == (before := chain.link(before, seal, seal.event))
    assert str(queries.head()) == f"3:{before.hex()}"


@pytest.mark.django_db(transaction=True)
def test_a_long_transaction_holds_nobody_up_and_is_not_missed(another: psycopg.Connection) -> None:
    another.execute(INSERT, ["late.done"])  # an older transaction, a smaller number, not committed
    actions.record("early.done", by=None)
    assert sealing.seal_once() == 1
    actions.record("middle.done", by=None)
    assert sealing.seal_once() == 1
    assert queries.unsealed_age() is None
    another.commit()
    assert queries.unsealed_age() is not None
    assert sealing.seal_once() == 1
    assert codes() == ["early.done", "middle.done", "late.done"]
    assert sealing.seal_once() == 0


@pytest.mark.django_db(transaction=True)
def test_an_event_of_a_transaction_that_is_rolled_back_leaves_no_gap(another: psycopg.Connection) -> None:
    another.execute(INSERT, ["never.done"])
    actions.record("a.done", by=None)
    another.rollback()
    with transaction.atomic():
        actions.record("never.done", by=None)
        transaction.set_rollback(True)
    actions.record("b.done", by=None)
    sealing.seal_once()
    assert codes() == ["a.done", "b.done"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_none_is_missed_while_many_write_long_and_short(url_as: Callable[[str], str]) -> None:
    writers, each = 6, 40
    done = threading.Event()

    def write(writer: int) -> None:
        with psycopg.connect(url_as("qiao_app")) as connected:
            for turn in range(each):
                connected.execute(INSERT, [f"writer.{writer}-{turn}"])
                if turn % (writer + 1) == 0:  # every writer commits in a rhythm of its own
                    connected.commit()
                else:
                    connected.execute("SELECT pg_sleep(0.002)")

    def seal() -> None:
        while not done.is_set():
            sealing.seal_once()
        connection.close()

    with ThreadPoolExecutor(writers + 2) as threads:
        sealers = [threads.submit(seal) for _ in range(2)]
        for writing in [threads.submit(write, writer) for writer in range(writers)]:
            writing.result()
        done.set()
        for sealer in sealers:
            sealer.result()
    sealing.seal_once()
    assert sorted(codes()) == sorted(f"writer.{writer}-{turn}" for writer in range(writers) for turn in range(each))


@pytest.mark.django_db(transaction=True)
def test_only_one_sealer_works_at_a_time(another: psycopg.Connection) -> None:
    actions.record("a.done", by=None)
    another.execute("SELECT pg_advisory_xact_lock(%s)", [sealing._LOCK])
    assert sealing.seal_once() == 0
    another.rollback()
    assert sealing.seal_once() == 1


@pytest.mark.django_db(transaction=True)
def test_a_database_that_was_carried_to_another_server_goes_on(forge: Callable[..., None]) -> None:
    for code in ("a.done", "b.done"):
        actions.record(code, by=None)
    sealing.seal_once()
    actions.record("c.done", by=None)
    # The old server had counted a billion transactions more; the last event had no seal when it was carried over.
    forge("UPDATE audit_event SET xid = (xid::text::bigint + 1000000000)::text::xid8")
    forge("UPDATE audit_seal SET since = (since::text::bigint + 1000000000)::text::xid8")
    assert sealing.seal_once() == 2  # it tells of the move
    actions.record("d.done", by=None)
    assert sealing.seal_once() == 1
    assert codes() == ["a.done", "b.done", "c.done", "audit.moved", "d.done"]
    assert not queries.frontier().is_elsewhere
    assert sealing.seal_once() == 0
    assert queries.unsealed_age() is None


@pytest.mark.django_db(transaction=True)
def test_the_age_is_that_of_the_oldest_committed_event_without_a_seal(forge: Callable[..., None]) -> None:
    assert queries.unsealed_age() is None
    actions.record("a.done", by=None)
    forge("UPDATE audit_event SET at = at - interval '1 hour'")
    actions.record("b.done", by=None)
    age = queries.unsealed_age()
    assert age is not None
    assert timedelta(hours=1) < age < timedelta(hours=1, minutes=1)
    sealing.seal_once()
    assert queries.unsealed_age() is None


@pytest.mark.django_db(transaction=True)
def test_the_loop_seals_and_lets_the_head_leave_at_the_start_of_a_day_and_at_the_end(home: Path) -> None:
    stop = threading.Event()
    actions.record("a.done", by=None)
    loop = threading.Thread(target=sealing.run_forever, args=[stop])
    loop.start()
    while not anchoring.heads():
        assert loop.is_alive()
        loop.join(0.05)
    actions.record("b.done", by=None)
    stop.set()
    loop.join(20)
    assert not loop.is_alive()
    assert [head.number for head in anchoring.heads()] == [1, 2]
    assert anchoring.heads()[-1] == queries.head()
    assert Event.objects.filter(seal=None).count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_head_is_written_once_and_only_to_be_read(home: Path) -> None:
    assert anchoring.write_head() is None
    actions.record("a.done", by=None)
    sealing.seal_once()
    assert anchoring.is_due()
    path = anchoring.write_head()
    assert path is not None
    assert path.read_text() == f"{queries.head()}\n"
    assert path.stat().st_mode & 0o777 == 0o400
    assert path.parent.stat().st_mode & 0o077 == 0
    assert anchoring.write_head() == path
    assert not anchoring.is_due()
    assert sorted(path.parent.iterdir()) == [path]
    newest = anchoring.newest()
    assert newest is not None
    assert newest[1] == queries.head()
