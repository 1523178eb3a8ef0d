"""Working through a run's warnings: say that one, or all of a kind, was looked at; take that back."""

from django.db import transaction

from qiao.desk.assess.actions import periods, runs
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Run, WarningNote
from qiao.desk.assess.queries import manifests
from qiao.desk.assess.queries import warnings as queries
from qiao.desk.audit import actions as audit
from qiao.desk.people import calendar
from qiao.desk.people.models import User


@transaction.atomic
def look(run: Run, *, by: User, key: str, note: str = "") -> WarningNote | None:
    """Say that one warning was looked at; a second time changes nothing."""
    runs.need_writer(by)
    rule = next((one.rule for one in manifests.warnings(run) if one.key == key), None)
    if rule is None:
        raise FaultError("warning_gone")
    return next(iter(_write(run, [(key, rule)], by, note)), None)


@transaction.atomic
def look_at_all(run: Run, *, by: User, rule: str, table: str, note: str) -> int:
    """Say that every open warning of a kind was looked at, and why none of them matters; how many there were.

    Raises:
        FaultError: no reason is given.
    """
    runs.need_writer(by)
    if not note.strip():
        raise FaultError("warning_note", field="note")
    found = queries.lines(run, by, rule=rule, table=table, state="open")
    return len(_write(run, [(line.warning.key, rule) for line in found], by, note))


def _write(run: Run, keys: list[tuple[str, str]], by: User, note: str) -> list[WarningNote]:
    period = periods.locked(run.period)
    known = queries.notes_of(period, by)
    made = [
        WarningNote(period=period, key=key, rule=rule, note=note.strip(), by=by, at=calendar.now())
        for key, rule in keys
        if key not in known
    ]
    WarningNote.objects.bulk_create(made, batch_size=1_000)
    if made:
        audit.record("warning.noted", by=by, on=run, rule=made[0].rule, count=len(made))
    return made


@transaction.atomic
def reopen(note: WarningNote, *, by: User) -> None:
    """Take back that a warning was looked at."""
    runs.need_writer(by)
    current = WarningNote.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if current.undone_at is None:
        current.undone_by, current.undone_at = by, calendar.now()
        current.save(update_fields=["undone_by", "undone_at"])
        audit.record("warning.reopened", by=by, on=current.period, rule=current.rule)
