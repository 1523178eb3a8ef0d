"""The people under somebody, taken together and one by one, in the newest run that was shown."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F

from qiao.desk.assess import words as told
from qiao.desk.assess.models import Outcome, Run
from qiao.desk.common.languages import said
from qiao.desk.people.models import User
from qiao.desk.score.queries.cards import part_of
from qiao.desk.score.queries.nodes import unit_of
from qiao.desk.score.queries.results import result_of
from qiao.engine import GRADES, Text

# By the axes, the grade and the name alone: nobody is listed by deposits (assessment is of the whole).
SORTS = {
    "rank": F("rank").asc(nulls_last=True),
    "-rank": F("rank").desc(nulls_last=True),
    "score": F("score").asc(),
    "-score": F("score").desc(),
    "quality": F("quality").asc(nulls_last=True),
    "-quality": F("quality").desc(nulls_last=True),
    "manager": F("manager").asc(),
    "-manager": F("manager").desc(),
    "grade": F("grade").asc(),
    "-grade": F("grade").desc(),
}
# Sums over people make sense for money that each brings; a ratio or a count of events is no sum.
SUMMED = (
    "deposit_adb",
    "deposit_increase",
    "loan_adb",
    "loan_increase",
    "trade_finance_adb",
    "intl_settlement_usd",
    "fee_settlement",
    "fee_international",
    "fee_guarantee",
    "fee_investment_banking",
    "fee_agency",
    "net_income",
    "eva",
)


class Sum(NamedTuple):
    """A measure summed over people, and how many of them had it."""

    name: str
    unit: str
    value: Decimal


class Mean(NamedTuple):
    """Points of a category, averaged over people."""

    name: str
    mean: Decimal
    least: Decimal
    most: Decimal
    full: Decimal

    @property
    def per_cent(self) -> int:
        """The mean in whole per cent of the full points."""
        return part_of(self.mean, self.full)


class Standing(NamedTuple):
    """How many of each grade there are, and how many meet its three bars."""

    label: str
    people: int
    threshold: int
    supported: int


@dataclass(frozen=True, slots=True)
class Team:
    """Several people's results of one run."""

    run: Run
    outcomes: list[Outcome]
    decisions: list[tuple[str, str, int]]
    standings: list[Standing]
    score: Decimal
    quality: Decimal | None
    sums: list[Sum]
    means: list[Mean]


def newest_run() -> Run | None:
    """The run that was shown last of the newest day."""
    found = Run.objects.filter(shown_at__isnull=False).select_related("period", "standard")
    return found.order_by("-as_of", "-shown_at").first()


def team(user: User, sort: str = "rank", branch: int | None = None) -> Team | None:
    """Everybody whose score the person may see; None where there is nobody."""
    run = newest_run()
    if run is None:
        return None
    found = Outcome.objects.visible_to(user).filter(run=run)
    if branch:
        found = found.filter(branch=branch)
    found = found.order_by(SORTS.get(sort, SORTS["rank"]), "manager").select_related("person", "branch", "team", "run")
    outcomes = list(found)
    if not outcomes:
        return None
    qualities = [one.quality for one in outcomes if one.quality is not None]
    return Team(
        run,
        outcomes,
        _decisions(outcomes),
        _standings(outcomes),
        _mean([one.score for one in outcomes]),
        _mean(qualities) if qualities else None,
        _sums(run, outcomes),
        _means(run, outcomes),
    )


def _decisions(outcomes: list[Outcome]) -> list[tuple[str, str, int]]:
    counted = Counter(one.decision for one in outcomes)
    return [(code, told.decision(code), count) for code, count in counted.most_common()]


def _standings(outcomes: list[Outcome]) -> list[Standing]:
    return [
        Standing(
            told.grade(code),
            sum(one.grade == code for one in outcomes),
            sum(one.reached.get(code, 0) >= 100 for one in outcomes),  # per cent of the bar
            sum(one.supported == code for one in outcomes),
        )
        for code in reversed(GRADES)
    ]


def _sums(run: Run, outcomes: list[Outcome]) -> list[Sum]:
    scores = result_of(run).scores
    people, standard = [scores.index[one.manager] for one in outcomes], scores.standard
    found = []
    for name in SUMMED:
        if name in scores.measures:
            measure = standard.measures[name]
            units = sum(scores.measures[name][index] or 0 for index in people)
            label = said(Text(measure.name.zh, measure.name.en))
            found.append(Sum(label, unit_of(standard, name), Decimal(units).scaleb(-measure.scale)))
    return found


def _means(run: Run, outcomes: list[Outcome]) -> list[Mean]:
    scores = result_of(run).scores
    people = [scores.index[one.manager] for one in outcomes]
    found = []
    for category in scores.standard.categories:
        points = [Decimal(scores.categories[category.code][index]).scaleb(-2) for index in people]
        name = said(Text(category.name.zh, category.name.en))
        found.append(Mean(name, _mean(points), min(points), max(points), Decimal(category.weight).scaleb(-2)))
    return found


def _mean(values: list[Decimal]) -> Decimal:
    """The arithmetic mean to two places, half up."""
    total, count = sum(int(value.scaleb(2)) for value in values), len(values)
    units = abs(total)
    rounded = (2 * units + count) // (2 * count)
    return Decimal(-rounded if total < 0 else rounded).scaleb(-2)
