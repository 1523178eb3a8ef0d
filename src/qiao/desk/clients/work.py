"""What the clients room does in the background: bring the newest ledger to the desk, erase people when their time is over."""

from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.actions import contacts, deliveries
from qiao.desk.common.roles import Role
from qiao.desk.jobs import actions as jobs
from qiao.desk.jobs import loops
from qiao.desk.jobs.progress import Progress
from qiao.desk.jobs.registry import Result, work
from qiao.desk.people import calendar


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


@work(
    contacts.SWEEP,
    title=_("Erase contact people who are kept no longer"),
    roles=(Role.ADMIN,),
    words={"erased": _("%(number)s contact people were erased.")},
    offered=True,
)
def sweep(progress: Progress) -> Result:
    """Erase contact people whose time is over."""
    return Result("erased", {"number": contacts.erase_due()})


@loops.daily(3, 30)
def sweep_contacts() -> None:
    """Have it done each night, once."""
    jobs.start(contacts.SWEEP, by=None, key=calendar.today().isoformat())
