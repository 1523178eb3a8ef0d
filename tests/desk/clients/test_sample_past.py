"""The sample bank's handovers and notes are what its ledger tells of, made by its people, once."""

from pathlib import Path
from typing import Any

import pytest
from cast import Cast
from django.db import transaction
from working import carry_out

from qiao import sample
from qiao.desk.audit.models import Event
from qiao.desk.clients import ledger, sample_past
from qiao.desk.clients.actions import deliveries, owned
from qiao.desk.clients.models import Assignment, Handover, Note, Package
from qiao.desk.clients.models.handovers import PENDING, State
from qiao.desk.clients.queries import handovers, orphans
from qiao.desk.jobs.models import Job
from qiao.desk.people import sample_people
from qiao.desk.people.models import User
from qiao.engine import Request, import_batch

pytestmark = pytest.mark.slow


@pytest.fixture
def bank(cast: Cast, tmp_path: Path, settings: Any) -> None:
    """The sample bank's ledger on the desk."""
    settings.LEDGER, settings.OWNED = tmp_path / "ledger", frozenset({"assignments"})
    sample.make(7, tmp_path / "bank", sample_people.managers())
    import_batch(Request(tmp_path / "bank"), settings.LEDGER)
    deliveries.feed(by=None)


def afresh(number: str) -> User:
    return User.objects.get(staff_number=number)


def rows() -> set[tuple[Any, ...]]:
    columns = ("client__number", "manager__staff_number", "from_date", "to_date", "share", "part", "is_inherited")
    return set(Assignment.objects.values_list(*columns))


def assert_three_people_did(handover: Handover) -> None:
    """Giver, receiver and supervisor spoke one after another, before it took effect, and each left an event."""
    agreed = handover.changes.get(receives=True)
    assert len({handover.proposed_by_id, agreed.agreed_by_id, handover.approved_by_id}) == 3
    assert agreed.agreed_at is not None
    assert handover.approved_at is not None
    assert handover.proposed_at < agreed.agreed_at < handover.approved_at
    assert handover.approved_at.date() < handover.from_date
    events = Event.objects.filter(on_uuid=handover.uuid).values_list("code", flat=True)
    assert set(events) == {"handover.proposed", "handover.agreed", "handover.approved"}


def assert_its_manager_wrote(note: Note) -> None:
    """On the day that it is of, by somebody who had a share that day."""
    assert note.written_at.date() == note.day
    held = Assignment.objects.on(note.day).filter(client=note.client_id, manager=note.written_by_id)
    assert held.exists()


def test_the_sample_has_a_past_that_its_ledger_tells_of(bank: None, tmp_path: Path, settings: Any) -> None:
    before = rows()
    with transaction.atomic():  # where the bank keeps the assignments, its batch has carried them out
        settings.OWNED = frozenset()
        sample_past.go_through(Assignment.objects.get(client__number="10011840", manager__staff_number="M0060"))
        assert rows() == before
        assert Handover.objects.get().state == State.DONE
        assert Event.objects.filter(code="handover.carried").exists()
        transaction.set_rollback(True)
    settings.OWNED = frozenset({"assignments"})

    made = sample_past.make()
    assert (made, sample_past.make()) == (Handover.objects.count(), 0)
    assert rows() == before, "what was handed over is what the ledger has"
    assert not Job.objects.filter(kind=owned.DELIVER).exists()
    assert owned.deliver() is None, "the ledger has nothing to be told"
    book = ledger.book()
    assert book is not None
    assert len(book.batches) == 1

    done = list(Handover.objects.filter(state=State.DONE))
    assert len(done) >= 10
    for one in done:
        assert_three_people_did(one)
    assert set(Handover.objects.filter(state__in=(State.REFUSED, State.WITHDRAWN)).values_list("state", flat=True)) == {
        State.REFUSED,
        State.WITHDRAWN,
    }

    carry_out(tmp_path / "work")
    assert (Package.objects.get().faults, Package.objects.get().handovers.count()) == ([], 12)
    for number in ("rm", "rm2", "lead", "branch"):
        due = handovers.due(afresh(number))
        assert due, f"{number} finds nothing that waits"
        assert all(one.is_waiting for one in due)
    assert Handover.objects.filter(state__in=PENDING, package=None).count() == 3
    waiting = list(orphans.orphans(afresh("branch")))
    assert len(waiting) >= 5
    assert {one.why for one in waiting} == {"left"}  # type: ignore[attr-defined]

    assert Note.objects.count() >= 50
    for note in Note.objects.all():
        assert_its_manager_wrote(note)
