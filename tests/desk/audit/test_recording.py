"""An event holds what the database itself knows, and ids and codes; nothing else."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from cast import Cast
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiao.desk.audit import acting, actions, values
from qiao.desk.audit.details import PersonalDetailError, clean
from qiao.desk.audit.models import Event, PersonalValue
from qiao.desk.common import tracing
from qiao.desk.common.roles import Role


def test_an_event_names_who_did_what_to_whom_and_in_which_request(cast: Cast) -> None:
    session = uuid4()
    with tracing.traced("a1b2c3"), acting.justified(session):
        made = actions.record("user.left", by=cast.admin, on=cast.rm, for_whom=cast.lead, day=date(2026, 1, 2))
    event = Event.objects.get(uuid=made.uuid)
    assert (event.code, event.by, event.for_whom) == ("user.left", cast.admin, cast.lead)
    assert (event.on_kind, event.on_uuid) == ("people.User", cast.rm.uuid)
    assert (event.request_id, event.session) == ("a1b2c3", session)
    assert event.details == {"day": "2026-01-02"}


def test_the_database_writes_time_number_and_transaction_whatever_the_insert_says(cast: Cast) -> None:
    forged = Event(pk=5_000_000_000, code="user.left", at=datetime(2001, 1, 1, tzinfo=UTC), xid=1)
    forged.save(force_insert=True)
    event = Event.objects.get(uuid=forged.uuid)
    assert event.pk < 5_000_000_000
    assert datetime.now(UTC) - event.at < timedelta(minutes=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        assert cursor.fetchone() == (str(event.xid),)


def test_a_temporary_table_does_not_stand_in_for_the_counter(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY SEQUENCE audit_event_id_seq START 7000000000")
        assert actions.record("user.left", by=None).pk < 7_000_000_000
        cursor.execute("DROP SEQUENCE pg_temp.audit_event_id_seq")


def test_writing_an_event_locks_no_row_and_is_one_insert(cast: Cast) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        actions.record("user.left", by=cast.admin, on=cast.rm)
    assert [query["sql"].split()[0] for query in asked if "SAVEPOINT" not in query["sql"]] == ["INSERT"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conrelid IN ('audit_event'::regclass, "
            "'audit_seal'::regclass, 'audit_personalvalue'::regclass)"
        )
        assert cursor.fetchone() == (0,)  # a foreign key would lock the row that it points at


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("B01", "B01"),
        ("user.left", "user.left"),
        (Role.RM, "rm"),
        (12_345_678_901, 12_345_678_901),
        (True, True),
        (None, None),
        (Decimal("1.50"), "1.50"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (date(2026, 3, 1), "2026-03-01"),
        (["phone", "name"], ["phone", "name"]),
        ("2025.1", "2025.1"),
        *((label, label) for label in ("2025", "2025H1", "2025Q3", "2025-07", "2025-01-01..2025-06-30")),
        ("ab" * 32, "ab" * 32),
        ("2026-03-01", "2026-03-01"),
        ("0e3f9a5c-0000-4000-8000-0123456789ab", "0e3f9a5c-0000-4000-8000-0123456789ab"),
    ],
)
def test_ids_codes_numbers_and_days_are_written(value: object, written: object) -> None:
    assert clean("a.b", {"it": value}) == {"it": written}


@pytest.mark.parametrize(
    "value",
    [
        "13800138000",
        "010-62345678",
        "沈若溪",
        "Shen Ruoxi",
        "330102199001011234",
        "6222021234567890123",
        "someone@example.test",
        "because the client asked",
        "",
        1.5,
        {"a": 1},
        ["phone", "沈若溪"],
        object(),
    ],
)
def test_what_may_be_somebodys_value_is_refused(value: object) -> None:
    with pytest.raises(PersonalDetailError, match=r"a\.b: it"):
        clean("a.b", {"it": value})


def test_at_a_banks_desk_the_act_goes_on_without_the_detail(settings: object, caplog: pytest.LogCaptureFixture) -> None:
    settings.AUDIT_IS_STRICT = False  # type: ignore[attr-defined]
    assert clean("a.b", {"it": "沈若溪"}) == {"it": "withheld"}
    assert "a.b: it" in caplog.text
    assert "沈若溪" not in caplog.text


def test_personal_values_lie_apart_under_a_digest_that_cannot_be_guessed(cast: Cast) -> None:
    first, second = (
        actions.record("user.changed", by=cast.admin, on=cast.rm, personal={"phone": ("", "13800138000")})
        for _ in range(2)
    )
    value = PersonalValue.objects.get(event=first)
    assert (value.field, value.old, value.new, value.subject_uuid) == ("phone", "", "13800138000", cast.rm.uuid)
    assert first.details == {"personal": {"phone": values.digest(value)}}
    assert first.details != second.details  # the same change twice: a salt each


def test_erasing_leaves_the_events_and_says_how_many(cast: Cast) -> None:
    event = actions.record(
        "user.changed", by=cast.admin, on=cast.rm, personal={"phone": ("1", "2"), "name": ("3", "4")}
    )
    actions.record("user.changed", by=cast.admin, on=cast.rm2, personal={"phone": ("5", "6")})
    assert actions.erase_values(cast.rm, by=cast.admin) == 2
    assert not values.of(event).exists()
    assert PersonalValue.objects.get().subject_uuid == cast.rm2.uuid
    assert Event.objects.get(code="values.erased").details == {"count": 2}
    assert Event.objects.filter(uuid=event.uuid).exists()


def test_looking_and_exporting_are_events_of_their_own(cast: Cast) -> None:
    actions.seen(cast.auditor, on=cast.rm, what="posts")
    actions.exported(cast.auditor, "users.exported", rows=12, role=Role.RM, since=date(2026, 1, 1))
    looked, taken = Event.objects.filter(nature="read").order_by("pk")
    assert (looked.code, looked.on_uuid, looked.details) == ("user.seen", cast.rm.uuid, {"what": "posts"})
    assert taken.details == {"rows": 12, "role": "rm", "since": "2026-01-01"}


def test_only_auditors_see_events(cast: Cast) -> None:
    actions.record("user.left", by=cast.admin, on=cast.rm)
    assert Event.objects.visible_to(cast.auditor).exists()
    for person in (cast.admin, cast.rm, cast.hr, cast.branch, cast.risk):
        assert not Event.objects.visible_to(person).exists()
