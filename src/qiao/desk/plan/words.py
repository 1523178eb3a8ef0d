"""What the events of the plan say in words, its marks and columns, and why something cannot be."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "division.confirmed": _("Confirmed a division of targets"),
    "division.exported": _("Took targets as a file"),
    "division.proposed": _("Proposed a division of targets"),
    "division.seen": _("Looked at a division of targets"),
    "division.sent_back": _("Sent a division of targets back"),
    "division.set": _("Set targets"),
    "target.seen": _("Looked at a target"),
    "targets.followed": _("Took targets over from the ledger"),
    "wish.granted": _("Accepted a target proposed from below"),
    "wish.made": _("Proposed another target"),
    "wish.refused": _("Turned down a target proposed from below"),
    "wish.seen": _("Looked at a target proposed from below"),
    "wish.withdrawn": _("Took back a target that one had proposed"),
}
NOUNS = {
    "division": _("Divisions of targets"),
    "target": _("Targets"),
    "targets": _("Targets"),
    "wish": _("Targets proposed from below"),
}
KINDS = {
    "plan.Division": _("division of targets"),
    "plan.Target": _("target"),
    "plan.Wish": _("target proposed from below"),
}

# Why something cannot be done; each says what to do.
FAULTS = {
    "bank_owns": _("The bank keeps the targets: they come with its batches and cannot be set here."),
    "division_differs": _(
        "Figures or units have changed since this division was proposed, so that it is no longer what was proposed. Send it back,"
        " so that it can be set and proposed again."
    ),
    "division_moved_on": _("Somebody has gone on with this division meanwhile. Look at it again."),
    "figure_bad": _("%(name)s: a figure is a number without a sign, with at most %(places)s places."),
    "no_parts": _("There is nobody here among whom the targets could be divided."),
    "nothing_set": _("Nothing is changed. Set a figure first."),
    "parts_not_whole": _(
        "The parts do not make the whole for: %(names)s. Make them equal, or say why they are handed down so."
    ),
    "period_locked": _("This period is locked: its targets stand for ever."),
    "period_unknown": _("There is no such period."),
    "waits": _("This division waits for confirmation. Take it back before you change it."),
    "wish_decided": _("Somebody has decided on this meanwhile."),
    "wish_gap": _("With this figure the parts differ from the whole by %(gap)s: say why it is accepted so."),
    "wish_same": _("This is the figure that counts already."),
    "wish_waits": _("A figure proposed for this target waits already. Take it back first."),
}

MARKS = {"ahead": _("ahead"), "on_pace": _("on pace"), "behind": _("behind"), "open": _("no target")}
UNITS = {
    "CNY": _("CNY 10k"),
    "USD": _("USD 10k"),
    "ratio": _("ratio"),
    "count": _("number"),
    "points": _("in points"),
}
COLUMNS = {
    "level": _("Level"),
    "code": _("Code"),
    "name": _("Name"),
    "indicator": _("Indicator"),
    "indicator_name": _("Indicator name"),
    "unit": _("Unit"),
    "target": _("Target"),
    "value": _("Reached so far"),
    "reached": _("Share of the target"),
    "pace": _("Pace"),
    "forecast": _("Forecast"),
    "mark": _("Mark"),
}
LEVELS = {"branches": _("branch"), "teams": _("team"), "people": _("manager")}
# What may be said of a row of a list of targets; see `clients.intake.said`.
SAID = {
    "plan_period": _("There is no open period of this name."),
    "plan_level": _("The level is none of branch, team and manager."),
    "plan_unit": _("Nobody within your reach has this code or staff number."),
    "plan_indicator": _("The period has no indicator with targets of this code."),
    "plan_figure": _("The target is no number without a sign, or it has too many places."),
    "plan_waits": _("The division that this figure belongs to waits for confirmation."),
    "plan_rights": _("This figure is set by somebody else."),
    "plan_bank": _("The bank keeps the targets."),
}
