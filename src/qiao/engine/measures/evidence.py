"""Evidence (考评依据): the narrow table between ledger and score, small enough to keep with every run.

Columns run in the order of `people`, so scoring goes down plain lists of integers; a run can be scored again under
another standard from its evidence alone, without reading the ledger.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple


class Person(NamedTuple):
    """A manager as the period sees him or her: grade of its first day, branch, team and post of its last."""

    manager_id: str
    name: str
    branch_id: str
    team: str
    grade: str
    in_post_from: int | None
    in_post_to: int | None
    has_client: bool
    absent_days: int


class Event(NamedTuple):
    """One row that counts: of which measure and manager (None: nobody), client, subject (account, duty, award), day, quantity, amount (fen)."""

    measure: str
    manager: int | None
    client_id: str
    subject: str
    day: int
    quantity: int
    amount: int


class Rating(NamedTuple):
    """One mark in hundredths (None: only a veto)."""

    item: str
    group: str
    rater: str
    score: int | None
    veto: bool


class MarkSum(NamedTuple):
    """Marks of one item by one group for one manager: their sum, how many, the least and the greatest (hundredths)."""

    total: int
    marks: int
    least: int
    most: int


Column = list[int | None]


@dataclass
class Evidence:
    """All that scoring needs.

    `columns` holds published values of directly measured figures (at the measure's scale; None: not applicable) and the
    whole numbers that ratios of counts are made of (`measure/part`). `missing` names the tables that a measure lacks.
    """

    people: list[Person]
    present: frozenset[str]
    columns: dict[str, Column] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    targets: dict[str, Column] = field(default_factory=dict)
    ratings: dict[int, list[Rating]] = field(default_factory=dict)

    def events_of(self, measure: str) -> dict[int, list[Event]]:
        """The events of a measure by manager; those of nobody are left out."""
        return self._events_by_measure.get(measure, {})

    @cached_property
    def _events_by_measure(self) -> dict[str, dict[int, list[Event]]]:
        """Events by measure, then by manager; they are complete by the time that anything is counted."""
        found: dict[str, dict[int, list[Event]]] = {}
        for event in self.events:
            if event.manager is not None:
                found.setdefault(event.measure, {}).setdefault(event.manager, []).append(event)
        return found

    @cached_property
    def marks(self) -> dict[tuple[str, str], dict[int, MarkSum]]:
        """Marks summed by item and group, then by manager; ratings are complete by the time that anything is scored."""
        found: dict[tuple[str, str], dict[int, list[int]]] = {}
        for index, ratings in self.ratings.items():
            for item, group, _, score, _ in ratings:
                if score is not None:
                    found.setdefault((item, group), {}).setdefault(index, []).append(score)
        return {
            key: {index: MarkSum(sum(marks), len(marks), min(marks), max(marks)) for index, marks in column.items()}
            for key, column in found.items()
        }

    @cached_property
    def vetoed(self) -> list[int]:
        """Managers whom somebody vetoed."""
        return [index for index, ratings in self.ratings.items() if any(rating.veto for rating in ratings)]
