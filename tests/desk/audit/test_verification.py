"""A chain that somebody rewrote, reordered, thinned out or cut is found, and the first broken number named."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from django.db import connection

from qiao.desk.audit import actions, anchoring, chain, queries, sealing, verification
from qiao.desk.audit.chain import Head
from qiao.desk.audit.models import Event, PersonalValue, Seal
from qiao.desk.people import sample_people
from qiao.desk.people.models import User
from qiao.desk.server import postgres

pytestmark = pytest.mark.django_db(transaction=True)
Forge: TypeAlias = Callable[..., None]


@pytest.fixture
def head(transactional_db: None) -> Head:
    """Five events in the chain, and the head that somebody wrote down."""
    record_five()
    return seal()


def record_five() -> None:
    """Five events."""
    for number in range(1, 6):
        actions.record(f"thing.done{number}", by=None, number=number)


def seal() -> Head:
    """Put into the chain what waits; the newest head."""
    sealing.seal_once()
    newest = queries.head()
    assert newest is not None
    return newest


def wait_for_others() -> None:
    """Until no older transaction runs, of another test's database either: a seal is sure only of what came before it."""
    newest = max(int(xid) for xid in Event.objects.values_list("xid", flat=True))
    with connection.cursor() as cursor:
        for _ in range(1_200):
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] > newest:
                return
            time.sleep(0.1)
    raise AssertionError("another transaction does not end")


def rewrite(forge: Forge) -> None:
    """Give the whole chain hashes that agree with what the tables hold now."""
    before = chain.START
    for number, seal in enumerate(Seal.objects.select_related("event").order_by("number"), 1):
        old, seal.number = seal.number, number
        before = chain.link(before, seal, seal.event)
        forge("UPDATE audit_seal SET number = %s, hash = %s WHERE number = %s", number, before, old)


def test_a_chain_left_alone_holds(head: Head) -> None:
    verdict = verification.verify([head])
    assert verdict.holds
    assert (verdict.sealed, verdict.head, verdict.confirmed) == (5, head, [head])
    assert (verdict.unsealed, verdict.unsealed_age) == (0, None)


def test_an_empty_chain_holds() -> None:
    assert verification.verify().holds


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_event SET details = '{\"number\": 9}' WHERE code = 'thing.done3'",
        "UPDATE audit_event SET at = at - interval '1 microsecond' WHERE code = 'thing.done3'",
        "UPDATE audit_event SET by_id = 7 WHERE code = 'thing.done3'",
        "UPDATE audit_event SET for_whom_id = 7 WHERE code = 'thing.done3'",
        "UPDATE audit_event SET code = 'thing.undone' WHERE code = 'thing.done3'",
        "UPDATE audit_event SET nature = 'read' WHERE code = 'thing.done3'",
        "UPDATE audit_event SET on_kind = 'people.User' WHERE code = 'thing.done3'",
        "UPDATE audit_event SET on_uuid = gen_random_uuid() WHERE code = 'thing.done3'",
        "UPDATE audit_event SET uuid = gen_random_uuid() WHERE code = 'thing.done3'",
        "UPDATE audit_event SET request_id = 'abc' WHERE code = 'thing.done3'",
        "UPDATE audit_event SET session = gen_random_uuid() WHERE code = 'thing.done3'",
        "UPDATE audit_event SET xid = '1' WHERE code = 'thing.done3'",
        "UPDATE audit_seal SET at = at - interval '1 microsecond' WHERE number = 3",
        "UPDATE audit_seal SET since = '1' WHERE number = 3",
        "UPDATE audit_seal SET hash = sha256('x') WHERE number = 3",
        "DELETE FROM audit_event WHERE code = 'thing.done3'",
        "DELETE FROM audit_seal WHERE number = 3",
        "WITH gone AS (DELETE FROM audit_seal WHERE number = 3 RETURNING event_id) "
        "DELETE FROM audit_event USING gone WHERE id = event_id",
    ],
)
def test_a_change_is_found_where_it_was_made(head: Head, forge: Forge, change: str) -> None:
    forge(change)
    verdict = verification.verify()
    assert not verdict.holds
    assert verdict.first_broken == 3
    assert "3" in verdict.faults[0].zh
    assert "3" in verdict.faults[0].en


def test_two_events_that_changed_places_are_found(head: Head, forge: Forge) -> None:
    second, fourth = (Seal.objects.get(number=number).event_id for number in (2, 4))
    forge("UPDATE audit_seal SET event_id = -1 WHERE number = 2")
    forge("UPDATE audit_seal SET event_id = %s WHERE number = 4", second)
    forge("UPDATE audit_seal SET event_id = %s WHERE number = 2", fourth)
    assert verification.verify().first_broken == 2


def test_a_column_that_the_chain_does_not_cover_would_be_found_here() -> None:
    covered = {"id", "uuid", "at", "xid", "code", "nature", "by_id", "for_whom_id", "on_kind", "on_uuid", "request_id"}
    assert {field.column for field in Event._meta.concrete_fields} == covered | {"session", "details"}
    assert {field.column for field in Seal._meta.concrete_fields} == {"number", "event_id", "at", "since", "hash"}


