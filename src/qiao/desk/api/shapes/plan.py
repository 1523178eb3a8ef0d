"""Targets, how they are divided, and the pace on the way to them."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field

from qiao.desk.api.shapes.elements import Actor, Figure, MaybeSentence, Ratio, Shape, values
from qiao.desk.plan.models import Change, Division, Target, divisions, units
from qiao.desk.plan.queries.paces import Line

DivisionState = Annotated[divisions.State, values(divisions.State)]
Kind = Annotated[units.Kind, values(units.Kind)]
Label = Annotated[
    str, Field(max_length=24, pattern=r"^[0-9A-Z-]*$", description="A period: 2025, 2025H1, 2025Q3 or 2025-07.")
]
Code = Annotated[str, Field(max_length=40, pattern=r"^[A-Z0-9_]*$")]


class UnitShape(Shape):
    """A branch, a team or a person."""

    kind: Kind
    uuid: UUID
    name: str

    @classmethod
    def of(cls, one: Target | Division) -> Self:
        """Whose it is."""
        return cls(kind=one.kind, uuid=one.unit.uuid, name=str(one.unit))


class TargetShape(Shape):
    """What a unit is to reach of an indicator in a period."""

    uuid: UUID
    period: str
    unit: UnitShape
    indicator: str
    measured_in: str = Field(
        description="`CNY`, `USD`, `ratio`, `count` or `points`; blank where the standard has no such target."
    )
    figure: Figure | None = Field(description="What counts; 0 is none.")
    draft: Figure | None = Field(description="What it shall be once its division is confirmed.")

    @classmethod
    def told(cls, one: Target, measured_in: str) -> dict[str, Any]:
        """What lists say of it."""
        columns = ("uuid", "period", "indicator", "figure", "draft")
        return {
            **{name: getattr(one, name) for name in columns},
            "unit": UnitShape.of(one),
            "measured_in": measured_in,
        }

    @classmethod
    def of(cls, one: Target, measured_in: str) -> Self:
        """A target with its unit."""
        return cls(**cls.told(one, measured_in))


class FigureChangeShape(Shape):
    """A figure became another one."""

    before: Figure | None
    after: Figure | None
    how: str
    reason: str
    by: Actor | None
    confirmed_by: Actor | None
    at: datetime

    @classmethod
    def of(cls, one: Change) -> Self:
        """A change with its people."""
        return cls(
            before=one.before,
            after=one.after,
            how=one.how,
            reason=one.reason,
            by=Actor.of(one.by),
            confirmed_by=Actor.of(one.confirmed_by),
            at=one.at,
        )


class OneTargetShape(TargetShape):
    """A target with its history."""

    changes: list[FigureChangeShape]

    @classmethod
    def seen(cls, one: Target, measured_in: str, changes: list[Change]) -> Self:
        """A target as its page shows it."""
        return cls(**cls.told(one, measured_in), changes=[FigureChangeShape.of(change) for change in changes])


class PaceShape(Shape):
    """One indicator of a unit: its target, where it stands, where it comes to."""

    indicator: str
    name: str
    measured_in: str
    target: Figure | None
    value: Figure | None
    forecast: Figure | None
    reached: Ratio | None
    pace: Ratio | None = Field(description="What is reached against the share of working days that has passed.")
    mark: str = Field(description="`ahead`, `on_pace`, `behind` or `open`.")

    @classmethod
    def of(cls, line: Line) -> Self:
        """A line of the page."""
        return cls(
            indicator=line.item.code,
            name=line.item.name,
            measured_in=line.item.unit,
            target=line.target,
            value=line.value,
            forecast=line.forecast,
            reached=line.pace.reached,
            pace=line.pace.pace,
            mark=line.pace.mark,
        )


class UnitPaceShape(Shape):
    """How far a unit is."""

    period: str
    as_of: date | None = Field(description="Null before the first result.")
    run: UUID | None
    elapsed: Ratio | None = Field(description="Share of the period's working days that has passed.")
    indicators: list[PaceShape]


class DivisionShape(Shape):
    """A unit's targets over its parts."""

    uuid: UUID
    period: str
    unit: UnitShape
    state: DivisionState
    version: int = Field(description="Send it with an act, so that nothing changed meanwhile.")
    number: int = Field(description="How often it was handed down.")
    gap: str
    answer: str
    proposed_by: Actor | None
    decided_by: Actor | None

    @classmethod
    def of(cls, one: Division) -> Self:
        """A division with its people."""
        columns = ("uuid", "period", "state", "version", "number", "gap", "answer")
        return cls.model_validate(
            {name: getattr(one, name) for name in columns}
            | {
                "unit": UnitShape.of(one),
                "proposed_by": Actor.of(one.proposed_by),
                "decided_by": Actor.of(one.decided_by),
            }
        )


class FigureGiven(Shape):
    """What a part of a unit shall reach; null leaves the figure that counts, 0 takes it away."""

    kind: Kind
    unit: UUID
    indicator: Code
    figure: (
        Annotated[str, Field(pattern=r"^[0-9]{1,18}(\.[0-9]{1,4})?$", description="In the indicator's own unit.")]
        | None
    )


class DivisionGiven(Shape):
    """Figures of a unit's parts."""

    period: Label
    kind: Kind = Field(description="`branches` or `teams`.")
    unit: UUID
    version: Annotated[int, Field(ge=0, le=1 << 30, description="That was read; 0 for a division that is new.")] = 0
    figures: Annotated[list[FigureGiven], Field(min_length=1, max_length=5_000)]


class DivisionProposed(Shape):
    """A division that is set."""

    version: Annotated[int, Field(ge=0, le=1 << 30)]
    gap: MaybeSentence = Field("", description="Why the parts do not make the whole, where they do not.")


class DivisionSentBack(Shape):
    """Why not."""

    answer: MaybeSentence = ""
