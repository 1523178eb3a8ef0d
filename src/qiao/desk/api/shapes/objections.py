"""Objections with their evidence as it stood and what happened to them, and what is sent to act on one."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from qiao.desk.api.shapes.elements import Actor, Figure, Paragraph, Shape, values
from qiao.desk.assess.models import Objection, Turn, objections
from qiao.desk.assess.models.objections import Frozen

ObjectionState = Annotated[objections.State, values(objections.State)]
ObjectionSubject = Annotated[objections.Subject, values(objections.Subject)]
ObjectionEvent = Annotated[objections.Happened, values(objections.Happened)]


class ObjectionShape(Shape):
    """Something that a manager says is wrong in an own result."""

    uuid: UUID
    period: UUID
    run: UUID
    appellant: Actor
    subject: ObjectionSubject
    table: str = Field(description="Of the ledger.")
    item: str = Field(description="Code of the indicator, or of the item of the quality score.")
    title: str
    state: ObjectionState
    due_on: date | None = Field(description="Until when somebody has to act.")
    owner: Actor | None = Field(description="Who answers for the data.")
    raised_at: datetime

    @classmethod
    def told(cls, one: Objection) -> dict[str, Any]:
        """What lists say of it."""
        columns = ("uuid", "subject", "table", "item", "title", "state", "due_on", "raised_at")
        return {name: getattr(one, name) for name in columns} | {
            "period": one.period.uuid,
            "run": one.outcome.run.uuid,
            "appellant": Actor.of(one.appellant),
            "owner": Actor.of(one.owner),
        }

    @classmethod
    def of(cls, one: Objection) -> Self:
        """An objection with its people."""
        return cls.model_validate(cls.told(one))


class FrozenShape(Shape):
    """A line of the evidence as it stood."""

    depth: int
    name: str
    value: Figure | None
    unit: str
    note: str

    @classmethod
    def of(cls, line: Frozen) -> Self:
        """A line."""
        return cls(**line._asdict())


class TurnShape(Shape):
    """Something that happened to an objection."""

    what: ObjectionEvent
    by: Actor | None
    at: datetime
    said: str
    due_on: date | None

    @classmethod
    def of(cls, turn: Turn) -> Self:
        """A line of the timeline."""
        told = {name: getattr(turn, name) for name in ("what", "at", "said", "due_on")}
        return cls.model_validate({**told, "by": Actor.of(turn.by)})


class OneObjectionShape(ObjectionShape):
    """An objection with its evidence and timeline."""

    claim: str
    wanted: str
    evidence: str
    seal: str = Field(description="Of the run.")
    lines: list[FrozenShape] = Field(description="The line that is objected to as it stood, then what lay below it.")
    agrees: bool | None = Field(description="Whether who answers for the data says that it is wrong.")
    answer: str
    verdict: Literal["", "upheld", "dismissed"] = Field(
        description="Once it is decided; what is proposed only for who sits on the committee."
    )
    grounds: str
    decided_at: datetime | None
    correction: int | None = Field(description="Number of the batch that corrects it.")
    settled_in: UUID | None = Field(description="The run that has the correction.")
    timeline: list[TurnShape]

    @classmethod
    def seen(cls, one: Objection, turns: Iterable[Turn], *, sits: bool) -> Self:
        """An objection as its reader may know it."""
        columns = ("claim", "wanted", "evidence", "seal", "agrees", "answer", "decided_at")
        judged = sits or one.decided_at is not None
        return cls.model_validate(
            cls.told(one)
            | {name: getattr(one, name) for name in columns}
            | {
                "lines": [FrozenShape.of(line) for line in one.lines],
                "verdict": one.verdict if judged else "",
                "grounds": one.grounds if judged else "",
                "correction": one.correction.number if one.correction else None,
                "settled_in": one.settled_in.uuid if one.settled_in else None,
                "timeline": [TurnShape.of(turn) for turn in turns],
            }
        )


class FindingGiven(Shape):
    """What who answers for the data has found."""

    agrees: bool = Field(description="Whether the data is wrong.")
    answer: Paragraph


class OwnerGiven(Shape):
    """Who is to answer."""

    owner: UUID


class VerdictGiven(Shape):
    """What a member of the committee proposes."""

    verdict: Literal["upheld", "dismissed"]
    grounds: Paragraph


class CorrectionGiven(Shape):
    """The batch that corrects it, or whose withdrawal does."""

    delivery: UUID
