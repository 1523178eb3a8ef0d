"""The addresses of objections, who of the cast may, and one of rm's that the middle office answers for."""

from access_row import Row, only, record
from cast import Cast

from qiao.desk.assess.actions import objections as actions
from qiao.desk.assess.actions.objections import Claim
from qiao.desk.assess.models import Outcome, Run
from qiao.desk.people.models import User
from qiao.desk.score.queries import objecting
from qiao.desk.score.queries.objecting import Place

HR = only("hr")
DESK = only("hr", "risk", "product", "office", "auditor")
SCORED = only("rm", "rm2", "rm3", "lead", "branch", "hr", "auditor")
NOT_SCORED = dict.fromkeys(("risk", "product", "office", "admin"), 403)
OTHERS = {"risk": 404, "product": 404}  # who answer for other data
RM = record("objection/rm", only("rm"))


def officers(name: str, *, done: int = 200, sent: bool = False) -> Row:
    """An act of the assessment officers alone."""
    return Row(f"assess:{name}", record("objection/rm", HR), sent={} if sent else None, done=done)


OBJECTIONS = [
    Row("assess:objections", {"": DESK}),
    Row("assess:data_owners", {"": only("hr", "auditor")}),
    Row("assess:objection", record("objection/rm", only("hr", "office", "auditor")), exactly=OTHERS),
    officers("objection_assign"),
    Row("assess:objection_answer", record("objection/rm", only("office")), exactly=OTHERS),
    officers("objection_lapse", sent=True, done=422),  # it is not answered
    officers("objection_propose"),
    officers("objection_send_back"),
    officers("objection_confirm", sent=True, done=422),
    officers("objection_correct"),
    Row("score:objections", {"": SCORED}),
    Row(
        "score:object",
        record("card/rm", only("rm")),
        refused=404,
        query="?indicator=CORP01",
        exactly={**NOT_SCORED, **dict.fromkeys(("lead", "branch", "hr", "auditor"), 403)},  # it is not their own
    ),
    Row("score:objection", RM, refused=404, exactly=NOT_SCORED),
    Row("score:objection_accept", RM, refused=404, exactly=NOT_SCORED, sent={}, done=422),
    Row("score:objection_escalate", RM, refused=404, exactly=NOT_SCORED),
    Row("score:objection_withdraw", RM, refused=404, exactly=NOT_SCORED, sent={}, done=302),
]


def plant(cast: Cast, run: Run) -> tuple[dict[str, object], dict[str, frozenset[str]]]:
    """rm objects to a balance."""
    actions.set_owner("balances", by=cast.hr, person=cast.office)
    rm = Outcome.objects.select_related("run__period", "run__standard", "person").get(run=run, manager="rm")
    about = objecting.about(rm, Place("CORP01", "C1", "0.0"))
    assert about is not None
    claim = Claim("MARK-claim", "MARK-wanted", "MARK-borne-out")
    made = actions.raise_(rm, by=User.objects.get(pk=cast.rm.pk), about=about, claim=claim)
    return {"objection/rm": made.uuid}, dict.fromkeys(claim, only("rm", "office", "hr", "auditor"))
