"""Scan documents that wait for the virus scanner."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients import clamd
from qiao.desk.clients.actions import documents
from qiao.desk.clients.queries import documents as kept
from qiao.desk.common.roles import Role
from qiao.desk.jobs import loops
from qiao.desk.jobs.progress import Progress
from qiao.desk.jobs.registry import Result, work
from qiao.desk.notices.registry import notice

notice(
    "document.infected",
    label=_("A document had a virus"),
    words=_("A virus was found in a document that you kept; it was removed."),
)


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
    waiting, number, settled = kept.waiting().count(), 0, 0
    for number, document in enumerate(kept.held(), 1):
        settled += documents.scan_again(document).scan != document.scan
        progress.step(number, max(number, waiting), "scanning")  # more may have come since
    return Result("scanned", {"settled": settled, "waiting": number})


@loops.every(5 * 60)
def scan_held_documents() -> None:
    """Ask again about documents whose scanner was down; one for which it has no answer stays, and the round goes on while it is there."""
    for document in kept.held():
        if documents.scan_again(document).scan == document.scan and not clamd.is_there(settings.CLAMD):
            break
