"""What a restatement changes: everybody whose result differs from that of the run which it stands beside, with what was ruled."""

from typing import NamedTuple

from qiao.desk.assess.models import Outcome, Proposal, Ruling, Run
from qiao.desk.assess.models.publishing import Kind
from qiao.desk.assess.queries import exceptions, outcomes, results
from qiao.desk.assess.queries.exceptions import Decided
from qiao.desk.people.models import User


class Change(NamedTuple):
    """One manager whose result differs; None where a run has no such manager."""

    manager: str
    before: Outcome | None
    after: Outcome | None
    old: Decided | None
    new: Decided | None

    @property
    def is_bystander(self) -> bool:
        """Whether nothing but the rank moved, because others did."""
        if self.before is None or self.after is None:
            return False
        return _own(self.before) == _own(self.after) and not self.is_decided_otherwise

    @property
    def is_decided_otherwise(self) -> bool:
        """Whether the decision or the grade afterwards is another."""
        return _decided(self.old) != _decided(self.new)

    @property
    def is_changed(self) -> bool:
        """Whether anything is another, the rank included."""
        return not self.is_bystander or (self.before and self.before.rank) != (self.after and self.after.rank)


def _own(one: Outcome) -> tuple[object, ...]:
    return one.grade, one.score, one.quality, one.decision, one.to_grade, one.reason, one.supported, one.reached


def _decided(one: Decided | None) -> tuple[str, str] | None:
    return (one.decision, one.to_grade) if one else None


def stands_beside(run: Run) -> Run | None:
    """The run beside which this one stands, or would stand if it were restated now; None where there is none."""
    if run.replaces is not None:
        return run.replaces
    found = results.in_force(run.period) if run.period.is_locked else None
    return None if found == run else found


def changes(before: Run, after: Run, user: User) -> list[Change]:
    """Everybody whose result differs: those decided otherwise first, bystanders last."""
    old, new = exceptions.in_effect(before), exceptions.in_effect(after)
    found = (
        Change(one.manager, one.before, one.after, _ruled(one.before, old), _ruled(one.after, new))
        for one in outcomes.paired(before, after, user)
    )
    return sorted(
        (one for one in found if one.is_changed),
        key=lambda one: (one.is_bystander, not one.is_decided_otherwise, one.manager),
    )


def _ruled(outcome: Outcome | None, rulings: dict[int, Ruling]) -> Decided | None:
    return Decided(outcome, rulings.get(outcome.pk)) if outcome else None


def proposal(run: Run, user: User) -> Proposal | None:
    """The newest proposal to put this run beside the locked one."""
    found = Proposal.objects.visible_to(user).filter(run=run, kind=Kind.RESTATE)
    return found.select_related("proposed_by", "decided_by").first()
