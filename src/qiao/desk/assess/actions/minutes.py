"""What is done with the committee's minutes: write a version, have the newest one signed by somebody else."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction

from qiao.desk.assess import announcing
from qiao.desk.assess.actions import runs
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Minutes, Run
from qiao.desk.assess.queries import minutes as queries
from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.people import calendar
from qiao.desk.people.models import User


class Meeting(NamedTuple):
    """What a person writes of a meeting; `resolutions` by manager."""

    held_on: date
    present: Sequence[str]
    resolutions: Mapping[str, str]
    conclusion: str
    place: str = ""


@transaction.atomic
def write(run: Run, *, by: User, meeting: Meeting) -> Minutes:
    """Keep another version of the minutes, with the figures and cases as they stand now.

    Raises:
        FaultError: the run has not ended, the day lies ahead, nobody was there, or a version is signed already.
    """
    runs.need_writer(by)
    current = runs.locked(run)
    if not current.is_done:
        raise FaultError("run_not_done")
    if meeting.held_on > calendar.today():
        raise FaultError("day_ahead", field="held_on")
    if not meeting.present:
        raise FaultError("nobody_present", field="present")
    newest = current.minutes.first()
    if newest is not None and newest.is_signed:
        raise FaultError("minutes_signed")
    made = Minutes.objects.create(
        run=current,
        version=newest.version + 1 if newest else 1,
        held_on=meeting.held_on,
        place=meeting.place.strip(),
        present=list(meeting.present),
        told=queries.told(current, by, meeting.resolutions),
        conclusion=meeting.conclusion.strip(),
        written_by=by,
        written_at=calendar.now(),
    )
    audit.record("minutes.written", by=by, on=made, run=current.uuid, version=made.version)
    announcing.minutes_wait(made, by=by)
    return made


@transaction.atomic
def sign(minutes: Minutes, *, by: User) -> Minutes:
    """A second person signs the newest version; from then on there is no other."""
    runs.need_writer(by)
    run = runs.locked(minutes.run)
    current = Minutes.objects.select_for_update(of=("self",)).get(pk=minutes.pk)
    if current.is_signed:
        raise FaultError("minutes_signed")
    if run.minutes.filter(version__gt=current.version).exists():
        raise FaultError("minutes_superseded")
    if not by.reach.may_decide(*runs.WRITERS, proposed_by=current.written_by_id):
        raise NotAllowedError
    current.signed_by, current.signed_at = by, calendar.now()
    current.save(update_fields=["signed_by", "signed_at"])
    audit.record("minutes.signed", by=by, on=current, run=run.uuid, version=current.version)
    announcing.minutes_signed(current, by=by)
    return current
