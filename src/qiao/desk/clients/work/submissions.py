"""Check and store batches of the ledger that were sent by screen."""

from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.actions import submissions
from qiao.desk.clients.models import Submission
from qiao.desk.clients.models.submissions import Verdict
from qiao.desk.common.languages import spoken
from qiao.desk.jobs import loops
from qiao.desk.jobs.progress import Progress
from qiao.desk.jobs.registry import Result, work
from qiao.engine import Text


@work(
    submissions.INGEST,
    title=_("Check and store a batch of the ledger"),
    roles=submissions.SENDERS,
    words={
        "at": _("%(what)s"),
        "refused": _("Refused whole: %(faults)s faults. Nothing was stored."),
        "stored": _("Stored as batch %(number)s; it is being brought to the desk."),
        "repeated": _("Already stored as batch %(number)s; nothing was stored again."),
    },
    whole=False,  # the store is no part of a transaction; a second attempt finds what the first has stored
)
def ingest(progress: Progress, *, uuid: str) -> Result:
    """Check a batch that was sent by screen, store it whole or not at all, and bring it to the desk."""
    made = Submission.objects.select_related("by").get(uuid=uuid)
    language = spoken()  # here: the engine tells from threads of its own

    def told(label: Text, done: int) -> None:
        progress.step(done, 0, "at", what=label.in_(language))

    made = submissions.ingest(made, by=made.by or progress.by, told=told)
    if made.verdict == Verdict.REFUSED:
        return Result("refused", {"faults": made.faults}, link=made.get_absolute_url())
    return Result(str(made.verdict), {"number": made.number or 0}, link=made.get_absolute_url())


@loops.daily(3, 40)
def forget_old_batches() -> None:
    """Remove the files of batches that were sent long ago."""
    submissions.forget_old()
