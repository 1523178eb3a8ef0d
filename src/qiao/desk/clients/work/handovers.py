"""Propose and decide handovers of many clients."""

from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.actions import packages
from qiao.desk.clients.models import Package
from qiao.desk.clients.queries import handovers as queries
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.roles import Role
from qiao.desk.jobs.progress import Progress
from qiao.desk.jobs.registry import Result, work

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
