"""Ratings and the ledger: what closed campaigns say goes there; everything else of the table stays as it was.

A running campaign delivers nothing. A closed one has the word for every manager and group that it asked: what the ledger held of them
is replaced, but for vetoes, which no rater gives. Groups that it has nothing of, managers whom it did not ask, and other periods keep
the ledger's own rows.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from qiao.desk.clients.actions import owned
from qiao.desk.growth.models import Mark, Seat
from qiao.desk.growth.models.campaigns import State
from qiao.engine import Book, Cells

TABLE = "ratings"


class _Word(NamedTuple):
    """A manager, a period and a group in which a closed campaign has the word."""

    manager: str
    period: str
    group: str


def deliver_later(key: str) -> None:
    """Have the ledger told in the background, where the desk keeps the table."""
    owned.deliver_later(TABLE, key)


def amend(book: Book, rows: Iterable[Cells]) -> Iterable[Cells]:
    """The table as it should be; as it came where no campaign has closed."""
    closed = Seat.objects.filter(campaign__state=State.CLOSED)
    managers = {row.manager_id for row in book.managers()}
    words = {
        _Word(*one)
        for one in closed.order_by().values_list("rated__staff_number", "campaign__period__label", "group").distinct()
        if one[0] in managers
    }
    return _amended(rows, words) if words else rows


def _amended(rows: Iterable[Cells], words: set[_Word]) -> Iterator[Cells]:
    for row in rows:
        if _Word(str(row["manager_id"]), str(row["period"]), str(row["rater_group"])) not in words:
            yield row
        elif row.get("veto"):
            yield {**row, "score": None}
    columns = (
        "seat__rated__staff_number",
        "seat__campaign__period__label",
        "seat__group",
        "item",
        "seat__pseudonym",
        "score",
    )
    counted = Mark.objects.filter(
        seat__campaign__state=State.CLOSED, seat__submitted_at__isnull=False, struck_at=None,
        seat__rated__staff_number__in={word.manager for word in words},
    )  # fmt: skip
    for mark in counted.order_by("pk").values_list(*columns).iterator(chunk_size=10_000):
        yield _cells(*mark)


def _cells(manager: str, period: str, group: str, item: str, rater: str, score: Any) -> Cells:
    return {
        "manager_id": manager, "period": period, "item": item, "rater_group": group, "rater": rater, "score": score,
    }  # fmt: skip
