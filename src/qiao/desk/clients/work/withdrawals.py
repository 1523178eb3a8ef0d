"""Take the newest batch of the ledger away again."""

from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.actions import withdrawals
from qiao.desk.clients.models import Delivery
from qiao.desk.common.refusals import RefusedError
from qiao.desk.jobs.progress import Progress
from qiao.desk.jobs.registry import Result, work


@work(
    withdrawals.WITHDRAW,
    title=_("Withdraw the newest batch of the ledger"),
    roles=withdrawals.WITHDRAWERS,
    words={
        "withdrawn": _("Batch %(number)s is withdrawn; what is left is being brought to the desk."),
        "refused": _("The batch stays; its page says why."),
    },
    whole=False,  # the store is no part of a transaction; a second attempt finds the batch gone
)
def withdraw(progress: Progress, *, uuid: str) -> Result:
    """Withdraw it, unless somebody has used it meanwhile."""
    delivery = Delivery.objects.get(uuid=uuid)
    progress.step(0, 0)
    try:
        withdrawals.withdraw(delivery)
    except RefusedError:
        return Result("refused", link=delivery.get_absolute_url())
    return Result("withdrawn", {"number": delivery.number}, link=delivery.get_absolute_url())
