"""What the clients room does in the background: bring the newest ledger to the desk, scan documents that wait."""

from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.actions import deliveries, documents
from qiao.desk.clients.queries import documents as kept
from qiao.desk.common.roles import Role
from qiao.desk.jobs import loops
from qiao.desk.jobs.progress import Progress
from qiao.desk.jobs.registry import Result, work
from qiao.desk.notices.registry import notice

notice(
    "document.infected",
    label=_("A document had a virus"),
    words=_("A document that waited for its virus scan had a virus and was removed."),
)


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
    "documents.scan",
    title=_("Scan documents that wait for viruses"),
    roles=(Role.ADMIN,),
    words={
        "scanning": _("Asking the virus scanner"),
        "scanned": _("%(settled)s of %(waiting)s documents that waited are scanned."),
    },
    whole=False,  # each document settles by itself
    offered=True,
)
def scan(progress: Progress) -> Result:
    """Ask the virus scanner about every document that waits."""
    waiting, settled = kept.held(), 0
    for number, document in enumerate(waiting, 1):
        settled += documents.scan_again(document).scan != document.scan
        progress.step(number, len(waiting), "scanning")
    return Result("scanned", {"settled": settled, "waiting": len(waiting)})


@loops.every(5 * 60)
def scan_held_documents() -> None:
    """Ask again about documents whose scanner was down; the first that it does not answer for ends the round."""
    for document in kept.held():
        if documents.scan_again(document).scan == document.scan:
            break