def test_a_chain_rewritten_as_a_whole_is_shown_by_the_head_outside_alone(head: Head, forge: Forge) -> None:
    forge("UPDATE audit_event SET details = '{\"number\": 9}' WHERE code = 'thing.done3'")
    rewrite(forge)
    assert verification.verify().holds
    verdict = verification.verify([head])
    assert verdict.first_broken == 5
    assert "rewritten" in verdict.faults[0].en


def test_an_event_taken_out_and_the_rest_renumbered_is_shown_by_the_head_outside(head: Head, forge: Forge) -> None:
    forge("DELETE FROM audit_event WHERE code = 'thing.done3'")
    forge("DELETE FROM audit_seal WHERE number = 3")
    rewrite(forge)
    assert verification.verify().holds
    assert "shortened" in verification.verify([head]).faults[0].en


@pytest.mark.parametrize("first", [1, 5])
def test_a_tail_that_was_cut_is_shown_by_the_head_outside(head: Head, forge: Forge, first: int) -> None:
    forge("DELETE FROM audit_event WHERE id IN (SELECT event_id FROM audit_seal WHERE number >= %s)", first)
    forge("DELETE FROM audit_seal WHERE number >= %s", first)
    assert verification.verify().holds
    assert "shortened" in verification.verify([head]).faults[0].en


def test_seals_that_were_cut_and_made_again_differ_from_the_head_outside(forge: Forge) -> None:
    record_five()
    wait_for_others()
    head = seal()
    forge("DELETE FROM audit_seal WHERE number >= 4")
    verdict = verification.verify()
    assert (verdict.first_broken, verdict.unsealed) == (4, 0)
    assert "2 events lost their seals" in verdict.faults[0].en
    forge("UPDATE audit_seal SET since = '1'")
    rewrite(forge)
    forge("UPDATE audit_event SET details = '{}' WHERE code = 'thing.done5'")
    assert sealing.seal_once() == 2
    assert verification.verify().holds
    assert verification.verify([head]).first_broken == 5


def test_events_that_wait_are_counted_and_are_no_fault(head: Head) -> None:
    actions.record("thing.done6", by=None)
    verdict = verification.verify([head])
    assert verdict.holds
    assert verdict.unsealed == 1
    assert verdict.unsealed_age is not None


def test_the_chain_holds_when_personal_values_are_erased_and_not_when_one_is_changed(forge: Forge) -> None:
    sample_people.make()
    person = User.objects.get(staff_number="rm")
    actions.record("user.changed", by=None, on=person, personal={"phone": ("", "13800138000")})
    sealing.seal_once()
    assert verification.verify().holds
    forge("UPDATE audit_personalvalue SET new = '13900139000'")
    verdict = verification.verify()
    assert verdict.first_broken == Seal.objects.get(event__code="user.changed").number
    actions.erase_values(person, by=None)
    sealing.seal_once()
    assert verification.verify().holds


@pytest.mark.slow
def test_nothing_of_an_erased_value_is_left_in_a_dump_or_in_the_home(url_as: Callable[[str], str], home: Path) -> None:
    marker = "marker-13800138000"
    sample_people.make()
    person = User.objects.get(staff_number="rm")
    actions.record("user.changed", by=None, on=person, personal={"phone": ("", marker), "name": (marker, "x")})
    sealing.seal_once()
    anchoring.write_head()

    def dump() -> str:
        command = [postgres._binaries() / "pg_dump", "--dbname", url_as(postgres.OWNER)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    assert dump().count(marker) == 2
    salt = bytes(PersonalValue.objects.all()[0].salt).hex()
    actions.erase_values(person, by=None)
    left = dump()
    assert "COPY public.audit_event" in left
    assert marker not in left
    assert salt not in left
    assert not any(marker in path.read_text() for path in home.rglob("*") if path.is_file())


@pytest.mark.slow
def test_the_command_says_what_it_found_and_exits_with_three(
    head: Head, forge: Forge, url_as: Callable[[str], str], home: Path
) -> None:
    def qiao(*words: str) -> subprocess.CompletedProcess[str]:
        given = {
            "QIAO_HOME": str(home),
            "DATABASE_URL": url_as(postgres.APP),
            "QIAO_SECRET_KEY": "x",
            "QIAO_LANG": "en",
        }
        return subprocess.run(
            [sys.executable, "-c", "from qiao.cli import main; main()", "audit", *words],
            env={**os.environ, **given, "DJANGO_SETTINGS_MODULE": "qiao.desk.settings"},
            capture_output=True,
            text=True,
            check=False,
        )

    assert connection.settings_dict["USER"] == postgres.APP
    assert qiao("head").stdout.strip() == str(head)
    assert qiao("seal").stdout.strip() == "Sealed 0 events."
    held = qiao("verify", "--head", str(head))
    assert held.returncode == 0, held.stderr
    assert "The chain holds: 5 events" in held.stdout
    assert qiao("verify", "--head", "nonsense").returncode == 2
    forge("DELETE FROM audit_seal WHERE number > 3")
    broken = qiao("verify", "--head", str(head))
    assert broken.returncode == 3
    assert f"审计链被截短:库外链首 {head.short} 不在链中。" in broken.stderr
    assert f"The chain was shortened: the head {head.short}, kept outside, is not in it." in broken.stderr
