"""What the clients room does in the background: bring the newest ledger to the desk, check, take over and undo lists."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.actions import deliveries, imports, submissions
from qiao.desk.clients.models import Import, Submission
from qiao.desk.clients.models.submissions import Verdict
from qiao.desk.common.roles import Role
from qiao.desk.jobs import loops
from qiao.desk.jobs.progress import Progress
from qiao.desk.jobs.registry import Result, work
from qiao.engine import Text


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


_ENTITLED = (Role.HR, Role.BRANCH, Role.ADMIN)


@work(
    imports.CHECK,
    title=_("Check a list"),
    roles=_ENTITLED,
    words={"checking": _("Checking the rows"), "checked": _("%(new)s new, %(changed)s changed, %(faulty)s faulty.")},
)
def check_list(progress: Progress, *, uuid: str) -> Result:
    """The dry run of a list."""
    made = Import.objects.select_related("by").get(uuid=uuid)
    imports.check(made, by=made.by, folder=progress.folder, told=progress.step)
    return _told(made, "checked")


@work(
    imports.APPLY,
    title=_("Take over a list"),
    roles=_ENTITLED,
    words={"taking": _("Taking over the rows"), "taken": _("%(new)s new, %(changed)s changed, %(faulty)s faulty.")},
)
def apply_list(progress: Progress, *, uuid: str) -> Result:
    """Take over a list, whole or not at all."""
    made = Import.objects.select_related("by").get(uuid=uuid)
    imports.apply(made, by=made.by, folder=progress.folder, told=progress.step)
    return _told(made, "taken")


@work(
    imports.UNDO,
    title=_("Undo a list"),
    roles=_ENTITLED,
    words={
        "undoing": _("Putting the rows back"),
        "undone": _("Undone; %(kept)s rows stay that somebody changed since."),
    },
)
def undo_list(progress: Progress, *, uuid: str) -> Result:
    """Undo a list, whole or not at all."""
    made = Import.objects.select_related("by").get(uuid=uuid)
    imports.undo(made, by=made.by, told=progress.step)
    return Result("undone", {"kept": made.kept}, link=made.get_absolute_url())


def _told(made: Import, code: str) -> Result:
    counts = {name: made.counts.get(name, 0) for name in ("new", "changed", "faulty")}
    return Result(code, counts, link=made.get_absolute_url())


@work(
    submissions.INGEST,
    title=_("Check and store a batch of the ledger"),
    roles=submissions.SENDERS,
    words={
        "at": _("%(what)s"),
        "refused": _("Refused whole: %(faults)s faults. Nothing was stored."),
        "stored": _("Stored as batch %(number)s; it is being brought to the desk."),
    },
    whole=False,  # the store is no part of a transaction; a second attempt finds what the first has stored
)
def ingest(progress: Progress, *, uuid: str) -> Result:
    """Check a batch that was sent by screen, store it whole or not at all, and bring it to the desk."""
    made = Submission.objects.select_related("by").get(uuid=uuid)
    language = "en" if (get_language() or "").startswith("en") else "zh"

    def told(label: Text, done: int) -> None:
        progress.step(done, 0, "at", what=label.in_(language))

    made = submissions.ingest(made, by=made.by, told=told)
    if made.verdict == Verdict.REFUSED:
        return Result("refused", {"faults": made.faults}, link=made.get_absolute_url())
    return Result("stored", {"number": made.number or 0}, link=made.get_absolute_url())


@loops.daily(3, 40)
def forget_old_batches() -> None:
    """Remove the files of batches that were sent long ago."""
    submissions.forget_old()


@loops.daily(3, 30)
def forget_old_lists() -> None:
    """Remove lists that were brought in long ago, with what they hold of people."""
    imports.forget_old()
