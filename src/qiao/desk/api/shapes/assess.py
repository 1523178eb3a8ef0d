"""Standards, periods, runs with their outcomes, and what two people decide of them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from qiao.desk.api.shapes.elements import Actor, Day, MaybeSentence, Points, Sentence, Shape, values
from qiao.desk.api.shapes.jobs import JobShape
from qiao.desk.assess.models import Outcome, Period, Proposal, Run, Standard, StepState, periods, publishing, standards
from qiao.desk.jobs.models import Job

StandardState = Annotated[standards.State, values(standards.State)]
StepCode = Annotated[periods.Step, values(periods.Step)]
ProposalKind = Annotated[publishing.Kind, values(publishing.Kind)]
ProposalState = Annotated[publishing.State, values(publishing.State)]
Text = Annotated[
    str, StringConstraints(min_length=1, max_length=1 << 19, pattern=r"^[^\x00-\x08\x0b-\x0c\x0e-\x1f\x7f]*$")
]


class StandardShape(Shape):
    """A version of the standard."""

    uuid: UUID
    code: str
    label: str
    effective_from: date
    state: StandardState
    version: int = Field(description="Send it with an act, so that nothing changed meanwhile.")
    data_hash: str
    document_hash: str
    reason: str
    answer: str

    @classmethod
    def told(cls, one: Standard) -> dict[str, Any]:
        """What lists say of it."""
        return {name: getattr(one, name) for name in StandardShape.model_fields}

    @classmethod
    def of(cls, one: Standard) -> Self:
        """A version."""
        return cls.model_validate(cls.told(one))


class OneStandardShape(StandardShape):
    """A version with its text."""

    text: str

    @classmethod
    def of(cls, one: Standard) -> Self:
        """A version."""
        return cls.model_validate({**cls.told(one), "text": one.text})


class StandardGiven(Shape):
    """A new draft."""

    base: UUID | None = Field(None, description="The version to begin from; without it the newest published one.")
    text: Text | None = Field(None, description="Another text than the base's; it has to hold.")


class VersionGiven(Shape):
    """A version that is proposed, with the version number that was read and why."""

    version: Annotated[int, Field(ge=0, le=1 << 30)]
    reason: Sentence


class StepShape(Shape):
    """A step of a period."""

    step: StepCode
    due_on: date | None
    done_at: datetime | None
    done_by: Actor | None

    @classmethod
    def of(cls, state: StepState) -> Self:
        """A step with who did it."""
        return cls(
            step=periods.Step(state.step), due_on=state.due_on, done_at=state.done_at, done_by=Actor.of(state.done_by)
        )


class PeriodShape(Shape):
    """An assessment period."""

    uuid: UUID
    label: str
    first: date
    last: date
    standard: UUID
    is_locked: bool

    @classmethod
    def told(cls, period: Period) -> dict[str, Any]:
        """What lists say of it."""
        columns = ("uuid", "label", "first", "last", "is_locked")
        return {**{name: getattr(period, name) for name in columns}, "standard": period.standard.uuid}

    @classmethod
    def of(cls, period: Period) -> Self:
        """A period with its standard."""
        return cls(**cls.told(period))


class OnePeriodShape(PeriodShape):
    """A period with its steps."""

    steps: list[StepShape]
    run_in_force: UUID | None = Field(description="The run whose result counts.")

    @classmethod
    def seen(cls, period: Period, in_force: Run | None) -> Self:
        """A period as its page shows it."""
        steps = [StepShape.of(state) for state in period.steps.select_related("done_by")]
        return cls(**cls.told(period), steps=steps, run_in_force=in_force.uuid if in_force else None)


class PeriodGiven(Shape):
    """A period to open."""

    label: Annotated[str, Field(max_length=24, pattern=r"^[0-9A-Z-]*$", description="2025, 2025H1, 2025Q3 or 2025-07.")]
    standard: UUID
    is_sure: bool = Field(default=False, description="Whether a period more than two years from today is meant.")


class StepGiven(Shape):
    """A step that is done."""

    step: Literal["data", "checks", "review", "objections", "letters"]
    note: MaybeSentence = ""


class RunShape(Shape):
    """A period assessed as of a day, from one state of the ledger, under one standard."""

    uuid: UUID
    number: int
    period: UUID
    standard: UUID
    as_of: date
    is_provisional: bool
    is_trial: bool
    is_done: bool
    seal: str = Field(description="Hash over all that it was made of; blank until it is done.")
    ledger: str
    lacking: list[str] = Field(description="Tables that count and were never delivered.")
    holds: bool | None = Field(
        description="Whether computing it a second time gave the same; null until that was done."
    )
    shown_at: datetime | None
    replaces: UUID | None
    job: UUID | None

    @classmethod
    def told(cls, run: Run) -> dict[str, Any]:
        """What lists say of it."""
        columns = (
            "uuid",
            "number",
            "as_of",
            "is_provisional",
            "is_trial",
            "is_done",
            "seal",
            "ledger",
            "lacking",
            "holds",
        )
        return {
            **{name: getattr(run, name) for name in (*columns, "shown_at")},
            "period": run.period.uuid,
            "standard": run.standard.uuid,
            "replaces": run.replaces.uuid if run.replaces else None,
            "job": run.job.uuid if run.job else None,
        }

    @classmethod
    def of(cls, run: Run) -> Self:
        """A run with its period, standard and job."""
        return cls(**cls.told(run))


class DecisionShape(Shape):
    """How many of the outcomes that may be seen have a decision."""

    decision: str
    count: int


class OneRunShape(RunShape):
    """A run with its totals."""

    decisions: list[DecisionShape]

    @classmethod
    def seen(cls, run: Run, counts: dict[str, int]) -> Self:
        """A run as its page shows it."""
        decisions = [DecisionShape(decision=code, count=count) for code, count in sorted(counts.items())]
        return cls(**cls.told(run), decisions=decisions)


class RunGiven(Shape):
    """A run to ask for."""

    as_of: Day | None = Field(
        None, description="The last day that counts; without it the ledger's newest in the period."
    )


class AskedShape(Shape):
    """A run that was asked for; null while the ledger first gets what the desk keeps, which the job then does."""

    run: RunShape | None
    job: JobShape | None

    @classmethod
    def of(cls, made: Run | Job) -> Self:
        """What the action gave."""
        if isinstance(made, Job):
            return cls(run=None, job=JobShape.of(made))
        return cls(run=RunShape.of(made), job=JobShape.of(made.job) if made.job else None)


class OutcomeShape(Shape):
    """One manager's result in a run."""

    manager: str = Field(description="Number in the ledger.")
    person: UUID | None
    branch: UUID | None
    team: UUID | None
    grade: str
    in_pool: bool
    pool_size: int
    score: Points
    rank: int | None
    quality: Points | None
    supported: str = Field(description="The grade that threshold, score and quality support; blank for none.")
    decision: str
    to_grade: str
    reason: str
    reached: dict[str, int] = Field(description="The threshold in whole per cent of each grade's bar.")
    standing: int | None = Field(description="Per cent of the pool that ranks no better.")

    @classmethod
    def of(cls, one: Outcome) -> Self:
        """An outcome with its person and place."""
        plain = set(cls.model_fields) - {"person", "branch", "team"}
        places = {name: getattr(one, name) for name in ("person", "branch", "team")}
        return cls.model_validate(
            {name: getattr(one, name) for name in plain}
            | {name: place.uuid if place else None for name, place in places.items()}
        )


class ProposalShape(Shape):
    """What one person proposes of a run and another decides."""

    uuid: UUID
    run: UUID
    period: UUID
    kind: ProposalKind
    state: ProposalState
    reason: str
    waiver: str
    proposed_by: Actor
    proposed_at: datetime
    decided_by: Actor | None
    decided_at: datetime | None
    answer: str

    @classmethod
    def of(cls, one: Proposal) -> Self:
        """A proposal with its people."""
        columns = ("uuid", "kind", "state", "reason", "waiver", "proposed_at", "decided_at", "answer")
        return cls.model_validate(
            {name: getattr(one, name) for name in columns}
            | {
                "run": one.run.uuid,
                "period": one.period.uuid,
                "proposed_by": Actor.of(one.proposed_by),
                "decided_by": Actor.of(one.decided_by),
            }
        )


class ProposalGiven(Shape):
    """Something to be decided of a run."""

    kind: ProposalKind
    reason: Sentence
    waiver: MaybeSentence = Field("", description="Why an incomplete run is published nevertheless.")
