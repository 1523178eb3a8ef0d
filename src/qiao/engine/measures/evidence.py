"""Evidence (考评依据): the narrow table between ledger and score, small enough to keep with every run.

Columns run in the order of `people`, so scoring goes down plain lists of integers; a run can be scored again under
another standard from its evidence alone, without reading the ledger.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from qiao.engine.measures.events import Events
from qiao.engine.measures.ratings import Ratings


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


Column = list[int | None]


@dataclass
class Evidence:
    """All that scoring needs.

    `columns` holds published values of directly measured figures (at the measure's scale; None: not applicable) and the
    whole numbers that ratios of counts are made of (`measure/part`).
    """

    people: list[Person]
    present: frozenset[str]
    columns: dict[str, Column] = field(default_factory=dict)
    events: Events = field(default_factory=Events)
    targets: dict[str, Column] = field(default_factory=dict)
    ratings: Ratings = field(default_factory=Ratings)
