"""Awards and adjustments, and what is sent to propose one."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from qiao.desk.api.shapes.elements import Actor, Day, Paragraph, Points, Sentence, Shape, values
from qiao.desk.assess.models import Award, publishing

AwardState = Annotated[publishing.State, values(publishing.State)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]


class AwardShape(Shape):
    """Points of one bonus indicator for one manager."""

    uuid: UUID
    number: str = Field(description="As in the ledger.")
    period: UUID
    person: Actor
    date: date
    indicator: str
    points: Points = Field(description="Below nothing it is an adjustment.")
    reason: str
    clause: str
    evidence: str
    reference: str
    withdraws: UUID | None = Field(description="The award that this row takes back, once it is approved itself.")
    counts: bool = Field(description="Approved, and not taken back.")
    state: AwardState
    proposed_by: Actor
    proposed_at: datetime
    decided_by: Actor | None
    decided_at: datetime | None
    answer: str

    @classmethod
    def of(cls, one: Award, *, counts: bool) -> Self:
        """An award with its people."""
        columns = (
            "uuid", "date", "indicator", "points", "reason", "clause", "evidence", "reference", "state", "proposed_at",
            "decided_at", "answer",
        )  # fmt: skip
        return cls.model_validate(
            {name: getattr(one, name) for name in columns}
            | {
                "number": one.award_id,
                "period": one.period.uuid,
                "person": Actor.of(one.person),
                "withdraws": one.withdraws.uuid if one.withdraws else None,
                "counts": counts,
                "proposed_by": Actor.of(one.proposed_by),
                "decided_by": Actor.of(one.decided_by),
            }
        )


class AwardGiven(Shape):
    """Points that are put forward for one manager."""

    number: Annotated[Line, Field(description="The manager's staff number.")]
    date: Day
    indicator: Line
    points: Annotated[
        str, Field(pattern=r"^-?[0-9]{1,4}(\.[0-9]{1,2})?$", description="Below nothing it is an adjustment.")
    ]
    reason: Sentence
    clause: Line
    evidence: Paragraph
    reference: Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""


class WithdrawalGiven(Shape):
    """Why an approved award is to be taken back."""

    reason: Sentence
