"""Matching the bank's own names with the ledger's on screen, remembered for the next batch (名称对应)."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.clients.actions import submissions
from qiao.desk.clients.models import LedgerName, Submission
from qiao.desk.clients.models.submissions import Verdict
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.people.models import User

Names = Mapping[tuple[str, str], str]


@transaction.atomic
def name(made: Submission, *, by: User, names: Names) -> Submission:
    """Say what names of a refused batch stand for, remember it, and have the batch checked once more.

    Args:
        made: the batch, whose files are still there.
        by: whoever may send batches.
        names: for (table, heading) the ledger's column, for ("", file or sheet) its table; blank where it is passed over.

    Raises:
        RefusedError: somebody has it checked meanwhile, or its files are gone.
    """
    if not by.has_role(*submissions.SENDERS):
        raise NotAllowedError
    current = Submission.objects.select_for_update(of=("self",)).get(pk=made.pk)
    if current.verdict != Verdict.REFUSED or not (current.folder / "files").is_dir():
        raise RefusedError(_("This batch is not here any more: send it again."))
    for (table, word), stands_for in names.items():
        LedgerName.objects.update_or_create(table=table, word=word, defaults={"stands_for": stands_for, "by": by})
    audit.record("submission.named", by=by, on=current, names=len(names))
    return submissions.check_again(current, by=by)


@transaction.atomic
def forget(known: LedgerName, *, by: User) -> None:
    """Forget one name: the next batch that has it is refused, and asks anew."""
    if not by.has_role(*submissions.SENDERS):
        raise NotAllowedError
    audit.record("ledgername.forgotten", by=by, on=known, table=known.table)
    known.delete()
