"""What the desk's own role, and even the owner by mistake, may not do to the audit trail."""

from collections.abc import Callable

import psycopg
import pytest
from django.db import transaction

from qiao.desk.audit import actions, sealing
from qiao.desk.audit.models import Event, PersonalValue, Seal
from qiao.desk.server import postgres

TABLES = ("audit_event", "audit_seal")
NEVER = [
    words.format(table=table)
    for table in TABLES
    for words in (
        "UPDATE {table} SET at = now()",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "ALTER TABLE {table} DISABLE TRIGGER audit_keep_rows",
        "DROP TRIGGER audit_keep_rows ON {table}",
        "DROP TABLE {table} CASCADE",
        "ALTER TABLE {table} RENAME TO gone",
        "CREATE RULE nothing AS ON INSERT TO {table} DO INSTEAD NOTHING",
    )
] + [
    "UPDATE audit_personalvalue SET new = 'x'",
    "TRUNCATE audit_personalvalue",
    "DROP FUNCTION audit_stamp() CASCADE",
    "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "SET session_replication_role = replica",
    "SELECT setval('audit_event_id_seq', 1)",
]
BY_MISTAKE = [words for words in NEVER if words.split()[0] in {"UPDATE", "DELETE", "TRUNCATE"}]


@pytest.fixture
def trail(transactional_db: None) -> None:
    """An event with a seal and a personal value."""
    event = actions.record("user.changed", by=None)
    PersonalValue.objects.create(
        event=event, subject_kind="people.User", subject_uuid=event.uuid, field="phone", new="1", salt=b"1"
    )
    assert sealing.seal_once() == 1


def everything() -> list[object]:
    """All that stands in the three tables."""
    return [list(model.objects.order_by("pk").values()) for model in (Event, Seal, PersonalValue)]


@pytest.mark.parametrize("words", NEVER)
def test_the_desk_is_refused(trail: None, url_as: Callable[[str], str], words: str) -> None:
    before = everything()
    with psycopg.connect(url_as(postgres.APP)) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(words.encode())
    assert everything() == before


def test_no_setting_of_the_session_makes_the_triggers_stand_aside(trail: None, url_as: Callable[[str], str]) -> None:
    with psycopg.connect(url_as(postgres.APP)) as app:
        app.execute("SET pgtrigger.ignore = '{audit_stamp,audit_keep_rows}'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DELETE FROM audit_event")


@pytest.mark.parametrize("words", BY_MISTAKE)
def test_the_owner_is_refused_too(trail: None, url_as: Callable[[str], str], words: str) -> None:
    before = everything()
    with (
        psycopg.connect(url_as(postgres.OWNER)) as owner,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="never changed"),
    ):
        owner.execute(words.encode())
    assert everything() == before


def test_the_desk_may_erase_personal_values(trail: None) -> None:
    with transaction.atomic():
        assert PersonalValue.objects.all().delete()[0] == 1
