"""Check, take over and undo lists of clients and people."""

from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.actions import imports
from qiao.desk.clients.models import Import
from qiao.desk.common.roles import Role
from qiao.desk.jobs import loops
from qiao.desk.jobs.progress import Progress
from qiao.desk.jobs.registry import Result, work

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


@loops.daily(3, 30)
def forget_old_lists() -> None:
    """Remove lists that were brought in long ago, with what they hold of people."""
    imports.forget_old()
