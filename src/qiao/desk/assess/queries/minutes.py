"""What the committee looks at: the figures in sum, and the cases to be talked about, as plain values that minutes keep."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.db.models import QuerySet

from qiao import engine
from qiao.desk.assess.models import Minutes, Run
from qiao.desk.assess.queries import outcomes, reviewing
from qiao.desk.assess.queries.outcomes import Wanted
from qiao.desk.assess.queries.reviewing import Row
from qiao.desk.people.models import User

# Why somebody is a case, in the order in which the committee talks about them.
CASES = ("exception", "veto", "waiting", "protected", "demote", "small", "near", "noted")


class Sums(NamedTuple):
    """How many of each decision: by branch, by grade, in all."""

    branches: list[tuple[str, dict[str, int]]]
    grades: list[tuple[str, dict[str, int]]]
    total: dict[str, int]


def rows(run: Run, user: User) -> list[Row]:
    """Everybody of a run, by rank."""
    return reviewing.rows(outcomes.matching(run, user, Wanted()), reviewing.reading(run, user))


def cases(found: list[Row]) -> list[Row]:
    """Those who are to be talked about: what two people decide first, then what hangs on little."""
    order = {mark: place for place, mark in enumerate(CASES)}
    picked = [row for row in found if row.marks]
    return sorted(picked, key=lambda row: min(order[mark] for mark in row.marks))


def sums(found: list[Row]) -> Sums:
    """The decisions in sum, as they are decided in the end."""
    return Sums(
        _counted(found, lambda row: str(row.outcome.branch or "–")),
        sorted(_counted(found, lambda row: row.outcome.grade), key=lambda one: list(engine.GRADES).index(one[0])),
        dict(Counter(row.decided.decision for row in found)),
    )


def _counted(found: list[Row], of: Callable[[Row], str]) -> list[tuple[str, dict[str, int]]]:
    counts: dict[str, Counter[str]] = {}
    for row in found:
        counts.setdefault(of(row), Counter())[row.decided.decision] += 1
    return [(name, dict(counts[name])) for name in sorted(counts)]


def of_run(run: Run, user: User) -> QuerySet[Minutes]:
    """Every version of a run's minutes, the newest first."""
    return Minutes.objects.visible_to(user).filter(run=run).select_related("written_by", "signed_by", "run__period")


def told(run: Run, user: User, resolutions: Mapping[str, str]) -> dict[str, Any]:
    """Figures and cases as values, with what was resolved on each case."""
    found = rows(run, user)
    branches, grades, total = sums(found)
    return {
        "branches": branches,
        "grades": grades,
        "total": total,
        "cases": [
            _told(row) | {"resolution": resolutions.get(row.outcome.manager, "").strip()} for row in cases(found)
        ],
    }


def _told(row: Row) -> dict[str, Any]:
    """A case; calibration notes only by their number, since minutes go from hand to hand."""
    outcome, ruling = row.outcome, row.decided.ruling
    return {
        "manager": outcome.manager,
        "name": str(outcome.person or ""),
        "branch": str(outcome.branch or ""),
        "grade": outcome.grade,
        "reached": outcome.reached_now,
        "score": str(outcome.score),
        "rank": outcome.rank,
        "pool_size": outcome.pool_size,
        "quality": None if outcome.quality is None else str(outcome.quality),
        "computed": [outcome.decision, outcome.to_grade],
        "decided": [row.decided.decision, row.decided.to_grade],
        "reason": outcome.reason,
        "ruling": ruling and {
            "kind": ruling.kind, "clause": ruling.clause, "reason": ruling.reason, "reference": ruling.reference,
            "people": [str(ruling.proposed_by), str(ruling.decided_by)],
        },
        "marks": list(row.marks),
        "notes": row.notes,
    }  # fmt: skip


def has_moved_on(minutes: Minutes, user: User) -> bool:
    """Whether figures or cases are others today than when it was written."""
    kept = {case["manager"]: case["resolution"] for case in minutes.told["cases"]}
    return told(minutes.run, user, kept) != _plain(minutes.told)


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    """As it was before the database made lists of pairs."""
    return value | {name: [tuple(pair) for pair in value[name]] for name in ("branches", "grades")}
