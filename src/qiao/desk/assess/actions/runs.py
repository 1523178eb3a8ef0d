"""What may be done to runs: ask for one, take its result in, show it to managers, compute it a second time."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from qiao.desk.assess import telling
from qiao.desk.assess.actions import periods, settling, unassigned
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Outcome, Period, Run, Standard, Step, Trial
from qiao.desk.audit import actions as audit
from qiao.desk.clients import ledger
from qiao.desk.clients.actions import deliveries, owned
from qiao.desk.clients.feeding import organisation
from qiao.desk.common.hubs import Hub
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.roles import Role
from qiao.desk.jobs import actions as jobs
from qiao.desk.jobs.models import Job
from qiao.desk.people import calendar
from qiao.desk.people.models import Team, User
from qiao.engine import manager_rows

if TYPE_CHECKING:
    from qiao.engine import Book
    from qiao.engine import Run as Result

WRITERS = (Role.HR,)
ASSESS = "assess.run"
ASK = "assess.ask"
CHECK = "assess.check"
FINISHED: Hub[object] = Hub("finished")  # what rooms above begin when a run has ended: a provider takes the run
_TAKEN = (
    "grade",
    "pool_size",
    "score",
    "rank",
    "quality",
    "supported",
    "decision",
    "to_grade",
    "reason",
    "reached",
    "standing",
)


@transaction.atomic
def ask_when_told(period: Period, *, by: User, as_of: date | None = None) -> Run | Job:
    """Have a period assessed from all that the desk keeps, as `ask` does.

    Where something of the desk's is still on its way to the ledger, it is the job that brings it there and asks then.
    """
    need_writer(by)
    if not owned.is_behind():
        return ask(period, by=by, as_of=as_of)
    day = as_of.isoformat() if as_of else ""
    return jobs.start(ASK, by=by, key=f"{period.uuid} {day}", again=True, period=str(period.uuid), as_of=day)


@transaction.atomic
def ask(period: Period, *, by: User, as_of: date | None = None, standard: Standard | None = None) -> Run:
    """Have a period assessed from the newest ledger; the same inputs a second time are the same run.

    Args:
        period: which.
        by: the assessment officer.
        as_of: the last day that counts; without it the ledger's newest day within the period.
        standard: another version that is only tried on the period's data; without it the period's own counts.

    Raises:
        FaultError: there is no ledger, or it has no day of the period.
    """
    need_writer(by)
    period = periods.locked(period)
    deliveries.hold_still()
    book = ledger.book()
    if book is None or book.data_date is None:
        raise FaultError("ledger_empty")
    day = min(as_of or period.last, period.last, book.data_date)
    if day < period.first:
        raise FaultError("no_day_yet", field="as_of")
    under, tried = standard or period.standard, standard.document_hash if standard else ""
    same = Run.objects.filter(period=period, standard=under, as_of=day, ledger=book.digest, tried=tried).first()
    if same:
        return _join(same, book, by)
    number = (period.runs.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Run.objects.create(
        period=period,
        standard=under,
        number=number,
        as_of=day,
        ledger=book.digest,
        tried=tried,
        made_by=by,
        made_at=calendar.now(),
    )
    if standard:
        Trial.objects.create(run=made, text=standard.text)
    _start(made, book, by)
    audit.record("run.asked", by=by, on=made, period=period.uuid, standard=under.uuid, as_of=day)
    return made


def _start(run: Run, book: "Book", by: User) -> None:
    """Have the engine assess it, from the batches that the ledger has now, whatever comes in meanwhile."""
    asked = run.job.arguments if run.job else {"batches": [note.digest for note in book.batches]}
    batches = asked["batches"]
    run.job = jobs.start(ASSESS, by=by, key=str(run.uuid), uuid=str(run.uuid), batches=batches)
    run.save(update_fields=["job"])


def _join(run: Run, book: "Book", by: User) -> Run:
    """One run for the same inputs; one whose work failed or was cancelled is begun anew."""
    if not run.is_done:
        _start(run, book, by)
    else:
        _mark_run(run)
    audit.record("run.joined", by=by, on=run)
    return run


@transaction.atomic
def finish(run: Run, result: "Result") -> Run:
    """Take in what the engine made: the seal, what a list says of it, and every manager's outcome; once."""
    left = unassigned.found(result)
    current = locked(run)
    if current.is_done:
        return current
    manifest = result.manifest
    current.seal, current.lacking, current.ledger = manifest["seal"], manifest["missing_tables"], manifest["ledger"]
    current.told = {
        "counts": manifest["counts"],
        "totals": manifest["totals"],
        "warnings": len(manifest["warnings"]) + len(manifest["ledger_warnings"]),
        "data_date": manifest["data_date"],
        "unassigned": unassigned.told(left),
        "vetoed": _vetoed(result),
    }
    current.done_at = calendar.now()
    current.save()
    Outcome.objects.bulk_create(_outcomes(current, result), batch_size=1_000)
    unassigned.keep(current, left)
    _mark_run(current)
    audit.record("run.done", by=None, on=current, seal=current.seal)
    if current.standard_id == current.period.standard_id:
        list(FINISHED.gather(current))
    return current


