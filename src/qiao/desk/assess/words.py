"""What the events of the assessment desk say in words, what its figures are called, and why something cannot be."""

from django.utils.translation import gettext_lazy as _

from qiao import engine
from qiao.desk.common.languages import said

EVENTS = {
    "period.opened": _("Opened a period"),
    "period.changed": _("Changed a period"),
    "period.seen": _("Looked at a period"),
    "step.done": _("Ended a step of a period"),
    "step.reopened": _("Reopened a step of a period"),
    "proposal.approved": _("Approved what somebody else proposed for a run"),
    "proposal.made": _("Proposed something for a run"),
    "proposal.refused": _("Turned down what was proposed for a run"),
    "proposal.withdrawn": _("Took back what was proposed for a run"),
    "run.asked": _("Had a period assessed"),
    "run.checked": _("Had a run computed a second time"),
    "run.done": _("A run ended"),
    "run.exported": _("Took the results of a run as a file"),
    "run.joined": _("Asked for a run that is there already"),
    "run.seen": _("Looked at a run"),
    "run.shown": _("Showed managers their results"),
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
}
NOUNS = {
    "period": _("Periods"),
    "proposal": _("Decisions on runs"),
    "run": _("Runs"),
    "standard": _("Standards"),
    "step": _("Steps"),
}
KINDS = {
    "assess.Period": _("period"),
    "assess.Proposal": _("decision on a run"),
    "assess.Run": _("run"),
    "assess.Standard": _("standard"),
}

PROPOSE = {
    "publish": _("Propose publication"),
    "lock": _("Propose the lock"),
    "restate": _("Propose as restatement"),
}
OUTCOME_COLUMNS = {
    "rank": _("Rank"),
    "manager": _("Staff number"),
    "name": _("Full name"),
    "branch": _("Branch"),
    "grade": _("Present grade"),
    "score": _("Contribution score"),
    "quality": _("Quality score"),
    "decision": _("Decision"),
    "to_grade": _("Grade afterwards"),
    "reason": _("Why so"),
}

# Why something cannot be done; each says what to do.
FAULTS = {
    "label_taken": _("A standard with the version %(label)s is published already. Give this one another version."),
    "ledger_empty": _("There is no ledger yet. Bring in a batch first."),
    "no_day_yet": _("The ledger has no day of this period yet."),
    "not_reviewed": _(
        "Show managers a provisional run, or one that has been reviewed; it must be under the period's own standard."
    ),
    "nothing_changed": _("Nothing is changed. Change a figure first."),
    "period_bad": _("This is no period: write 2025, 2025H1, 2025Q3 or 2025-07."),
    "period_known": _("This period is open already."),
    "period_locked": _("This period is locked. Only a restatement can stand beside its result."),
    "period_not_locked": _("This period is not locked: publish and lock another run instead of restating one."),
    "proposal_decided": _("Somebody has decided on this meanwhile."),
    "proposal_stands": _("Something else waits to be decided for this period. Decide on it first."),
    "published_already": _("Exactly this text is published already. Change something, or drop the draft."),
    "run_incomplete": _("This run is incomplete: say why it is published nevertheless."),
    "run_not_checked": _("Have this run computed a second time first."),
    "run_not_done": _("This run has not ended yet."),
    "run_not_published": _("Publish this run before it is locked."),
    "run_other_standard": _("This run is under another standard than its period."),
    "run_stands": _("This run is in force already."),
    "run_provisional": _("This run is provisional: days of the period are still to come."),
    "run_unlike": _("Computing it a second time gave something else. Do not use this run."),
    "standard_moved_on": _("Somebody has decided on this version meanwhile."),
    "standard_not_published": _("Choose a published standard."),
    "step_before": _("The step before this one is not done."),
    "unreachable": _("%(path)s cannot be changed here. Change it in the file."),
}


def grade(code: str) -> str:
    """A grade of the ladder; blank for none."""
    return said(engine.GRADES[code]) if code in engine.GRADES else code


def decision(code: str) -> str:
    """A decision."""
    return said(engine.DECISIONS[code]) if code in engine.DECISIONS else code


def reason(code: str) -> str:
    """Why a decision is as it is."""
    return said(engine.reason(code)) if code else ""
