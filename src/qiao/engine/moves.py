"""Who moves between two scorings of the same people: the movers, the first rule behind each, counts, and sums that tally."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from qiao.engine import money
from qiao.engine.measures.evidence import Person
from qiao.engine.rules import Outcome, first_difference
from qiao.engine.scoring.indicators import ScoredIndicator
from qiao.engine.scoring.scores import Scores


@dataclass(frozen=True)
class Standing:
    """Where a manager stands: decision, grade afterwards, rank, score and quality (hundredths)."""

    decision: str
    to_grade: str
    rank: int | None
    score: int
    quality: int | None

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "decision": self.decision, "to_grade": self.to_grade, "rank": self.rank, "contribution_score": money.as_text(self.score, 2),
            "quality_score": None if self.quality is None else money.as_text(self.quality, 2),
        }  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One manager whose standing differs; `is_bystander` when nothing of one's own measures or points changed."""

    person: Person
    before: Standing | None
    after: Standing | None
    was: Outcome | None
    now: Outcome | None
    indicators: tuple[str, ...]
    is_mover: bool
    is_bystander: bool

    @property
    def score_change(self) -> int:
        """Change of the contribution score, hundredths."""
        return (self.after.score if self.after else 0) - (self.before.score if self.before else 0)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "manager_id": self.person.manager_id, "name": self.person.name, "branch_id": self.person.branch_id, "grade": self.person.grade,
            "before": self.before.as_json() if self.before else None, "after": self.after.as_json() if self.after else None,
            "score_change": money.as_text(self.score_change, 2), "mover": self.is_mover, "bystander": self.is_bystander,
            "indicators": list(self.indicators), "rule": _rule(self.was, self.now),
        }  # fmt: skip


def _rule(was: Outcome | None, now: Outcome | None) -> dict[str, Any] | None:
    named = now or was
    if named is None:
        return None
    return {
        "code": named.rule, "zh": named.name.zh, "en": named.name.en,
        "before": {"holds": was.holds, "value": was.value, "bar": was.bar} if was else None,
        "after": {"holds": now.holds, "value": now.value, "bar": now.bar} if now else None,
    }  # fmt: skip


@dataclass(frozen=True)
class Moves:
    """All changes between two scorings, and totals (hundredths) that their sum must explain."""

    changes: tuple[Change, ...]
    total_before: int
    total_after: int

    @property
    def movers(self) -> list[Change]:
        """Those whose decision or grade differs."""
        return [change for change in self.changes if change.is_mover]

    @property
    def sum_of_changes(self) -> int:
        """The changes of contribution scores, summed; equals the difference of the totals."""
        return sum(change.score_change for change in self.changes)

    def counts(self, by: str) -> dict[str, dict[str, int]]:
        """Movers by `branch_id` or `grade`, and among them by `decision before → after`."""
        found: dict[str, Counter[str]] = {}
        for change in self.movers:
            before = change.before.decision if change.before else "-"
            after = change.after.decision if change.after else "-"
            found.setdefault(getattr(change.person, by), Counter())[f"{before} → {after}"] += 1
        return {key: dict(sorted(counter.items())) for key, counter in sorted(found.items())}

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "changes": [change.as_json() for change in self.changes], "movers": len(self.movers),
            "by_branch": self.counts("branch_id"), "by_grade": self.counts("grade"),
            "total_before": money.as_text(self.total_before, 2), "total_after": money.as_text(self.total_after, 2),
            "sum_of_changes": money.as_text(self.sum_of_changes, 2),
        }  # fmt: skip


Pair = tuple[str, ScoredIndicator | None, ScoredIndicator | None]


def standing(scores: Scores, index: int) -> Standing:
    """Where one manager stands."""
    decision = scores.decisions[index]
    return Standing(
        decision.decision,
        decision.to_grade,
        scores.ranked.ranks[index],
        scores.contribution[index],
        scores.quality[index],
    )


def between(before: Scores, after: Scores) -> Moves:
    """Everybody whose standing or points differ between two scorings."""
    names = sorted(before.index.keys() | after.index.keys())
    pairs = _pairs(before, after)
    found = (_change(pairs, before, after, name) for name in names)
    return Moves(tuple(change for change in found if change), sum(before.contribution), sum(after.contribution))


def _change(pairs: list[Pair], before: Scores, after: Scores, name: str) -> Change | None:
    old = standing(before, before.index[name]) if name in before.index else None
    new = standing(after, after.index[name]) if name in after.index else None
    touched = _touched(pairs, before, after, name) if old and new else ()
    if old == new and not touched:
        return None
    is_mover = not (old and new) or (old.decision, old.to_grade) != (new.decision, new.to_grade)
    was, now = first_difference(before, after, name) if old and new and is_mover else (None, None)
    person = after.evidence.people[after.index[name]] if new else before.evidence.people[before.index[name]]
    is_bystander = old is not None and new is not None and not touched and old.quality == new.quality
    return Change(person, old, new, was, now, touched, is_mover, is_bystander)


def _touched(pairs: list[Pair], before: Scores, after: Scores, name: str) -> tuple[str, ...]:
    """Indicators whose measure, points or state differ."""
    i, j = before.index[name], after.index[name]
    return tuple(
        code
        for code, old, new in pairs
        if not old
        or not new
        or (old.measures[i], old.points[i], old.states[i]) != (new.measures[j], new.points[j], new.states[j])
    )


def _pairs(before: Scores, after: Scores) -> list[Pair]:
    """Each indicator as it was and as it is; one that was taken over as it stands cannot differ."""
    codes = dict.fromkeys([*before.indicators, *after.indicators])
    found = [(code, before.indicators.get(code), after.indicators.get(code)) for code in codes]
    return [pair for pair in found if pair[1] is not pair[2]]
