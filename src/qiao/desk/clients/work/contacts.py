"""Erase people of clients when their time is over."""

from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.actions import contacts
from qiao.desk.common.roles import Role
from qiao.desk.jobs import actions as jobs
from qiao.desk.jobs import loops
from qiao.desk.jobs.progress import Progress
from qiao.desk.jobs.registry import Result, work
from qiao.desk.people import calendar


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
