"""The addresses of the assessment desk and the scorecard, who of the cast may, and what is planted for them."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import access_data
import access_objections
from access_row import Row, only, record
from cast import Cast
from django.db import transaction

from qiao.desk.assess.actions import awards, minutes, periods, remarks, runs, scenarios, standards
from qiao.desk.assess.actions.minutes import Meeting
from qiao.desk.assess.actions.scenarios import Kept
from qiao.desk.assess.models import Issue, Letter, Outcome, Period, Proposal, Ruling, Run, Standard
from qiao.desk.assess.models.publishing import Kind
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.engine import Change, Job, assess, load_run

HR, READERS = only("hr"), only("hr", "auditor")
MANAGERS = only("rm", "rm2", "rm3")
SCORED = MANAGERS | READERS | only("lead", "branch")
OWN = only("rm", "lead", "branch") | READERS
NOT_SCORED = dict.fromkeys(("risk", "product", "office", "admin"), 403)
AWARDING, PROPOSERS = READERS | only("lead", "branch"), only("hr", "lead", "branch")
LETTERED = dict.fromkeys(("risk", "product", "office", "admin"), 403)
PUBLISHED, DRAFT = record("standard/published"), record("standard/draft", READERS)


def officers(name: str, key: str, *, done: int = 200, sent: bool = False, query: str = "") -> Row:
    """A page or an act of the assessment officers alone."""
    return Row(f"assess:{name}", record(key, HR), sent={} if sent else None, done=done, query=query)


ASSESSMENT = [
    Row("assess:periods", {"": READERS}),
    officers("period_open", ""),
    Row("assess:period", record("period", READERS)),
    officers("period_drop", "period", sent=True, done=422),  # it has runs
    officers("period_change", "period"),
    officers("run_ask", "period", sent=True, done=422),  # there is no ledger
    officers("step_done", "step", sent=True, done=302),
    officers("step_reopen", "step", sent=True, done=302),
    Row("assess:run", record("run", READERS)),
    Row("assess:run_export", record("run", READERS), query="?format=csv", is_data=True),
    Row("assess:run_compare", record("two runs", READERS)),
    officers("run_show", "run", sent=True, done=422),
    officers("run_check", "run", sent=True, done=302),
    officers("run_propose", "publication"),
    officers("proposal_approve", "proposal", sent=True, done=422),  # its steps are not done
    officers("proposal_refuse", "proposal"),
    Row("assess:proposal_withdraw", record("proposal", only()), sent={}),  # somebody else's
    Row("assess:run_files", record("run", READERS), is_data=True),
    Row("assess:review", record("run", READERS)),
    Row("assess:review_manager", record("card/rm", READERS)),
    officers("remark_write", "card/rm", sent=True, done=422),
    Row("assess:remark_remove", record("remark/hr", HR), sent={}, done=302),
    officers("ruling_propose", "veto/rm3"),
    officers("rulings_carry", "run", sent=True, done=422),  # its publication waits
    officers("ruling_approve", "ruling", sent=True, done=422),
    officers("ruling_refuse", "ruling"),
    Row("assess:ruling_withdraw", record("ruling", only()), sent={}),  # somebody else's
    Row("assess:committee", record("run", READERS)),
    officers("minutes_write", "run"),
    Row("assess:minutes", record("minutes", READERS)),
    Row("assess:minutes_file", record("minutes", READERS), query="?format=csv", is_data=True),
    officers("minutes_sign", "minutes", sent=True, done=302),
    Row("assess:restatement", record("run", READERS), done=404),  # its period is not locked
    Row("assess:result", record("card/rm", OWN), refused=404, exactly=NOT_SCORED),
    Row("assess:letters", record("period", READERS)),
    Row("assess:letters_file", record("issue", READERS), is_data=True),
    Row("assess:letter", record("letter/rm", READERS | only("rm")), refused=404, exactly=LETTERED, is_data=True),
    Row("assess:awards_now", {"": AWARDING}, done=302),
    Row("assess:awards", record("period", AWARDING)),
    Row("assess:awards_file", record("period", AWARDING), query="?format=csv", is_data=True),
    Row("assess:award_propose", record("period", PROPOSERS)),
    Row("assess:award", record("award", AWARDING), exactly=dict.fromkeys(MANAGERS, 404)),  # it is only proposed
    officers("award_approve", "award", sent=True, done=302),
    officers("award_refuse", "award"),
    Row("assess:award_take_back", record("award", only()), sent={}, exactly={"hr": 422}),  # decided on
    Row("assess:award_withdraw", record("award", PROPOSERS)),
    Row("assess:standards"),
    officers("standard_draft", "", sent=True, done=302),
    officers("standard_look", "", sent=True),
    Row("assess:standard", {**PUBLISHED, **DRAFT}, refused=404),
    Row("assess:standard_file", {**PUBLISHED, **DRAFT}, refused=404, is_data=True),
    Row("assess:standard_compare", record("two standards", READERS), refused=404),
    officers("standard_figures", "standard/draft"),
    officers("standard_text", "standard/draft"),
    officers("standard_propose", "standard/draft"),
    officers("standard_publish", "standard/draft", sent=True, done=422),  # nobody has proposed it
    officers("standard_send_back", "standard/draft"),
    officers("standard_drop", "standard/draft", sent=True, done=302),
    Row("assess:standard_acknowledge", record("standard/published", MANAGERS), sent={}, done=302),
    Row("assess:simulate", record("period", READERS)),
    officers("scenario_save", "period", sent=True, done=422),  # nothing is changed
    Row("assess:simulate_export", record("period", READERS), sent={}, done=422),  # nothing is changed
    Row("assess:scenario", record("scenario", READERS)),
    Row("assess:scenario_compare", record("two scenarios", READERS)),
    officers("scenario_drop", "scenario", sent=True, done=302),
    officers("scenario_draft", "scenario"),
    Row("score:mine", {"": SCORED}, done=302),
    Row("score:people", {"": SCORED}),
    Row("score:card", record("card/rm", OWN), refused=404, exactly=NOT_SCORED),
    Row("score:indicator", record("indicator/rm", OWN), refused=404, exactly=NOT_SCORED),
    Row("score:statement", record("statement/rm", OWN), refused=404, exactly=NOT_SCORED, is_data=True),
    Row("score:people_export", {"": SCORED}, is_data=True),
    Row("score:ahead", record("card/rm", only()), refused=404, exactly=NOT_SCORED),  # the period is over
    Row("score:what_if", record("card/rm", OWN), refused=404, exactly=NOT_SCORED),
    Row("score:changes", record("card/rm", only()), refused=404, exactly=NOT_SCORED),  # there is no result before
    Row("score:seen", record("run", only()), refused=404, exactly={**NOT_SCORED, **dict.fromkeys(MANAGERS, 403)}),
    Row("score:confirm", record("card/rm", only()), sent={}, exactly={"rm2": 404, "rm3": 404}),  # it is not published
]


CHANGES = (Change("grades.manager.rank_within", "60%", "55%"),)
WORDS = (
    "MARK-scenario",
    "MARK-draft",
    "MARK-step-note",
    "MARK-proposal",
    "MARK-remark",
    "MARK-ruling",
    "MARK-present",
    "MARK-conclusion",
)


def plant(cast: Cast, store: Path) -> tuple[dict[str, object], dict[str, frozenset[str]]]:
    """A published standard, a draft, a period with a run that is shown, and a proposal of the second officer's.

    Args:
        cast: the people.
        store: a ledger of the small bank.
    """
    second = User.objects.get(staff_number="hr2")
    old, draft = versions(cast.hr, second)
    period = periods.open_period("2025", old, by=second)
    periods.end_step(period, "data", by=second, note="MARK-step-note")
    run, trial = taken(period, old, 1, store), taken(period, draft, 2, store, tried=draft.document_hash)
    with transaction.atomic():
        runs.show_to_managers(run, by=second)
    data, words = access_data.plant(cast, run, trial)
    scenario, other = (scenarios.save(run, Kept("MARK-scenario", CHANGES, is_shared=True), by=cast.hr) for _ in "12")
    objections, contested = access_objections.plant(cast, run)
    records = {
        **data,
        **objections,
        **reviewed(run, cast.hr, second),
        "veto/rm3": (run.uuid, "rm3", "veto"),
        "scenario": scenario.uuid,
        "two scenarios": (scenario.uuid, other.uuid),
        "standard/published": old.uuid,
        "standard/draft": draft.uuid,
        "two standards": (draft.uuid, old.uuid),
        "period": period.uuid,
        "step": (period.uuid, "data"),
        "run": run.uuid,
        "two runs": (run.uuid, trial.uuid),
        "publication": (run.uuid, "publish"),
        "card/rm": (run.uuid, "rm"),
        "indicator/rm": (run.uuid, "rm", "CORP01"),
        "statement/rm": (run.uuid, "rm", "xlsx"),
    }
    return records, words | contested | dict.fromkeys(WORDS, READERS) | {"MARK-award": AWARDING}


def versions(hr: User, second: User) -> tuple[Standard, Standard]:
    """A published standard and a draft."""
    old = standards.draft(None, by=second)
    old = standards.publish(standards.propose(old, by=second, version=old.version, reason="MARK-standard"), by=hr)
    draft = standards.draft(old, by=second)
    return old, standards.edit(draft, by=second, version=draft.version, text=f"# MARK-draft\n{draft.text}")


def reviewed(run: Run, hr: User, second: User) -> dict[str, object]:
    """What officers have put beside a run: a proposal, a note and a veto on rm, the minutes."""
    proposed = {"proposed_by": second, "proposed_at": calendar.now()}
    rm = Outcome.objects.get(run=run, manager="rm")
    meeting = Meeting(calendar.today(), ["MARK-present"], {}, "MARK-conclusion")
    asked = Proposal.objects.create(period=run.period, run=run, kind=Kind.PUBLISH, reason="MARK-proposal", **proposed)
    veto = {"kind": "veto", "decision": "demote", "to_grade": "assistant", "reason": "MARK-ruling"}
    return {
        "proposal": asked.uuid,
        "remark/hr": remarks.write(rm, by=hr, text="MARK-remark").uuid,
        "ruling": Ruling.objects.create(outcome=rm, **veto, **proposed).uuid,
        "minutes": minutes.write(run, by=second, meeting=meeting).uuid,
        **issued(run, rm, second),
    }


def issued(run: Run, rm: Outcome, second: User) -> dict[str, object]:
    """A letter to rm, as of another run that was locked, and an award that waits."""
    Proposal.objects.create(
        period=run.period, run=run, kind=Kind.LOCK, reason="MARK-lock", state="approved", proposed_by=second,
        proposed_at=calendar.now(), decided_by=User.objects.get(staff_number="hr"), decided_at=calendar.now(),
    )  # fmt: skip
    today = calendar.today()
    issue = Issue.objects.create(
        run=run, issued_on=today, effective_on=today, until=today + calendar.DAY, issued_by=second,
        issued_at=calendar.now(),
    )  # fmt: skip
    letter = Letter.objects.create(issue=issue, outcome=rm, what="notice", year=today.year, serial=1)
    case = awards.Case(run.period.last, "BONUS01", Decimal("1.00"), "MARK-award", "MARK-clause", "MARK-award")
    award = awards.propose(run.period, User.objects.get(staff_number="rm"), by=second, case=case)
    return {"issue": issue.uuid, "letter/rm": letter.uuid, "award": award.uuid}


def taken(period: Period, standard: Standard, number: int, store: Path, *, tried: str = "") -> Run:
    """A run that the engine has made once for all, taken in as this one."""
    made = Run.objects.create(
        period=period,
        standard=standard,
        number=number,
        as_of=period.last,
        ledger="",
        made_at=calendar.now(),
        tried=tried,
    )
    result = load_run(assessed_once(store, period.standard))
    made.folder.parent.mkdir(parents=True, exist_ok=True)
    made.folder.symlink_to(result.folder)
    return runs.finish(made, result)


def assessed_once(store: Path, standard: Standard) -> Path:
    """A run of 2025, made once a process."""
    return _assessed(store, standard.text)


@cache
def _assessed(store: Path, text: str) -> Path:
    written = store.with_name("standard.yaml")
    written.write_text(text, encoding="utf-8")
    return assess(Job(store, "2025", store.with_name("run"), written)).folder
