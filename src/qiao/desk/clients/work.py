"""What the clients room does in the background: the newest ledger, people whose time is over, documents that wait."""

from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.actions import contacts, deliveries, documents
from qiao.desk.clients.queries import documents as kept
from qiao.desk.common.roles import Role
from qiao.desk.jobs import actions as jobs
from qiao.desk.jobs import loops
from qiao.desk.jobs.progress import Progress
from qiao.desk.jobs.registry import Result, work
from qiao.desk.notices.registry import notice
from qiao.desk.people import calendar

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
