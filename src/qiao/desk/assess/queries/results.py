"""Which of a period's runs counts: the published one, the locked one, what stands in its place since."""

from collections.abc import Sequence

from django.db.models import Case, IntegerField, QuerySet, When

from qiao.desk.assess.models import Period, Run
from qiao.desk.assess.models.publishing import FINAL, Kind, Proposal, State
from qiao.desk.common.composing import composed


def published(period: Period) -> Run | None:
    """The run that two people published last."""
    return _newest(period, [Kind.PUBLISH])


def in_force(period: Period) -> Run | None:
    """The run whose result counts: the newest restatement, else the locked one, else the published one."""
    return _newest(period, [Kind.RESTATE, Kind.LOCK, Kind.PUBLISH])


def is_final(run: Run) -> bool:
    """Whether two people have published the run, or put it beside a locked one: nothing is ruled on it any more."""
    return run.proposals.filter(kind__in=FINAL, state=State.APPROVED).exists()


def newest_shown(period: Period) -> Run | None:
    """The newest run of which managers see their own result, final or not."""
    return period.runs.filter(shown_at__isnull=False).select_related("period", "standard").order_by("-shown_at").first()


def newest_done(period: Period) -> Run | None:
    """The newest run that ended and may count: what a period's checks look at."""
    return next(iter(_done(period=period.pk, standard=period.standard_id)), None)


@composed
def _done(*, period: int, standard: int) -> QuerySet[Run]:
    ended = Run.objects.filter(period=period, standard=standard, tried="").exclude(seal="")
    return ended.select_related("period", "standard").order_by("-number")[:1]


def _newest(period: Period, kinds: Sequence[Kind]) -> Run | None:
    """The newest run of the first of these kinds of which there is one."""
    newest = next(iter(_proposals(tuple(kinds), period=period.pk)), None)
    return newest.run if newest else None


@composed
def _proposals(kinds: tuple[Kind, ...], *, period: int) -> QuerySet[Proposal]:
    found = Proposal.objects.filter(period=period, kind__in=kinds, state=State.APPROVED)
    before = Case(*(When(kind=kind, then=place) for place, kind in enumerate(kinds)), output_field=IntegerField())
    return found.select_related("run__period", "run__standard").order_by(before, "-decided_at", "-pk")[:1]
