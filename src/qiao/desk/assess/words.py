"""What the events of the assessment desk say in words, what its figures are called, and why something cannot be."""

from django.utils.translation import gettext_lazy as _

from qiao import engine
from qiao.desk.common.languages import said

EVENTS = {
    "data_owner.set": _("Named who answers for a table of the ledger"),
    "objection.accepted": _("Accepted the answer to an objection"),
    "objection.answered": _("Answered an objection"),
    "objection.assigned": _("Gave an objection to whoever answers for the data"),
    "objection.corrected": _("Named the batch that corrects what an objection is about"),
    "objection.dismissed": _("Dismissed an objection"),
    "objection.escalated": _("Went to the committee with an objection"),
    "objection.lapsed": _("Closed an objection whose time had passed"),
    "objection.proposed": _("Proposed a decision on an objection"),
    "objection.raised": _("Raised an objection"),
    "objection.restated": _("A result with an objection's correction was shown"),
    "objection.seen": _("Looked at an objection"),
    "objection.sent_back": _("Did not agree to a proposed decision on an objection"),
    "objection.upheld": _("Upheld an objection"),
    "objection.withdrawn": _("Took an objection back"),
    "award.approved": _("Approved an award or adjustment"),
    "award.proposed": _("Proposed an award or adjustment"),
    "award.refused": _("Turned down an award or adjustment"),
    "award.seen": _("Looked at an award or adjustment"),
    "award.taken_back": _("Took back a proposed award or adjustment"),
    "awards.exported": _("Took the awards of a period as a file"),
    "period.opened": _("Opened a period"),
    "period.changed": _("Changed a period"),
    "period.dropped": _("Dropped a period"),
    "period.seen": _("Looked at a period"),
    "step.done": _("Ended a step of a period"),
    "step.reopened": _("Reopened a step of a period"),
    "letters.issued": _("Issued the letters of a result"),
    "letters.taken": _("Took letters as a file"),
    "minutes.seen": _("Looked at the committee's minutes"),
    "minutes.signed": _("Signed the committee's minutes"),
    "minutes.taken": _("Took the committee's minutes as a file"),
    "minutes.written": _("Wrote the committee's minutes"),
    "proposal.approved": _("Approved what somebody else proposed for a run"),
    "proposal.made": _("Proposed something for a run"),
    "proposal.refused": _("Turned down what was proposed for a run"),
    "proposal.withdrawn": _("Took back what was proposed for a run"),
    "remark.removed": _("Took back a calibration note"),
    "remark.written": _("Wrote a calibration note"),
    "ruling.approved": _("Approved an exception to a computed decision"),
    "ruling.proposed": _("Proposed an exception to a computed decision"),
    "ruling.refused": _("Turned down an exception to a computed decision"),
    "ruling.withdrawn": _("Took back an exception to a computed decision"),
    "run.asked": _("Had a period assessed"),
    "run.checked": _("Had a run computed a second time"),
    "run.done": _("A run ended"),
    "run.files_taken": _("Took the sealed files of a run"),
    "run.exported": _("Took the results of a run as a file"),
    "run.joined": _("Asked for a run that is there already"),
    "run.seen": _("Looked at a run"),
    "run.shown": _("Showed managers their results"),
    "scenario.changed": _("Changed a scenario"),
    "scenario.drafted": _("Made a draft of the standard from a scenario"),
    "scenario.dropped": _("Put a scenario aside"),
    "scenario.exported": _("Took who moves under changed figures as a file"),
    "scenario.saved": _("Saved a scenario"),
    "scenario.seen": _("Looked at a scenario"),
    "scenario.taken_up": _("Took up a scenario again"),
    "standard.acknowledged": _("Acknowledged a standard"),
    "standard.drafted": _("Began a new version of the standard"),
    "standard.dropped": _("Put a draft of the standard aside"),
    "standard.edited": _("Changed a draft of the standard"),
    "standard.exported": _("Took a standard as a file"),
    "standard.proposed": _("Proposed a standard"),
    "standard.published": _("Published a standard"),
    "standard.seen": _("Looked at a standard"),
    "standard.sent_back": _("Sent a standard back"),
    "standard.taken_up": _("Went on with a draft of the standard"),
    "warning.noted": _("Looked at warnings of a run"),
    "warning.reopened": _("Took back that a warning was looked at"),
}
NOUNS = {
    "data_owner": _("Owners of data"),
    "objection": _("Objections"),
    "award": _("Awards and adjustments"),
    "awards": _("Awards and adjustments, lists"),
    "letters": _("Letters"),
    "minutes": _("Committee minutes"),
    "period": _("Periods"),
    "proposal": _("Decisions on runs"),
    "remark": _("Calibration notes"),
    "ruling": _("Exceptions"),
    "run": _("Runs"),
    "scenario": _("Scenarios"),
    "standard": _("Standards"),
    "step": _("Steps"),
    "warning": _("Warnings"),
}
KINDS = {
    "assess.Objection": _("objection"),
    "assess.Award": _("award or adjustment"),
    "assess.Minutes": _("minutes"),
    "assess.Period": _("period"),
    "assess.Proposal": _("decision on a run"),
    "assess.Remark": _("calibration note"),
    "assess.Ruling": _("exception"),
    "assess.Run": _("run"),
    "assess.Scenario": _("scenario"),
    "assess.Standard": _("standard"),
}

