"""Approved vetoes in the ledger: rows of `ratings` without a score, so that the engine itself caps quality from the next run on."""

from collections.abc import Iterable, Iterator

from qiao.desk.assess.models import Ruling
from qiao.desk.assess.models.exceptions import Kind
from qiao.desk.assess.models.publishing import State
from qiao.desk.assess.queries import exceptions
from qiao.desk.clients.actions import owned
from qiao.engine import Book
from qiao.engine import Cells as Row

TABLE = "ratings"
_GROUP, _RATER = "record", "veto"  # nobody's mark bears them, and a row without a score is in no mean


def deliver_later(ruling: Ruling) -> None:
    """Have the ledger told where a ruling sets a veto, or ends one."""
    if ruling.kind == Kind.VETO or _earlier(ruling):
        owned.deliver_later(TABLE, key=f"ruling/{ruling.uuid}")


def _earlier(ruling: Ruling) -> bool:
    outcome = ruling.outcome
    return Ruling.objects.filter(
        outcome__run__period=outcome.run.period, outcome__manager=outcome.manager, kind=Kind.VETO, state=State.APPROVED
    ).exists()


def amend(book: Book, before: Iterable[Row]) -> Iterable[Row]:
    """The ratings as they were, and a row for every veto that counts."""
    known = Ruling.objects.filter(kind=Kind.VETO, state=State.APPROVED).exists()
    return _rows(book, before) if known else before


def _rows(book: Book, before: Iterable[Row]) -> Iterator[Row]:
    yield from (row for row in before if (row["rater_group"], row["rater"]) != (_GROUP, _RATER))
    managers = {row.manager_id for row in book.managers()}
    for one in exceptions.vetoes():
        manager = one.outcome.manager
        if manager in managers:
            yield {
                "manager_id": manager, "period": one.outcome.run.period.label, "item": _item(one), "rater_group": _GROUP,
                "rater": _RATER, "score": None, "veto": True,
            }  # fmt: skip


def _item(ruling: Ruling) -> str:
    """What it is on; one on nothing in particular is put on the first item, since a veto on whatever row caps the score."""
    return ruling.item or next(iter(exceptions.items(ruling.outcome.run)))
