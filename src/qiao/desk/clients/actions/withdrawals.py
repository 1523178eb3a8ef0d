"""Taking the newest batch of the ledger away again, until somebody has used it (撤回批次)."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.clients import ledger
from qiao.desk.clients.actions import deliveries
from qiao.desk.clients.models import Delivery
from qiao.desk.clients.uses import USES
from qiao.desk.common.languages import said
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.roles import Role
from qiao.desk.jobs import actions as jobs
from qiao.desk.people.models import User
from qiao.engine import QiaoError, withdraw_batch

WITHDRAW = "clients.withdraw"
WITHDRAWERS = (Role.HR,)


@transaction.atomic
def ask(delivery: Delivery, *, by: User, reason: str) -> Delivery:
    """Have the newest batch taken away in the background.

    Raises:
        RefusedError: it is not the newest, the desk's own, the only one, or something was made of it.
    """
    if not by.has_role(*WITHDRAWERS):
        raise NotAllowedError
    current = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    need_possible(current)
    current.withdrawn_by, current.withdrawal = by, reason.strip()
    current.job = jobs.start(WITHDRAW, by=by, key=str(current.uuid), again=True, uuid=str(current.uuid))
    current.save(update_fields=["withdrawn_by", "withdrawal", "job"])
    audit.record("delivery.withdrawal_asked", by=by, on=current, number=current.number, digest=current.digest)
    return current


@transaction.atomic
def withdraw(delivery: Delivery) -> Delivery:
    """Take it away from the store, and have what is left brought to the desk; a second time does nothing."""
    if not deliveries.be_alone_with_newest():
        raise RefusedError(
            _("Something is being made of the newest batch, or it is being brought to the desk. Wait until that ends.")
        )
    current = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if current.withdrawn_at is not None:
        return current
    if _is_there(current):
        need_possible(current)
    # The store is no part of this transaction: it comes last, and a second attempt finds the batch gone.
    by = current.withdrawn_by
    deliveries.take_out(current)
    audit.record("delivery.withdrawn", by=by, on=current, number=current.number, digest=current.digest)
    if _is_there(current):
        try:
            withdraw_batch(Path(settings.LEDGER), current.number)
        except QiaoError as error:
            raise RefusedError(said(error.text)) from error
    deliveries.feed_later(by=by)
    return current


def need_possible(delivery: Delivery) -> None:
    """RefusedError where the batch has to stay, with why."""
    book = ledger.book()
    newest = book.batches[-1] if book else None
    if delivery.withdrawn_at is not None:
        raise RefusedError(_("This batch was withdrawn already."))
    if book is None or newest is None or newest.digest != delivery.digest:
        raise RefusedError(
            _("Only the newest batch can be withdrawn. Correct an earlier one by a batch of corrections.")
        )
    if newest.source == "desk":
        raise RefusedError(_("This batch holds what the desk itself keeps: change it on the desk."))
    if uses := list(USES.gather(book)):
        raise RefusedError(
            _("This batch was used and stays: %(uses)s. Correct it by a batch of corrections.")
            % {"uses": _(", ").join(uses)}
        )
    if len(book.batches) == 1:
        raise RefusedError(_("The first batch stays: correct it by a batch of corrections."))


def _is_there(delivery: Delivery) -> bool:
    book = ledger.book()
    return book is not None and any(note.digest == delivery.digest for note in book.batches)
