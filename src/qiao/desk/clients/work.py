"""What the clients room does in the background: bring the newest ledger to the desk, give it the desk's own tables."""

from django.utils.translation import gettext_lazy as _

from qiao.desk.clients import ledger
from qiao.desk.clients.actions import assignments, deliveries, packages
from qiao.desk.clients.models import Package
from qiao.desk.clients.queries import handovers as queries
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.roles import Role
from qiao.desk.jobs import actions as jobs
from qiao.desk.jobs import loops
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


@work(
    assignments.DELIVER,
    title=_("Give the ledger the desk's assignments"),
    roles=(Role.HR, Role.ADMIN),
    words={
        "same": _("Nothing has changed."),
        "delivered": _("The ledger has them as batch %(number)s."),
    },
    offered=True,
)
def deliver(progress: Progress) -> Result:
    """Give the ledger the assignments that the desk keeps."""
    delivery = assignments.deliver(by=progress.by)
    if delivery is None:
        return Result("same")
    return Result("delivered", {"number": delivery.number}, link=delivery.get_absolute_url())


@loops.daily(2, 40)
def deliver_nightly() -> None:
    """Nothing of the desk's stays out of the ledger for longer than a night."""
    if ledger.is_ours(assignments.TABLE):
        jobs.start(assignments.DELIVER, by=None, key="night", again=True)


_HANDING = (Role.RM, Role.LEAD, Role.BRANCH)
_DECIDED = {"decided": _("%(done)s of %(count)s clients done; the page says why others are not.")}


@work(packages.PROPOSE, title=_("Propose handovers of many clients"), roles=_HANDING, words=_DECIDED)
def propose(progress: Progress, *, package: str) -> Result:
    """Propose every handover of a package."""
    found = Package.objects.get(uuid=package)
    done = packages.make(found, by=found.proposed_by, told=progress.step)
    return Result("decided", {"done": done, "count": found.asked}, link=found.get_absolute_url())


@work(packages.DECIDE, title=_("Decide on handovers of many clients"), roles=_HANDING, words=_DECIDED)
def decide(progress: Progress, *, package: str, act: str) -> Result:
    """Say one person's word on every handover of a package on which it is theirs."""
    found, by = Package.objects.get(uuid=package), progress.by
    if by is None:
        raise NotAllowedError
    count = len(queries.deciding(found, act, by))
    done = packages.decide(found, act, by=by, told=progress.step)
    return Result("decided", {"done": done, "count": count}, link=found.get_absolute_url())
