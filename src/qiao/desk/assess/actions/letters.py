"""What is done with letters: issue those of a locked result, once; those of a restatement replace them."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from qiao.desk.assess import announcing
from qiao.desk.assess.actions import runs
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Issue, Letter, Outcome, Period, Run
from qiao.desk.assess.models.letters import What
from qiao.desk.assess.queries import exceptions
from qiao.desk.assess.queries import letters as queries
from qiao.desk.audit import actions as audit
from qiao.desk.common.languages import spoken
from qiao.desk.jobs import actions as jobs
from qiao.desk.jobs.models import Job
from qiao.desk.people import calendar
from qiao.desk.people.models import User

MAKE = "letters.make"
AT_ONCE = 400  # letters that somebody waits for; more are made in the background


class Terms(NamedTuple):
    """The days that letters bear: of issue, since when they hold, until when an appointment lasts."""

    issued_on: date
    effective_on: date
    until: date


@transaction.atomic
def issue(period: Period, *, by: User, terms: Terms) -> Issue:
    """Give everybody of the result in force a notice, and whoever is kept or promoted a letter of appointment; each with its number.

    Raises:
        FaultError: the period is not locked, its letters are issued already, or the days do not follow each other.
    """
    runs.need_writer(by)
    list(Period.objects.select_for_update().order_by("pk"))  # numbers run through all periods
    run = queries.lettered(Period.objects.get(pk=period.pk))
    if run is None:
        raise FaultError("letters_not_locked")
    if Issue.objects.filter(run=run).exists():
        raise FaultError("letters_issued")
    if terms.issued_on > calendar.today():
        raise FaultError("letters_ahead", field="issued_on")
    if terms.until <= terms.effective_on:
        raise FaultError("letters_term", field="until")
    before = Issue.objects.filter(run__period=period, replaced_by=None).first()
    made = Issue.objects.create(
        run=run, replaces=before, issued_by=by, issued_at=calendar.now(), **terms._asdict()
    )  # fmt: skip
    letters = Letter.objects.bulk_create(_letters(made, before), batch_size=1_000)
    audit.record("letters.issued", by=by, on=run, issue=made.uuid, letters=len(letters), seal=run.seal)
    announcing.letters_issued(made)
    return made


def _letters(issue: Issue, before: Issue | None) -> Iterable[Letter]:
    """Notices first, then appointments, each by staff number."""
    year = issue.issued_on.year
    outcomes = list(Outcome.objects.filter(run=issue.run).order_by("manager"))
    for what, whom in ((What.NOTICE, outcomes), (What.APPOINTMENT, _appointed(issue.run, outcomes))):
        serial = Letter.objects.filter(what=what, year=year).aggregate(last=Max("serial"))["last"] or 0
        old = {one.outcome.manager: one for one in _old(before, what)}
        for place, outcome in enumerate(whom, serial + 1):
            replaced = old.get(outcome.manager)
            yield Letter(issue=issue, outcome=outcome, what=what, year=year, serial=place, replaces=replaced)


def _appointed(run: Run, outcomes: list[Outcome]) -> list[Outcome]:
    found = exceptions.decided(outcomes, exceptions.in_effect(run))
    return [one.outcome for one in found if one.decision in queries.APPOINTED]


def _old(before: Issue | None, what: What) -> Iterable[Letter]:
    return before.letters.filter(what=what).select_related("outcome") if before else ()


# --- very many of them as a file ------------------------------------------------------------------------------------------


def made_of(issue: Issue, wanted: queries.Wanted) -> Path:
    """Where the file of these letters in the reader's language lies, once it is made: letters never change."""
    asked = "-".join(str(part or "all") for part in (*wanted, spoken()))
    return Path(settings.HOME) / "letters" / issue.uuid.hex / f"{asked}.pdf"


def make(issue: Issue, wanted: queries.Wanted, *, by: User, address: str) -> Job:
    """Have the file made in the background; `address` is where it is taken afterwards."""
    path = made_of(issue, wanted)
    return jobs.start(
        MAKE, by=by, key=f"{path.parent.name}/{path.stem}", again=True, uuid=str(issue.uuid), address=address,
        wanted=list(wanted),
    )  # fmt: skip
