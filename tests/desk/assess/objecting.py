"""An objection of rm's in the small bank's 2025, as far as a test wants it: the fee F1 of the client C1, answered by the office."""

from cast import Cast

from qiao.desk.assess.actions import objections as actions
from qiao.desk.assess.actions.objections import Claim
from qiao.desk.assess.models import Objection, Outcome, Run
from qiao.desk.people.models import User
from qiao.desk.score.queries import objecting
from qiao.desk.score.queries.objecting import Place

CLAIM = Claim("the fee of March was 22,345.67", "22345.67", "voucher 2025-0303")
ROW = Place("FEE01", "C1", "0.0")


def outcome(run: Run, manager: str) -> Outcome:
    """A manager's result in a run."""
    return Outcome.objects.select_related("run__period", "run__standard", "person").get(run=run, manager=manager)


def raised(run: Run, cast: Cast, place: Place = ROW) -> Objection:
    """rm objects; the office answers for flows."""
    actions.set_owner("flows", by=cast.hr, person=cast.office)
    rm = outcome(run, "rm")
    about = objecting.about(rm, place)
    assert about is not None
    return actions.raise_(rm, by=User.objects.get(pk=cast.rm.pk), about=about, claim=CLAIM)


def answered(run: Run, cast: Cast) -> Objection:
    """The office says that the data is right."""
    return actions.answer(raised(run, cast), by=cast.office, agrees=False, answer="booked as on the voucher")


def with_committee(run: Run, cast: Cast) -> Objection:
    """rm does not accept that."""
    return actions.escalate(answered(run, cast), by=cast.rm, reason="the voucher says otherwise")


def upheld(run: Run, cast: Cast, second: User) -> Objection:
    """Two officers uphold it."""
    made = actions.propose(with_committee(run, cast), by=cast.hr, verdict="upheld", grounds="the voucher is clear")
    return actions.confirm(made, by=second)
