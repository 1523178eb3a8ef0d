"""Who has seen a published result, and who has not."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from qiao.desk.assess.models import Outcome, Proposal, Run
from qiao.desk.assess.models.publishing import Kind, State
from qiao.desk.assess.queries import standards
from qiao.desk.common.composing import composed
from qiao.desk.people.models import User
from qiao.desk.people.reach import Reach
from qiao.desk.score.models import Confirmation
from qiao.desk.ui.agenda import Due

_PUBLISHING = (Kind.PUBLISH, Kind.RESTATE)


@dataclass(frozen=True, slots=True)
class Seen:
    """A published run: who has confirmed, and whose confirmation is outstanding."""

    confirmed: list[Confirmation]
    outstanding: list[Outcome]


def is_published(run: Run) -> bool:
    """Whether two people have published it, or put it beside a locked one."""
    return Proposal.objects.filter(run=run, kind__in=_PUBLISHING, state=State.APPROVED).exists()


def of_outcome(outcome: Outcome, user: User) -> Confirmation | None:
    """That somebody has seen their result, if the reader may know."""
    return next(iter(_of_outcome(user.reach, outcome=outcome.pk)), None)


@composed
def _of_outcome(reach: Reach, *, outcome: int) -> QuerySet[Confirmation]:
    return Confirmation.objects.visible_to(reach.bearer).filter(outcome=outcome).select_related("by")


def seen(run: Run, user: User) -> Seen | None:
    """Of the results that somebody may see, those that are confirmed and those that are not; None before publication."""
    if not is_published(run):
        return None
    outcomes = Outcome.objects.visible_to(user).filter(run=run, person__isnull=False)
    return Seen(
        list(Confirmation.objects.filter(outcome__in=outcomes).select_related("outcome", "by")),
        list(outcomes.filter(confirmation=None).select_related("person", "branch").order_by("branch__path", "manager")),
    )


@composed
def _to_confirm(*, person: int) -> QuerySet[Outcome]:
    """One's own published results that were replaced by no other and that one has not confirmed."""
    published = Proposal.objects.filter(kind__in=_PUBLISHING, state=State.APPROVED)
    found = Outcome.objects.filter(person=person, confirmation=None, run__in=published.values("run"))
    return found.filter(run__replaced_by=None).select_related("run__period").order_by("-run__as_of")


def due(user: User) -> list[Due]:
    """What waits for a manager's acknowledgement: published results, and standards."""
    return [
        *(
            Due(
                _("Result for %(period)s") % {"period": one.run.period},
                _("Confirm that you have seen your result"),
                reverse("score:card", args=[one.run.uuid, one.manager]),
                is_waiting=True,
            )
            for one in _to_confirm(person=user.pk)
        ),
        *(
            Due(
                _("Standard %(label)s") % {"label": one.label},
                _("Read the standard and acknowledge it"),
                one.get_absolute_url(),
                is_waiting=True,
            )
            for one in standards.to_acknowledge(user)
        ),
    ]