def _vetoed(result: "Result") -> list[str]:
    """Whose quality score the figures themselves cap."""
    evidence = result.scores.evidence
    return [evidence.people[place].manager_id for place in sorted(evidence.ratings.vetoed)]


def _mark_run(run: Run) -> None:
    """A run of the whole period under its standard ends that step, once data and checks are done."""
    if not run.is_under_own_standard or run.is_provisional:
        return
    done = {state.step for state in run.period.steps.all() if state.is_done}
    if Step.CHECKS in done and not run.period.is_locked:
        periods.mark(run.period, Step.RUN, by=run.made_by)


@transaction.atomic
def show(run: Run, *, by: User) -> Run:
    """Let every manager see their own result before it is final: of a provisional run, or of one that is reviewed (公示)."""
    need_writer(by)
    current = locked(run)
    if not current.is_done:
        raise FaultError("run_not_done")
    if not _may_be_shown(current):
        raise FaultError("not_reviewed")
    show_to_managers(current, by=by)
    return current


def _may_be_shown(run: Run) -> bool:
    if not run.is_under_own_standard or run.period.is_locked:
        return False
    return run.is_provisional or run.period.steps.filter(step=Step.REVIEW, done_at__isnull=False).exists()


def show_to_managers(run: Run, *, by: User, tell: bool = True) -> None:
    """From now on every manager sees their own result; a second time changes nothing. Some are told otherwise, or not at all."""
    if run.shown_at is None:
        run.shown_at = calendar.now()
        run.save(update_fields=["shown_at"])
        audit.record("run.shown", by=by, on=run)
        if tell:
            telling.run_shown(run)
    settling.settle(run, by=by)


def locked(run: Run) -> Run:
    """The run and its period under row locks."""
    period = periods.locked(run.period)
    found = Run.objects.select_for_update(of=("self",)).select_related("standard").get(pk=run.pk)
    found.period = period
    return found


@transaction.atomic
def check(run: Run, *, by: User) -> Job:
    """Have a run computed a second time, with the optimiser off and one thread."""
    need_writer(by)
    if not run.is_done:
        raise FaultError("run_not_done")
    return jobs.start(CHECK, by=by, key=str(run.uuid), uuid=str(run.uuid))


@transaction.atomic
def checked(run: Run, *, holds: bool, by: User | None) -> None:
    """Write down whether the second computation gave the same."""
    Run.objects.filter(pk=run.pk).update(holds=holds, checked_at=calendar.now())
    audit.record("run.checked", by=by, on=run, holds=holds)


def need_writer(by: User) -> None:
    """Runs are the assessment officers'."""
    if not by.has_role(*WRITERS):
        raise NotAllowedError


# --- the outcomes ------------------------------------------------------------------------------------------------------


def _outcomes(run: Run, result: "Result") -> Iterator[Outcome]:
    """A row a manager, with people, branches and teams of the desk by their numbers."""
    book = ledger.book()
    branches = organisation.branches_of(book) if book else {}
    teams = {(team.branch_id, team.name): team.pk for team in Team.objects.all()}
    people = dict(User.objects.values_list("staff_number", "pk"))
    for row in manager_rows(result.scores):
        branch = branches.get(row.branch_id)
        yield Outcome(
            run=run,
            manager=row.manager_id,
            person_id=people.get(row.manager_id),
            branch=branch,
            team_id=teams.get((branch.pk, row.team)) if branch else None,
            in_pool=not row.outside,
            **{name: getattr(row, name) for name in _TAKEN},
        )
