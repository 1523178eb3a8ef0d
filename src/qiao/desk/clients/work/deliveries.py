"""Bring the newest ledger to the desk."""

from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.actions import deliveries
from qiao.desk.common.roles import Role
from qiao.desk.jobs.progress import Progress
from qiao.desk.jobs.registry import Result, work


@work(
    deliveries.FEED,
    title=_("Bring the ledger to the desk"),
    roles=(Role.HR, Role.ADMIN),
    words={
        "products": _("Products"),
        "clients": _("Clients"),
        "accounts": _("Accounts"),
        "assignments": _("Who manages whom"),
        "holdings": _("Products held"),
        "limits": _("Credit lines"),
        "figures": _("Figures of the clients"),
        "done": _("Everything is read"),
        "fed": _("The desk shows batch %(number)s, data date %(day)s."),
    },
    offered=True,
)
def feed(progress: Progress) -> Result:
    """Bring the newest ledger to the desk."""
    delivery = deliveries.feed(by=progress.by, told=progress.step)
    return Result("fed", {"number": delivery.number, "day": str(delivery.data_date)}, link=delivery.get_absolute_url())
