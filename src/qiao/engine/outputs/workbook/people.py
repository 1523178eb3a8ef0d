"""Sheets with one row a manager: the ranking, and the points by category."""

from collections.abc import Iterable

from qiao.engine import words
from qiao.engine.errors import Text
from qiao.engine.outputs.workbook import looks
from qiao.engine.outputs.workbook.book import Book, Column
from qiao.engine.scoring import standings, thresholds
from qiao.engine.scoring.scores import Scores
from qiao.engine.standards.units import POINTS

MANAGER_ID, NAME = Text("工号", "Manager ID"), Text("姓名", "Name")
GRADE = Text("现等级", "Present grade")
DECISION, TO_GRADE, REASON = Text("决定", "Decision"), Text("评定后等级", "To grade"), Text("原因", "Reason")
_AMONG_PROVISIONAL = Text("决定(预评)", "Decision (provisional)")


def grade(code: str) -> str:
    """A grade in both languages; blank for none."""
    return looks.stacked(words.GRADES[code]) if code else ""


def decision_heading(scores: Scores) -> Text:
    """The heading over decisions, which says so when they are provisional."""
    return _AMONG_PROVISIONAL if scores.period.is_provisional else DECISION


def who(scores: Scores, order: Iterable[int]) -> list[Column]:
    """The columns that say who: identifier and name."""
    people = [scores.evidence.people[index] for index in order]
    return [
        Column(MANAGER_ID, [person.manager_id for person in people], looks.NAME, 24),
        Column(NAME, [person.name for person in people], looks.NAME, 24),
    ]


def by_rank(scores: Scores) -> list[int]:
    """Everybody by rank, those without one last."""
    ranks = scores.ranked.ranks
    return sorted(range(len(ranks)), key=lambda index: (ranks[index] is None, ranks[index] or 0))


def ranking(book: Book, scores: Scores) -> None:
    """排名: everybody by rank with the three coordinates and the decision."""
    order = by_rank(scores)
    people = [scores.evidence.people[index] for index in order]
    decisions = [scores.decisions[index] for index in order]
    columns = [
        Column(Text("名次", "Rank"), [scores.ranked.ranks[index] for index in order], looks.COUNT),
        Column(Text("排名人数", "Pool size"), [scores.ranked.sizes[index] for index in order], looks.COUNT),
        *who(scores, order),
        Column(Text("机构", "Branch"), [person.branch_id for person in people], looks.NAME, 20),
        Column(Text("团队", "Team"), [person.team for person in people], looks.NAME, 20),
        Column(GRADE, [grade(person.grade) for person in people], looks.TEXT),
        Column(Text("门槛达成(现等级)", "Threshold reached (present grade)"), _reached(scores, order), looks.SHARE),
        Column(Text("贡献得分", "Contribution score"), [scores.contribution[index] for index in order], looks.POINTS),
        Column(
            Text("贡献位次(不低于)", "Ranks no worse than"),
            [standings.standing(scores.ranked, index) for index in order],
            looks.SHARE,
        ),
        Column(Text("素质得分", "Quality score"), [scores.quality[index] for index in order], looks.POINTS),
        Column(Text("达到等级", "Supported grade"), [grade(found.supported) for found in decisions], looks.TEXT),
        Column(
            decision_heading(scores),
            [looks.stacked(words.DECISIONS[found.decision]) for found in decisions],
            [looks.DECISIONS[found.decision] for found in decisions],
        ),
        Column(TO_GRADE, [grade(found.to_grade) for found in decisions], looks.TEXT),
        Column(REASON, [looks.stacked(words.reason(found.reason)) for found in decisions], looks.TEXT, 44),
    ]
    book.table(Text("排名", "Ranking"), columns, frozen=4)


def _reached(scores: Scores, order: Iterable[int]) -> list[int]:
    """How much of the present grade's threshold is reached, in whole per cent."""
    people = scores.evidence.people
    reached: dict[str, list[int]] = {
        grade.code: thresholds.whole_percents(grade.threshold, scores.standard, scores.measures, scores.period)
        for grade in scores.standard.grades
    }
    return [reached[people[index].grade][index] for index in order]


def categories(book: Book, scores: Scores) -> None:
    """类别: points of each category, as they add up to the contribution score."""
    everybody = range(len(scores.evidence.people))
    columns = [*who(scores, everybody)]
    for category in scores.standard.categories:
        weight = POINTS.show(category.weight)
        named = Text(f"{category.name.zh}({weight})", f"{category.name.en} ({weight})")
        columns.append(Column(named, scores.categories[category.code] or [0] * len(everybody), looks.POINTS, 16))
    columns.append(Column(Text("贡献得分合计", "Contribution score"), scores.contribution, looks.TOTAL))
    columns.append(Column(Text("名次", "Rank"), scores.ranked.ranks, looks.COUNT))
    book.table(Text("类别", "Categories"), columns, frozen=2)
