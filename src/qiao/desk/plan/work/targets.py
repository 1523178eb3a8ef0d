"""Copy where everybody stands out of finished runs."""

from django.utils.translation import gettext_lazy as _

from qiao.desk.assess.models import Run
from qiao.desk.common.roles import Role
from qiao.desk.jobs import loops
from qiao.desk.jobs.progress import Progress
from qiao.desk.jobs.registry import Result, work
from qiao.desk.plan.actions import standings


@work(
    standings.MEASURE,
    title=_("Work out paces and forecasts"),
    roles=(Role.HR, Role.ADMIN),
    words={"measured": _("%(count)s figures are worked out.")},
)
def measure(progress: Progress, *, uuid: str) -> Result:
    """Copy where everybody stands, and where it is heading, out of a finished run."""
    run = Run.objects.select_related("period", "standard").get(uuid=uuid)
    progress.step(0, 0)
    return Result("measured", {"count": standings.measure(run)}, link=run.get_absolute_url())


@loops.daily(3, 50)
def measure_what_lacks() -> None:
    """Runs from before, or whose work was cancelled."""
    for run in standings.lacking():
        standings.measure_later(run)
