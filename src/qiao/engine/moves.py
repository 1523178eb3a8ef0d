"""Who moves between two scorings of the same people: the movers, the rule behind each, counts, and sums that tally."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import ne
from typing import Any, NamedTuple

from qiao.engine import money
from qiao.engine.causes import Cause, cause
from qiao.engine.measures.evidence import Person
from qiao.engine.rules import Outcome
from qiao.engine.scoring.indicators import ScoredIndicator
from qiao.engine.scoring.scores import Scores


class Placing(NamedTuple):
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


class Moved(NamedTuple):
    """One manager whose standing differs; `is_bystander` when nothing of one's own measures or points changed."""

    person: Person
    before: Placing | None
    after: Placing | None
    cause: Cause | None
    indicators: tuple[str, ...]
    is_mover: bool
    is_bystander: bool

    @property
    def was(self) -> Outcome | None:
        """The rule behind a move, as it came out before."""
        return self.cause.was if self.cause else None

    @property
    def now(self) -> Outcome | None:
        """The same as it comes out afterwards."""
        return self.cause.now if self.cause else None

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
            "indicators": list(self.indicators), "rule": _rule(self.cause),
        }  # fmt: skip


def _rule(found: Cause | None) -> dict[str, Any] | None:
    named = found and (found.now or found.was)
    if not found or not named:
        return None
    was, now = found.was, found.now
    return {
        "code": named.rule, "zh": named.name.zh, "en": named.name.en, "by": found.by,
        "before": {"holds": was.holds, "value": was.value, "bar": was.bar} if was else None,
        "after": {"holds": now.holds, "value": now.value, "bar": now.bar} if now else None,
    }  # fmt: skip


@dataclass(frozen=True)
class Moves:
    """All changes between two scorings, and totals (hundredths) that their sum must explain."""

    changes: tuple[Moved, ...]
    total_before: int
    total_after: int

    @property
    def movers(self) -> list[Moved]:
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


def standing(scores: Scores, index: int) -> Placing:
    """Where one manager stands."""
    decision = scores.decisions[index]
    return Placing(
        decision.decision,
        decision.to_grade,
        scores.ranked.ranks[index],
        scores.contribution[index],
        scores.quality[index],
    )


def between(before: Scores, after: Scores) -> Moves:
    """Everybody whose standing or points differ between two scorings."""
    touched = _touched(before, after)
    names = sorted(touched.keys() | _elsewhere(before, after))
    found = (_change(before, after, name, touched.get(name, ())) for name in names)
    return Moves(tuple(change for change in found if change), sum(before.contribution), sum(after.contribution))


def _change(before: Scores, after: Scores, name: str, touched: Sequence[str]) -> Moved | None:
    i, j = before.index.get(name), after.index.get(name)
    old = None if i is None else standing(before, i)
    new = None if j is None else standing(after, j)
    if old == new and not touched:
        return None
    is_mover = not (old and new) or (old.decision, old.to_grade) != (new.decision, new.to_grade)
    behind = cause(before, after, name) if old and new and is_mover else None
    person = before.evidence.people[i or 0] if j is None else after.evidence.people[j]
    is_bystander = old is not None and new is not None and not touched and old.quality == new.quality
    return Moved(person, old, new, behind, tuple(touched), is_mover, is_bystander)


def _elsewhere(before: Scores, after: Scores) -> set[str]:
    """Those who stand elsewhere, and those whom only one of the two scorings has; column by column, as below."""
    names = [name for name in after.index if name in before.index]
    olds, news = _places(before, names), _places(after, names)
    pairs: tuple[tuple[list[Any], list[Any]], ...] = (
        (before.decisions, after.decisions),
        (before.ranked.ranks, after.ranked.ranks),
        (before.contribution, after.contribution),
        (before.quality, after.quality),
    )
    found = before.index.keys() ^ after.index.keys()
    for was, now in pairs:
        found.update(_unequal(names, _placed(was, olds), _placed(now, news)))
    return found


def _touched(before: Scores, after: Scores) -> dict[str, list[str]]:
    """Of each manager in both: the indicators whose measure, points or state differ; column by column, for banks are large."""
    names = [name for name in after.index if name in before.index]
    olds, news = _places(before, names), _places(after, names)
    found: dict[str, list[str]] = {}
    for code in dict.fromkeys([*before.indicators, *after.indicators]):
        old, new = before.indicators.get(code), after.indicators.get(code)
        if old is new:  # taken over as it stands
            continue
        for name in _differing(names, old, olds, new, news):
            found.setdefault(name, []).append(code)
    return found


def _places(scores: Scores, names: list[str]) -> list[int] | None:
    """Where some managers stand in the columns; None where they are the columns as they are."""
    found = [scores.index[name] for name in names]
    return None if found == list(range(len(scores.evidence.people))) else found


def _differing(
    names: list[str],
    old: ScoredIndicator | None,
    olds: list[int] | None,
    new: ScoredIndicator | None,
    news: list[int] | None,
) -> Iterable[str]:
    """Those whose measure, points or state of one indicator differ."""
    if old is None or new is None:
        return names
    pairs = (
        (old.measures, new.measures),
        (old.points, new.points),
        (old.states, new.states),
    )
    return {name for was, now in pairs for name in _unequal(names, _placed(was, olds), _placed(now, news))}


def _unequal(names: list[str], was: list[Any], now: list[Any]) -> Iterable[str]:
    return () if was is now or was == now else compress(names, map(ne, was, now))


def _placed(column: list[Any], places: list[int] | None) -> list[Any]:
    return column if places is None else [column[place] for place in places]
