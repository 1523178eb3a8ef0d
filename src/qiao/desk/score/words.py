"""What the scorecard's events say in words, what its states are called, and why something cannot be."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "score.exported": _("Took a scorecard as a file"),
    "score.acknowledged": _("Confirmed having seen a result"),
    "outcomes.exported": _("Took the scores of several people as a file"),
}
NOUNS = {"score": _("Scorecards"), "outcomes": _("Scores")}

STATES = {
    "scored": _("scored"),
    "unassigned": _("no target"),
    "not_applicable": _("not applicable"),
    "missing_source": _("not delivered"),
    "ratings_incomplete": _("ratings incomplete"),
    "withheld": _("not told"),
}
NEEDS = {
    "reached": _("reached"),
    "missing": _("missing"),
    "out_of_reach": _("out of reach"),
    "missing_source": _("not delivered"),
}
METHODS = {
    "TARGET": _("by attainment of a target"),
    "UNIT": _("points for each unit"),
    "LOWER": _("the lower the better"),
    "EVENTS": _("deducted for each event"),
    "SPELLS": _("deducted for each overdue spell"),
    "STEP": _("deducted for each step below a line"),
    "RATE": _("in proportion to a rate"),
    "BONUS": _("approved awards"),
}