# How a badge shows a decision.
TONES = {"promote": "good", "demote": "risk", "improve": "warn"}

PROPOSE = {
    "publish": _("Propose publication"),
    "lock": _("Propose the lock"),
    "restate": _("Propose as restatement"),
}
RULE = {
    "promotion": _("Propose an exceptional promotion"),
    "veto": _("Propose a veto"),
    "lift": _("Propose to lift the exception"),
}
MARKS = {
    "exception": _("exceptional promotion"),
    "waiting": _("exception waits"),
    "veto": _("veto"),
    "demote": _("demotion"),
    "protected": _("protected"),
    "small": _("small pool"),
    "near": _("near a cut"),
    "noted": _("noted"),
}
MARK_TONES = {
    "exception": "good",
    "waiting": "warn",
    "veto": "risk",
    "small": "warn",
    "near": "info",
    "protected": "info",
}
AWARD_COLUMNS = {
    "award_id": _("Number"),
    "manager": _("Staff number"),
    "name": _("Full name"),
    "date": _("Day"),
    "indicator": _("Indicator"),
    "points": _("Points given"),
    "what": _("Award or adjustment"),
    "reason": _("Reason"),
    "clause": _("Clause"),
    "reference": _("Number of the document"),
    "state": _("State"),
    "counts": _("Counts"),
    "proposed_by": _("Proposed by"),
    "decided_by": _("By whom decided"),
    "answer": _("Answer"),
}
OUTCOME_COLUMNS = {
    "rank": _("Rank"),
    "pool_size": _("Of how many"),
    "manager": _("Staff number"),
    "name": _("Full name"),
    "branch": _("Branch"),
    "team": _("Team"),
    "grade": _("Present grade"),
    "reached": _("Threshold reached, per cent"),
    "score": _("Contribution score"),
    "quality": _("Quality score"),
    "computed": _("Computed decision"),
    "computed_to": _("Computed grade afterwards"),
    "reason": _("Why so"),
    "decision": _("Decided"),
    "to_grade": _("Decided grade afterwards"),
    "ruling": _("Exception"),
    "clause": _("Clause"),
    "ruling_reason": _("Reason of the exception"),
    "proposed_by": _("Proposed by"),
    "decided_by": _("Approved by"),
    "marks": _("Marks"),
    "notes": _("Calibration notes"),
}

# --- simulation ---

