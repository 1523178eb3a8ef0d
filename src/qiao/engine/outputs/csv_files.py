"""The CSV files of a run: UTF-8 without BOM, LF, blank for none, decimals with their scale."""

import csv
import io
from collections.abc import Iterable, Iterator

from qiao.engine import money
from qiao.engine.scoring import thresholds
from qiao.engine.scoring.scores import Scores

Row = tuple[str, ...]

MANAGERS = (
    "manager_id",
    "grade",
    "in_pool",
    "pool_size",
    "contribution_score",
    "contribution_rank",
    "quality_score",
    "supported_grade",
    "decision",
    "to_grade",
    "reason",
)
INDICATORS = ("manager_id", "indicator", "measure", "target", "points", "status")
THRESHOLDS = ("manager_id", "grade", "condition", "value", "bar", "met")
MEASURES = ("manager_id", "measure", "value")


def number(units: int | None, scale: int) -> str:
    """A number with its scale, or blank for none."""
    return "" if units is None else money.as_text(units, scale)


def truth(value: bool) -> str:
    """`true` or `false`."""
    return "true" if value else "false"


def target_text(target: int | None, scale: int) -> str:
    """A target (ten-thousandths) at its measure's scale, or at four places where it has more."""
    if target is None:
        return ""
    lost = 10 ** (4 - scale)
    return money.as_text(target // lost, scale) if target % lost == 0 else money.as_text(target, 4)


def managers(scores: Scores) -> Iterator[Row]:
    """One row a manager."""
    for index, person in enumerate(scores.evidence.people):
        decision, ranked = scores.decisions[index], scores.ranked
        yield (
            person.manager_id, person.grade, truth(not ranked.outside[index]), str(ranked.sizes[index]), number(scores.contribution[index], 2),
            number(ranked.ranks[index], 0), number(scores.quality[index], 2), decision.supported, decision.decision,
            decision.to_grade, decision.reason,
        )  # fmt: skip


def indicators(scores: Scores) -> Iterator[Row]:
    """One row a manager and indicator."""
    for index, person in enumerate(scores.evidence.people):
        for code, scored in scores.indicators.items():
            yield (
                person.manager_id, code, number(scored.measures[index], scored.scale), target_text(scored.targets[index], scored.scale),
                number(scored.points[index], 2), scored.states[index],
            )  # fmt: skip


def threshold_rows(scores: Scores) -> Iterator[Row]:
    """One row a manager, grade and condition; a condition written twice in a grade stands once."""
    bars = {
        grade.code: [
            thresholds.bar_of(leaf, scores.standard, scores.period) for leaf in thresholds.leaves(grade.threshold)
        ]
        for grade in scores.standard.grades
    }
    conditions = [
        (grade, bar, scores.measures[bar.measure], number(bar.bar, bar.scale))
        for grade, found in bars.items()
        for bar in found
    ]
    for index, person in enumerate(scores.evidence.people):
        for grade, bar, column, text in conditions:
            value = column[index]
            met = value is not None and value >= bar.bar
            yield person.manager_id, grade, bar.measure, number(value, bar.scale), text, truth(met)


def measures(scores: Scores) -> Iterator[Row]:
    """One row a manager and measure."""
    scales = {name: measure.scale for name, measure in scores.standard.measures.items()}
    for index, person in enumerate(scores.evidence.people):
        for name, column in scores.measures.items():
            yield person.manager_id, name, number(column[index], scales[name])


def as_bytes(header: Row, rows: Iterable[Row]) -> bytes:
    """The file's bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def all_files(scores: Scores) -> dict[str, bytes]:
    """Every CSV file of a run by name."""
    return {
        "managers.csv": as_bytes(MANAGERS, managers(scores)),
        "indicators.csv": as_bytes(INDICATORS, indicators(scores)),
        "thresholds.csv": as_bytes(THRESHOLDS, threshold_rows(scores)),
        "measures.csv": as_bytes(MEASURES, measures(scores)),
    }
