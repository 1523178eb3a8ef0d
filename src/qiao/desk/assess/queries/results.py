"""Which of a period's runs counts: the published one, the locked one, what stands in its place since."""

from qiao.desk.assess.models import Period, Run
from qiao.desk.assess.models.publishing import FINAL, Kind, Proposal, State


def published(period: Period) -> Run | None:
    """The run that two people published last."""
    return _newest(period, Kind.PUBLISH)


def in_force(period: Period) -> Run | None:
    """The run whose result counts: the newest restatement, else the locked one, else the published one."""
    return _newest(period, Kind.RESTATE) or _newest(period, Kind.LOCK) or published(period)


def is_final(run: Run) -> bool:
    """Whether two people have published the run, or put it beside a locked one: nothing is ruled on it any more."""
    return run.proposals.filter(kind__in=FINAL, state=State.APPROVED).exists()


def newest_shown(period: Period) -> Run | None:
    """The newest run of which managers see their own result, final or not."""
    return period.runs.filter(shown_at__isnull=False).select_related("period", "standard").order_by("-shown_at").first()


def newest_done(period: Period) -> Run | None:
    """The newest run that ended and may count: what a period's checks look at."""
    ended = period.runs.filter(tried="", standard=period.standard).exclude(seal="")
    return ended.select_related("period", "standard").order_by("-number").first()


def _newest(period: Period, kind: Kind) -> Run | None:
    found = Proposal.objects.filter(period=period, kind=kind, state=State.APPROVED)
    newest = found.select_related("run__period", "run__standard").order_by("-decided_at", "-pk").first()
    return newest.run if newest else None