LEVERS = {
    "pool.by": _("Ranked across"),
    "decision.periods": _("Which periods are decided"),
    "scoring.method": _("Scoring method"),
}
CHOICES = {
    "bank": _("the whole bank"),
    "branch": _("each branch"),
    "year": _("whole years"),
    "any": _("any period"),
    "TARGET": _("by attainment of a target"),
    "UNIT": _("points for each unit"),
    "LOWER": _("the lower the better"),
    "EVENTS": _("deduct for each new non-performing client"),
    "SPELLS": _("deduct for each overdue spell"),
    "STEP": _("deduct for each step below a line"),
    "RATE": _("in proportion to a rate"),
    "BONUS": _("approved awards"),
}
RULES = {
    "grade": _("Present grade"),
    "period": _("Which periods are decided"),
    "pool": _("Who is ranked"),
    "quality": _("Whether there is a quality score"),
    "step": _("How far one may move"),
}
BY = {
    "bar": _("the standard's figure"),
    "pool": _("the size of the pool"),
    "figure": _("own figure or rank"),
}
FITS = {
    "fits": _("still fits"),
    "gone": _("there is no such figure any more"),
    "differs": _("another value stands there now"),
    "there": _("stands there already"),
}
MOVER_COLUMNS = {
    "manager": _("Staff number"),
    "name": _("Full name"),
    "branch": _("Branch"),
    "grade": _("Present grade"),
    "score_before": _("Score before"),
    "score_after": _("Score after"),
    "rank_before": _("Rank before"),
    "rank_after": _("Rank after"),
    "decision_before": _("Decision before"),
    "to_grade_before": _("Grade before"),
    "decision_after": _("Decision after"),
    "to_grade_after": _("Grade after"),
    "rule": _("By which rule"),
    "by": _("Through what"),
    "figure_before": _("Figure before"),
    "bar_before": _("Bar before"),
    "figure_after": _("Figure after"),
    "bar_after": _("Bar after"),
}

# Kinds of warning, by the engine's codes.
WARNINGS = {
    "account_of_another": _("Flows through another client's account"),
    "after_closing": _("Balances after an account was closed"),
    "base_incomplete": _("Balances of the year before are incomplete"),
    "before_opening": _("Balances before an account was opened"),
    "credit_code": _("Credit codes that do not add up"),
    "missing_source": _("Tables that were never delivered"),
    "no_data_date": _("No data date"),
    "no_old_rate": _("Earlier amounts without an exchange rate"),
    "not_checked": _("References that could not be checked"),
    "out_of_post": _("Shares outside a manager's time in post"),
    "small_pool": _("Small pools"),
    "unassigned": _("Managers without a target"),
    "unassigned_charges": _("Events that nobody is charged with"),
    "unknown_items": _("Ratings of unknown items"),
    "unused_targets": _("Targets that are not used"),
}

