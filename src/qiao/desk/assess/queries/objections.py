"""Objections as lists, until when one may object, what keeps a period from being published, what waits for whom."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.desk.assess.models import DataOwner, Objection, Period, Proposal, Run, Turn
from qiao.desk.assess.models.objections import OPEN, STANDING, State
from qiao.desk.assess.models.publishing import FINAL
from qiao.desk.assess.models.publishing import State as ProposalState
from qiao.desk.assess.queries import deadlines, manifests
from qiao.desk.clients.models import Delivery
from qiao.desk.common.composing import composed
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.desk.people.reach import Reach
from qiao.desk.ui.agenda import Due

_WITH = ("outcome__run__period", "outcome__run__standard", "outcome__person", "period", "appellant", "owner")
# Of one objection: what every one has is joined, the rest is asked for by itself where it is there. The database takes
# longer to plan a join of twenty tables than to answer ten questions.
_ALWAYS = ("outcome__run__period", "outcome__run__standard", "period", "appellant")
_SOMETIMES = (
    "outcome__person", "owner", "answered_by", "proposed_by", "decided_by", "correction", "settled_in__period",
    "settled_in__replaces",
)  # fmt: skip
_HEAVY = ("outcome__run__standard__text",)
_TOLD = 3
_ACTORS = (Role.RM, Role.HR, Role.RISK, Role.PRODUCT, Role.OFFICE)


class Notice(NamedTuple):
    """A result that is shown to managers (公示), and the last day on which one may object."""

    run: Run
    since: date
    until: date

    @property
    def is_running(self) -> bool:
        """Whether one may still object."""
        return self.until >= calendar.today()


class Wanted(NamedTuple):
    """What a list is narrowed to; a period by its public id."""

    period: str = ""
    state: str = ""


# --- until when ---------------------------------------------------------------------------------------------------------


def last_day(run: Run) -> date | None:
    """The last day on which one may object to a run; None where it is not shown."""
    if run.shown_at is None:
        return None
    final = next(iter(_decided_at(run=run.pk)), None)
    return _until(run.shown_at, final)


@composed
def _decided_at(*, run: int) -> QuerySet[Proposal, datetime | None]:
    """When a run became final, if it did."""
    final = Proposal.objects.filter(run=run, kind__in=FINAL, state=ProposalState.APPROVED)
    return final.order_by("-decided_at").values_list("decided_at", flat=True)[:1]


def may_object_until(run: Run) -> date | None:
    """The last day, while one may still object."""
    found = last_day(run)
    return found if found and found >= calendar.today() else None


def notices(runs: Iterable[Run], proposals: Iterable[Proposal]) -> list[Notice]:
    """The runs that are shown, the newest first, from what was read of them already."""
    final = {
        one.run_id: one.decided_at
        for one in sorted(proposals, key=lambda one: one.pk)
        if one.kind in FINAL and one.state == ProposalState.APPROVED
    }
    found = [
        Notice(run, timezone.localdate(run.shown_at), _until(run.shown_at, final.get(run.pk)))
        for run in runs
        if run.shown_at
    ]
    return sorted(found, key=lambda one: (one.until, one.run.number), reverse=True)


def notices_for(user: User) -> list[Notice]:
    """The results that somebody may see and to which one may still object."""
    shown = Run.objects.visible_to(user).exclude(shown_at=None).select_related("period")
    newest = list(shown.filter(replaced_by=None).order_by("-shown_at")[:12])
    proposals = Proposal.objects.filter(run__in=newest, kind__in=FINAL)
    return [one for one in notices(newest, proposals) if one.is_running]


def _until(shown: datetime, final: datetime | None) -> date:
    begun = max(shown, final) if final else shown
    return deadlines.after(timezone.localdate(begun), deadlines.RAISE)


# --- lists --------------------------------------------------------------------------------------------------------------


def listed(user: User, wanted: Wanted) -> QuerySet[Objection]:
    """The objections that somebody may see and wants; what is due first comes first, what has ended last."""
    found = Objection.objects.visible_to(user).select_related(*_WITH).defer(*_HEAVY)
    if wanted.period:
        found = found.filter(period__uuid=wanted.period)
    if wanted.state == "overdue":
        found = found.filter(due_on__lt=calendar.today())
    elif wanted.state == "open":
        found = found.filter(state__in=STANDING)
    elif wanted.state:
        found = found.filter(state=wanted.state)
    return found.order_by("due_on", "-raised_at", "-pk")


def periods(user: User) -> list[tuple[str, str]]:
    """The periods of the objections that somebody may see: public id and label, the newest first."""
    found = Objection.objects.visible_to(user).order_by("-period__last").values_list("period__uuid", "period__label")
    return [(str(uuid), label) for uuid, label in found.distinct()]


def whole(user: User) -> QuerySet[Objection]:
    """The objections that somebody may see, for the page of one, with everything that it names."""
    return Objection.objects.visible_to(user).select_related(*_ALWAYS).prefetch_related(*_SOMETIMES)


def own(user: User) -> QuerySet[Objection]:
    """What somebody has raised, the newest first."""
    return Objection.objects.visible_to(user).filter(appellant=user).select_related(*_WITH).defer(*_HEAVY)


def timeline(objection: Objection, user: User) -> QuerySet[Turn]:
    """What happened to it, as far as the reader may know, the first thing first."""
    return Turn.objects.visible_to(user).filter(objection=objection).select_related("by")


def owners(user: User) -> dict[str, DataOwner]:
    """Who answers for which table."""
    return {one.table: one for one in DataOwner.objects.visible_to(user).select_related("person", "set_by")}


def corrections(objection: Objection, user: User) -> QuerySet[Delivery]:
    """The batches that came, or were withdrawn, after it was upheld."""
    after = objection.decided_at
    if after is None:
        return Delivery.objects.none()
    return Delivery.objects.visible_to(user).filter(Q(fed_at__gte=after) | Q(withdrawn_at__gte=after))


# --- what it keeps from being done ---------------------------------------------------------------------------------------


def open_of(period: Period) -> QuerySet[Objection]:
    """What of a period nobody has decided and corrected yet."""
    found = Objection.objects.filter(period=period, state__in=OPEN)
    return found.select_related("appellant", "outcome").order_by("due_on", "pk")


def named(found: QuerySet[Objection]) -> str:
    """The first of them in words."""
    told = [f"{one.appellant} · {one.title}" for one in found[: _TOLD + 1]]
    return _(", ").join([*told[:_TOLD], *(["…"] if len(told) > _TOLD else [])])


def left_out(run: Run) -> list[Objection]:
    """Upheld objections of the period whose correction is not in the run."""
    corrected = Objection.objects.filter(period=run.period, state=State.CORRECTED)
    found = corrected.select_related("appellant", "correction", "outcome")
    return [one for one in found if not is_in(run, one)]


def is_in(run: Run, objection: Objection) -> bool:
    """Whether a run has an objection's correction: its batch, or no more the batch that was withdrawn."""
    delivery = objection.correction
    assert delivery is not None  # it is corrected
    return (delivery.digest in manifests.batches(run)) == (delivery.withdrawn_at is None)


