"""What may be done to scenarios: keep one, change it, put it aside, make a draft of the standard from it, try it on the data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from qiao.desk.assess.actions import runs, standards, trials
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Run, Scenario, Standard
from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.versions import claim
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.engine import Change, UnreachableError, rewritten

WRITERS = runs.WRITERS


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a scenario."""

    name: str
    changes: Sequence[Change]
    note: str = ""
    is_shared: bool = False


@transaction.atomic
def save(run: Run, kept: Kept, *, by: User) -> Scenario:
    """Keep changes of a run's standard under a name."""
    runs.need_writer(by)
    now = calendar.now()
    made = Scenario(made_by=by, made_at=now)
    _put(made, run, kept).save()
    audit.record("scenario.saved", by=by, on=made, run=run.uuid, changes=_paths(kept))
    return made


@transaction.atomic
def change(scenario: Scenario, run: Run, kept: Kept, *, by: User, version: int) -> Scenario:
    """Keep other changes in its place, made on `run`; only whoever made it may.

    Raises:
        ConflictError: it was changed meanwhile, in another window.
    """
    _need_own(scenario, by)
    current = claim(scenario, version)
    _put(current, run, kept).save()
    audit.record("scenario.changed", by=by, on=current, run=run.uuid, changes=_paths(kept))
    return current


@transaction.atomic
def drop(scenario: Scenario, *, by: User) -> Scenario:
    """Put it aside, or take it up again."""
    _need_own(scenario, by)
    current = claim(scenario, Scenario.objects.get(pk=scenario.pk).version)
    current.dropped_at = None if current.dropped_at else calendar.now()
    current.save()
    audit.record("scenario.dropped" if current.dropped_at else "scenario.taken_up", by=by, on=current)
    return current


@transaction.atomic
def draft(scenario: Scenario, *, by: User, label: str, effective_from: date | None = None) -> Standard:
    """A draft of a new version of the standard with its changes, which then goes the way of every draft.

    Raises:
        FaultError: one of the changes cannot be written into the file's text.
        RefusedError: what comes out is no standard.
    """
    runs.need_writer(by)
    base = scenario.run.standard
    made = standards.draft(base, by=by)
    wanted = [Change("version", None, label), *scenario.patch]
    if effective_from:
        wanted.append(Change("effective_from", None, effective_from.isoformat()))
    made = standards.edit(made, by=by, version=made.version, text=_written(made.text, wanted))
    made.scenario = scenario
    made.save(update_fields=["scenario"])
    audit.record("scenario.drafted", by=by, on=scenario, standard=made.uuid, hash=made.document_hash)
    return made


@transaction.atomic
def try_(scenario: Scenario, draft: Standard, *, by: User) -> Run:
    """Have the scenario's period assessed under its draft in the background: what it changes has to be measured anew."""
    return trials.ask(draft, scenario.run.period, by=by, as_of=scenario.run.as_of)


# --- what holds for several --------------------------------------------------------------------------------------------


def _put(scenario: Scenario, run: Run, kept: Kept) -> Scenario:
    if not kept.changes:
        raise FaultError("scenario_empty")
    scenario.name, scenario.note, scenario.is_shared = kept.name.strip(), kept.note.strip(), kept.is_shared
    scenario.run, scenario.base_hash = run, run.standard.data_hash
    scenario.changes = [[one.path, one.old, one.new] for one in kept.changes]
    scenario.changed_at = calendar.now()
    return scenario


def _written(text: str, changes: Sequence[Change]) -> str:
    try:
        return rewritten(text, changes)
    except UnreachableError as error:
        raise FaultError("unreachable_scenario", path=error.path) from error


def _paths(kept: Kept) -> list[str]:
    return [one.path for one in kept.changes]


def _need_own(scenario: Scenario, by: User) -> None:
    runs.need_writer(by)
    if scenario.made_by_id != by.pk:
        raise NotAllowedError