# Why something cannot be done; each says what to do.
FAULTS = {
    "correction_old": _("Choose a batch that came, or was withdrawn, after the objection was upheld."),
    "escalation_late": _(
        "You could go to the committee until %(day)s. Ask an assessment officer if you could not in time."
    ),
    "objection_late": _(
        "One could object to this result until %(day)s. If another result is shown, you may object to that."
    ),
    "objection_moved_on": _("Somebody has dealt with this objection meanwhile."),
    "objection_not_in_run": _(
        "This run does not have the correction of an upheld objection (%(which)s). Have the period assessed anew."
    ),
    "objection_not_shown": _("This result is not shown to managers, so nobody can object to it."),
    "objection_proposed": _("Somebody has proposed a decision already: confirm it or send it back."),
    "objection_stands": _("You have objected to this already. Follow that objection."),
    "objection_still_open": _("Whoever raised it may go to the committee until %(day)s."),
    "objections_open": _("Objections are open: %(which)s. Have them decided and corrected first."),
    "owner_unfit": _(
        "Choose somebody with a post in the assessment, risk, product, middle or back office who has no part in it."
    ),
    "award_day": _("Choose a day of this period that has come."),
    "award_indicator": _("Choose an indicator to which the standard gives bonus points."),
    "award_locked": _(
        "This day lies in a locked period, which takes no awards any more. An error is put right by a corrected ledger and a restatement."
    ),
    "award_nobody": _("Nobody is a relationship manager under this staff number on that day."),
    "award_not_standing": _("This award does not count, or its withdrawal waits to be decided."),
    "award_points": _(
        "Give more than nothing and at most %(cap)s points, the most that this indicator counts; fewer than none for an adjustment."
    ),
    "award_waits": _("Awards of this period wait to be decided. Decide on them first."),
    "awards_of_bank": _("The bank keeps the table of awards: they come with its batches."),
    "day_ahead": _("The day lies ahead. Write the minutes when it has come."),
    "grade_not_higher": _("Choose a grade above the present one and above what is computed."),
    "letters_ahead": _("Letters bear no day that is still to come."),
    "letters_issued": _("The letters of this result are issued already."),
    "letters_not_locked": _("Letters are of a locked result. Lock the period first."),
    "letters_term": _("The appointment ends before it begins."),
    "label_taken": _("A standard with the version %(label)s is published already. Give this one another version."),
    "ledger_empty": _("There is no ledger yet. Bring in a batch first."),
    "minutes_signed": _("Minutes of this run are signed and never change."),
    "minutes_superseded": _("There is a newer version of these minutes. Sign that one."),
    "no_day_yet": _("The ledger has no day of this period yet."),
    "nobody_present": _("Say who was there."),
    "not_reviewed": _(
        "Show managers a provisional run, or one that has been reviewed; it must be under the period's own standard."
    ),
    "nothing_changed": _("Nothing is changed. Change a figure first."),
    "nothing_said": _("Write what there is to know."),
    "period_bad": _("This is no period: write 2025, 2025H1, 2025Q3 or 2025-07."),
    "period_far": _("This period lies more than two years from today. If you mean it, say so and open it again."),
    "period_known": _("This period is open already."),
    "period_locked": _("This period is locked. Only a restatement can stand beside its result."),
    "period_published": _("A result of this period is published: its standard stays as it is."),
    "period_not_locked": _("This period is not locked: publish and lock another run instead of restating one."),
    "period_used": _("A run, an award, ratings or targets were made of this period already. It stays."),
    "proposal_decided": _("Somebody has decided on this meanwhile."),
    "proposal_stands": _("Something else waits to be decided for this period. Decide on it first."),
    "publication_waits": _("Publication of this run waits to be decided. Have it withdrawn or turned down first."),
    "published_already": _("Exactly this text is published already. Change something, or drop the draft."),
    "ruling_none": _("There is no exception to lift."),
    "ruling_stands": _("An exception for this manager waits to be decided. Decide on it first."),
    "ruling_too_late": _(
        "This run is published. An exception can only come with another run, which a restatement puts in its place."
    ),
    "ruling_waits": _("Exceptions of this run wait to be decided. Decide on them first."),
    "run_incomplete": _("This run is incomplete: say why it is published nevertheless."),
    "run_not_checked": _("Have this run computed a second time first."),
    "run_not_done": _("This run has not ended yet."),
    "run_not_published": _("Publish this run before it is locked."),
    "run_other_standard": _("This run is under another standard than its period."),
    "run_stands": _("This run is in force already."),
    "run_provisional": _("This run is provisional: days of the period are still to come."),
    "run_unlike": _("Computing it a second time gave something else. Do not use this run."),
    "scenario_empty": _("Nothing is changed yet. Change a figure before you save."),
    "standard_moved_on": _("Somebody has decided on this version meanwhile."),
    "standard_not_published": _("Choose a published standard."),
    "step_before": _("The step before this one is not done."),
    "trial_of_own": _("The period is under this version already. Have it assessed instead."),
    "warning_gone": _("This run has no such warning."),
    "warning_note": _("Say why none of them matters, or what was done."),
    "unreachable_scenario": _(
        "%(path)s cannot be written into the file from here. Draft a version and change it in the text."
    ),
    "unreachable": _("%(path)s cannot be changed here. Change it in the file."),
}


def grade(code: str) -> str:
    """A grade of the ladder; blank for none."""
    return said(engine.GRADES[code]) if code in engine.GRADES else code


def decision(code: str) -> str:
    """A decision."""
    return said(engine.DECISIONS[code]) if code in engine.DECISIONS else code


def warning(rule: str) -> str:
    """A kind of warning."""
    return str(WARNINGS.get(rule, rule))


def reason(code: str) -> str:
    """Why a decision is as it is."""
    return said(engine.reason(code)) if code else ""
