"""What the rows of every list have in common: a plan for each, made of its cells, which is carried out later or never."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel

from qiao.desk.clients.intake import fields
from qiao.desk.clients.models.imports import Outcome
from qiao.desk.common.models import Record
from qiao.desk.people.models import User
from qiao.engine import ListRow

CHUNK = 500  # rows that are looked up together
T = TypeVar("T")
Say = list[Any]


class Done(NamedTuple):
    """A row that was carried out: on which record, and what it takes to undo it."""

    record: UUID
    undo: dict[str, Any]


@dataclass(slots=True)
class Plan:
    """What a row is to do: what is `wanted` is carried out together with that of other rows."""

    number: int
    title: str = ""
    outcome: str = Outcome.SAME
    says: list[Say] = field(default_factory=list)
    wanted: Any = None

    def fault(self, code: str, **terms: object) -> None:
        """Say what is wrong; a faulty row does nothing."""
        self.outcome, self.wanted = Outcome.FAULTY, None
        self.says.append([code, terms])

    def remark(self, code: str, **terms: object) -> None:
        """Say something that is not wrong."""
        self.says.append([code, terms])

    @property
    def is_faulty(self) -> bool:
        """Whether something is wrong with it."""
        return self.outcome == Outcome.FAULTY


@dataclass(frozen=True, slots=True)
class Cells:
    """A row's cells by the codes of their fields."""

    plan: Plan
    values: dict[str, str]

    def __getitem__(self, code: str) -> str:
        return self.values.get(code, "")


def cells_of(row: ListRow, subject: str, columns: Sequence[str]) -> Cells:
    """The cells of a row; what no cell may be is a fault of its plan."""
    plan = Plan(row.number)
    known = fields.by_code(subject)
    places = {place: known[code] for place, code in enumerate(columns) if code}
    for place, problem in row.problems:
        if place < 0 or place in places:
            label = places[place].code if place in places else ""
            plan.fault("text", field=label, **{"zh-hans": problem.zh, "en": problem.en})
    values = {one.code: row.cells[place] for place, one in places.items()}
    plan.title = values.get("name", "")[:200]
    for place, one in places.items():
        if len(row.cells[place]) > one.longest:
            plan.fault("long", field=one.code, most=one.longest)
        elif one.is_identifier and place in row.numbers:
            plan.fault("number", field=one.code)
    told = {say[1].get("field") for say in plan.says}
    for one in fields.OF[subject]:
        if one.is_needed and not values.get(one.code) and one.code not in told:
            plan.fault("needed", field=one.code)
    return Cells(plan, values)


def chunks(found: Iterable[T]) -> Iterator[list[T]]:
    """So many at a time."""
    rest = iter(found)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def leant_on(model: type[Record], keys: Sequence[int], *, apart_from: frozenset[type[models.Model]]) -> set[int]:
    """Which of these records anything else hangs on, so that they cannot go without a trace."""
    found: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many:
            other, name = relation.related_model, relation.field.name
            if other not in apart_from:
                found.update(other._base_manager.filter(**{f"{name}__in": keys}).values_list(name, flat=True))
    return found


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of list: how its rows are planned, and how one that was carried out is put back.

    Attributes:
        plan: the plans of some rows, by what stands in the desk now; `seen` remembers rows from chunk to chunk.
        make: carries out what rows want, all at once.
        undo: puts rows back, and says of each why not, if it does not.
        address: where a record is that a row made or changed.
        filled: the rows of the template, by the codes of the fields; without it there is one example.
    """

    plan: Callable[[User, list[Cells], dict[str, int]], None]
    make: Callable[[User, list[Any]], list[Done]]
    undo: Callable[[User, list[tuple[UUID, dict[str, Any]]]], list[str]]
    address: Callable[[UUID], str]
    filled: Callable[[User], Iterable[Mapping[str, str]]] | None = None
