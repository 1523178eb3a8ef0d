"""Batches of the ledger: sent, checked, brought to the desk, taken away again."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field

from qiao.desk.api.shapes.elements import Actor, Figure, Ratio, Shape, values
from qiao.desk.clients.models import Delivery, Submission, submissions
from qiao.desk.clients.queries.totals import Line, Totals
from qiao.desk.common.languages import spoken

Verdict = Annotated[submissions.Verdict, values(submissions.Verdict)]


class BatchShape(Shape):
    """A batch that was sent: checked, and stored whole or sent back whole."""

    uuid: UUID
    by: Actor | None = Field(description="Null: the nightly feed found it in the inbox.")
    created_at: datetime
    files: list[str]
    data_date: date | None
    verdict: Verdict
    faults: int
    number: int | None = Field(description="Its number in the store, once it is stored, or where it was already.")
    job: UUID | None = Field(description="The background work that checks it.")
    feed: UUID | None = Field(description="The background work that brings it to the desk.")

    @classmethod
    def told(cls, made: Submission) -> dict[str, Any]:
        """What lists say of it."""
        return {
            "uuid": made.uuid,
            "by": Actor.of(made.by),
            "created_at": made.created_at,
            "files": made.files or [made.inbox],
            "data_date": made.data_date,
            "verdict": submissions.Verdict(made.verdict),
            "faults": made.faults,
            "number": made.number,
            "job": made.job.uuid if made.job else None,
            "feed": made.feed.uuid if made.feed else None,
        }

    @classmethod
    def of(cls, made: Submission) -> Self:
        """A batch with its work."""
        return cls(**cls.told(made))


class FaultShape(Shape):
    """What is wrong at one place of a batch, in the sender's own words."""

    source: str
    row: int | None
    column: str
    value: str
    sentence: str = Field(description="What is wrong and what to do, in the caller's language.")

    @classmethod
    def of(cls, one: dict[str, Any]) -> Self:
        """An entry of the report."""
        return cls(
            source=one["source"],
            row=one["row"],
            column=one["column"] or "",
            value=str(one["value"] or ""),
            sentence=one[spoken()],
        )


class OneBatchShape(BatchShape):
    """A batch with what is wrong with it."""

    listed: list[FaultShape] = Field(description="The first 200 faults; the screen has the report of all.")

    @classmethod
    def seen(cls, made: Submission, faults: list[dict[str, Any]]) -> Self:
        """A batch with the faults that its report lists."""
        return cls(**cls.told(made), listed=[FaultShape.of(one) for one in faults])


class DeliveryShape(Shape):
    """A batch that came to the desk."""

    uuid: UUID
    number: int
    digest: str
    source: str = Field(description="`bank`, or `desk` for what the desk itself keeps.")
    data_date: date | None
    imported_at: datetime
    rows: dict[str, int] = Field(description="Rows by table.")
    is_withdrawn: bool
    job: UUID | None = Field(description="The background work that withdraws it.")

    @classmethod
    def told(cls, one: Delivery) -> dict[str, Any]:
        """What lists say of it."""
        columns = ("uuid", "number", "digest", "source", "data_date", "imported_at", "rows")
        return {
            **{name: getattr(one, name) for name in columns},
            "is_withdrawn": one.withdrawn_at is not None,
            "job": one.job.uuid if one.job else None,
        }

    @classmethod
    def of(cls, one: Delivery) -> Self:
        """A batch."""
        return cls(**cls.told(one))


class TotalShape(Shape):
    """A control total: how many rows a table has, or the sum of a column, beside those of earlier batches."""

    table: str
    column: str = Field(description="Blank for the number of rows.")
    value: Figure
    before: Figure | None
    change: Ratio | None = Field(description="Against the batch before.")
    is_large: bool = Field(description="Whether the difference wants to be explained.")

    @classmethod
    def of(cls, line: Line) -> Self:
        """A line of the page."""
        change = line.before.change
        return cls(
            table=line.table,
            column=line.label,
            value=line.value,
            before=line.before.value,
            change=None if change is None else round(change, 4),
            is_large=line.is_large,
        )


class OneDeliveryShape(DeliveryShape):
    """A batch with its control totals."""

    totals: list[TotalShape]

    @classmethod
    def seen(cls, one: Delivery, totals: Totals) -> Self:
        """A batch as its page shows it."""
        return cls(**cls.told(one), totals=[TotalShape.of(line) for line in totals.lines])
