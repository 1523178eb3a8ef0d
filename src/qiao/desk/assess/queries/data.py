"""A period's data: how far the ledger reaches, what lacks, which batches it came in."""

from datetime import date
from typing import NamedTuple

from qiao.desk.assess.models import Period
from qiao.desk.assess.queries import results
from qiao.desk.clients import ledger
from qiao.desk.clients.models import Delivery, Submission
from qiao.desk.clients.models.submissions import Verdict
from qiao.desk.people.models import User

_MOST = 50


class Data(NamedTuple):
    """What the step of the data is about.

    Attributes:
        reaches: the ledger's newest day; None where there is no ledger.
        days_left: days of the period that the ledger does not reach yet.
        lacking: tables that the newest run found lacking; None before the first run.
        deliveries: batches with data of the period, the newest first.
        sent: batches sent by screen that are being checked or were sent back.
    """

    reaches: date | None
    days_left: int
    lacking: list[str] | None
    deliveries: list[Delivery]
    sent: list[Submission]


def of(period: Period, user: User) -> Data:
    """The data of one period."""
    book = ledger.book()
    reaches = book.data_date if book else None
    days = (period.last - period.first).days + 1
    run = results.newest_done(period)
    found = Delivery.objects.visible_to(user).select_related("withdrawn_by").filter(data_date__gte=period.first)
    sent = (
        Submission.objects.visible_to(user)
        .select_related("by", "job")
        .exclude(verdict__in=[Verdict.STORED, Verdict.REPEATED])
    )
    return Data(
        reaches,
        min(days, max(0, (period.last - reaches).days)) if reaches else days,
        list(run.lacking) if run else None,
        list(found[:_MOST]),
        list(sent[:10]),
    )
