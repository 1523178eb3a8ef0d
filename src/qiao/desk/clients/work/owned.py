"""Give the ledger what the desk keeps."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.actions import owned
from qiao.desk.common.roles import Role
from qiao.desk.jobs import actions as jobs
from qiao.desk.jobs import loops
from qiao.desk.jobs.progress import Progress
from qiao.desk.jobs.registry import Result, work


@work(
    owned.DELIVER,
    title=_("Give the ledger what the desk keeps"),
    roles=(Role.HR, Role.ADMIN),
    words={
        "same": _("Nothing has changed."),
        "delivered": _("The ledger has them as batch %(number)s."),
    },
    offered=True,
)
def deliver(progress: Progress) -> Result:
    """Give the ledger what the desk keeps."""
    delivery = owned.deliver(by=progress.by)
    if delivery is None:
        return Result("same")
    return Result("delivered", {"number": delivery.number}, link=delivery.get_absolute_url())


@loops.daily(2, 40)
def deliver_nightly() -> None:
    """Nothing of the desk's stays out of the ledger for longer than a night."""
    if settings.OWNED:
        jobs.start(owned.DELIVER, by=None, key="night", again=True)
