"""The whole assessment of a folder, as the rows of the files that the program writes."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from oracle.decision import LADDER, Standing, conditions, decide, ranks, threshold_held, why_not_in_pool
from oracle.measures import Measures
from oracle.quality import Quality
from oracle.rounding import printed
from oracle.scoring import CODES, Scores, places_of
from oracle.span import Span, first_and_last
from oracle.tables import Ledger

Rows = list[dict[str, str]]

MANAGERS = [
    *("manager_id", "grade", "in_pool", "pool_size", "contribution_score", "contribution_rank", "quality_score"),
    *("supported_grade", "decision", "to_grade", "reason"),
]
INDICATORS = ["manager_id", "indicator", "measure", "target", "points", "status"]
THRESHOLDS = ["manager_id", "grade", "condition", "value", "bar", "met"]


@dataclass(frozen=True)
class Assessment:
    """The rows of the three files, column by column as printed."""

    span: Span
    managers: Rows
    indicators: Rows
    thresholds: Rows
    measures: Measures


def assess(
    folder: Path, period: str, *, as_of: date | None = None, data_date: date | None = None, base: str = "client"
) -> Assessment:
    """Assess a folder of CSV tables under the default standard; `base` is client, manager or year_end."""
    ledger = Ledger(folder)
    start, end = first_and_last(period)
    known_until = data_date or ledger.data_date
    last = min(day for day in (end, known_until, as_of) if day is not None)
    if last < start:
        raise ValueError(f"nothing is known of {period} by {last}")
    measures = Measures(ledger, Span(start, end, last), base)
    scores = Scores(measures, period)
    return Assessment(
        span=measures.span,
        managers=_managers(measures, scores, Quality(ledger, period)),
        indicators=[_indicator_row(scores, m, code) for m in measures.people.managers for code in CODES],
        thresholds=_thresholds(measures),
        measures=measures,
    )


def _managers(measures: Measures, scores: Scores, quality: Quality) -> Rows:
    outside = {m: why_not_in_pool(measures, m) for m in measures.people.managers}
    rank = ranks({m: scores.contribution[m] for m, reason in outside.items() if not reason})
    rows = []
    for manager in measures.people.managers:
        standing = Standing(
            grade=measures.people.grade(manager, measures.span.start),
            rank=rank.get(manager),
            pool_size=len(rank),
            quality=quality.score(manager),
            threshold={grade: threshold_held(conditions(measures, manager, grade)) for grade in LADDER},
        )
        reason = _why_not_assessed(measures, outside[manager], standing)
        decision, to_grade = ("not_assessed", "") if reason else decide(standing)
        rows.append(
            {
                "manager_id": manager,
                "grade": standing.grade,
                "in_pool": _yes(not outside[manager]),
                "pool_size": str(standing.pool_size),
                "contribution_score": printed(scores.contribution[manager], 2),
                "contribution_rank": "" if standing.rank is None else str(standing.rank),
                "quality_score": printed(standing.quality, 2),
                "supported_grade": standing.supported(),
                "decision": decision,
                "to_grade": to_grade,
                "reason": reason,
            }
        )
    return rows


def _why_not_assessed(measures: Measures, outside: str, standing: Standing) -> str:
    if not measures.span.is_a_year:
        return "not_a_year"
    if outside:
        return outside
    return "ratings_incomplete" if standing.quality is None else ""


def _indicator_row(scores: Scores, manager: str, code: str) -> dict[str, str]:
    scored = scores.indicators[manager][code]
    return {
        "manager_id": manager,
        "indicator": code,
        "measure": printed(scored.measure, places_of(code)),
        "target": printed(scored.target, places_of(code)),
        "points": printed(scored.points, 2),
        "status": scored.status,
    }


def _thresholds(measures: Measures) -> Rows:
    return [
        {
            "manager_id": manager,
            "grade": grade,
            "condition": condition.name,
            "value": printed(condition.value, condition.places),
            "bar": printed(condition.bar, condition.places),
            "met": _yes(condition.met),
        }
        for manager in measures.people.managers
        for grade in LADDER
        for condition in conditions(measures, manager, grade).values()
    ]


def _yes(value: bool) -> str:
    return "true" if value else "false"
