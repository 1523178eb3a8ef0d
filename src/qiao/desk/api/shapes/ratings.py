"""Rating campaigns in numbers, results that come as a list, and a manager's quality score; never a single mark."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from qiao.desk.api.shapes.elements import Points, Shape, values
from qiao.desk.clients.models import imports
from qiao.desk.growth.models import Campaign, campaigns, seats
from qiao.desk.growth.queries import progress, quality

CampaignState = Annotated[campaigns.State, values(campaigns.State)]
RaterGroup = Annotated[seats.Group, values(seats.Group)]
RowOutcome = Annotated[imports.Outcome, values(imports.Outcome)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]


class CampaignShape(Shape):
    """A period's ratings."""

    uuid: UUID
    period: UUID
    opens_on: date
    closes_on: date
    state: CampaignState
    closed_at: datetime | None

    @classmethod
    def told(cls, one: Campaign) -> dict[str, Any]:
        """What lists say of it."""
        columns = ("uuid", "opens_on", "closes_on", "state", "closed_at")
        return {name: getattr(one, name) for name in columns} | {"period": one.period.uuid}

    @classmethod
    def of(cls, one: Campaign) -> Self:
        """A campaign with its period."""
        return cls.model_validate(cls.told(one))


class HandedInShape(Shape):
    """How many of those who were asked have handed in."""

    group: RaterGroup
    asked: int
    done: int | None = Field(description="Null where so few peers were asked that it would tell something of them.")


class ProgressShape(Shape):
    """How far a branch, or a team in it, is."""

    name: str
    is_team: bool
    groups: list[HandedInShape]

    @classmethod
    def of(cls, line: progress.Line, groups: list[seats.Group]) -> Self:
        """A line of the table."""
        counts = [
            HandedInShape(group=group, asked=one.total, done=one.done if one.is_told else None)
            for group, one in zip(groups, line.counts, strict=True)
        ]
        return cls(name=line.name, is_team=line.is_team, groups=counts)


class OneCampaignShape(CampaignShape):
    """A campaign with its progress."""

    whole: ProgressShape
    lines: list[ProgressShape]

    @classmethod
    def seen(cls, one: Campaign, known: progress.Progress) -> Self:
        """A campaign as its page shows it."""
        whole = ProgressShape.of(known.whole, known.groups)
        lines = [ProgressShape.of(line, known.groups) for line in known.lines]
        return cls.model_validate(cls.told(one) | {"whole": whole, "lines": lines})


class ResultGiven(Shape):
    """A manager's exam result, or what the files record."""

    staff_number: Code
    group: Literal["exam", "record"]
    item: Annotated[Code, Field(description="The code of an item, or of a class for all its items.")]
    score: Annotated[str, Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?$", description="0 to 100.")]


class ResultsGiven(Shape):
    """Results to be brought in."""

    rows: Annotated[list[ResultGiven], Field(min_length=1, max_length=1_000)]
    dry_run: bool = Field(default=False, description="Only say what each row would do.")


class RowShape(Shape):
    """What a row does, or what is wrong with it."""

    row: int = Field(description="Counted from 1.")
    outcome: RowOutcome
    faults: list[str]


class ResultsShape(Shape):
    """What became of the rows; where one is faulty none is taken over."""

    carried_out: bool
    rows: list[RowShape]


class MeanShape(Shape):
    """What a group said of a class."""

    group: RaterGroup
    share: int = Field(description="In per cent.")
    count: int
    mean: Points | None = Field(description="Null where there are too few to be told.")


class CountShape(Shape):
    """How many marks of a group stand behind an item."""

    group: RaterGroup
    count: int


class ItemShape(Shape):
    """An item of the quality score."""

    name: str
    weight: int
    score: Points | None = Field(description="Null where nobody rated it, or only one did.")
    is_alone: bool = Field(description="One other person alone rated it: it is told only with its class.")
    counts: list[CountShape]


class ClassShape(Shape):
    """A class of items."""

    name: str
    weight: int
    score: Points | None
    means: list[MeanShape]
    items: list[ItemShape]


class QualityShape(Shape):
    """A manager's quality score in a run."""

    score: Points | None
    before_veto: Points | None
    is_vetoed: bool
    cap: Points
    rated: int = Field(description="The weight of what was rated.")
    needed: int = Field(description="From how much on there is a score.")
    classes: list[ClassShape]

    @classmethod
    def of(cls, known: quality.Quality) -> Self:
        """As the page of the quality score tells it."""
        columns = ("score", "before_veto", "is_vetoed", "cap", "rated", "needed")
        return cls.model_validate(
            {name: getattr(known, name) for name in columns} | {"classes": [_class(one) for one in known.classes]}
        )


def _class(one: quality.Class) -> ClassShape:
    means = [MeanShape(group=mean.group, share=mean.share, count=mean.count, mean=mean.mean) for mean in one.means]
    items = [
        ItemShape(
            name=line.name,
            weight=line.weight,
            score=line.score,
            is_alone=line.is_alone,
            counts=[CountShape(group=group, count=count) for group, count in line.counts],
        )
        for line in one.lines
    ]
    return ClassShape(name=one.name, weight=one.weight, score=one.score, means=means, items=items)