# --- what is due --------------------------------------------------------------------------------------------------------


def overdue_or_due(day: date) -> QuerySet[Objection]:
    """What has to be acted on by a day and was not."""
    found = Objection.objects.filter(state__in=OPEN, due_on__lte=day)
    return found.select_related("period", "appellant", "owner", "outcome")


def due(user: User) -> list[Due]:
    """The objections that wait for somebody's own act."""
    if not user.has_role(*_ACTORS):
        return []
    return [_due(one, user) for one in _waiting(user.reach)]


@composed
def _waiting(reach: Reach) -> QuerySet[Objection]:
    waits = Q(appellant=reach.person, state=State.ANSWERED) | Q(owner=reach.person, state=State.WITH_OWNER)
    if reach.has(Role.HR):
        waits |= Q(state__in=[State.RAISED, State.COMMITTEE, State.UPHELD])
    return Objection.objects.visible_to(reach.bearer).filter(waits).select_related("appellant", "outcome")


def _due(one: Objection, user: User) -> Due:
    own = one.appellant_id == user.pk
    url = reverse("score:objection", args=[one.uuid]) if own else one.get_absolute_url()
    what = {
        State.RAISED: _("Give the objection to whoever answers for the data"),
        State.WITH_OWNER: _("Answer the objection"),
        State.ANSWERED: _("Accept the answer or go to the committee"),
        State.COMMITTEE: _("Decide on the objection"),
        State.UPHELD: _("Correct what the objection is about"),
    }[State(one.state)]
    late = _("late") if one.due_on and one.due_on < calendar.today() else ""
    return Due(one.title if own else f"{one.appellant} · {one.title}", what, url, one.due_on, late, is_waiting=True)
