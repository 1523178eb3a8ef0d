"""Questions that are put into SQL once: what every page asks is composed the first time only and then sent with other values."""

import inspect
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet
from django.db.models.expressions import Expression

P = ParamSpec("P")
Row = TypeVar("Row")
_KEPT = 1_024  # shapes of one question, each a few kilobytes


class Given(Expression):
    """A value that stands in a question by its name and is filled in when it is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """A place among the parameters."""
        return "%s", (_Slot(self.name),)


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a given value goes."""

    name: str


class _Put(NamedTuple):
    """A question in SQL, and how its rows become what it is about."""

    sql: str
    params: tuple[Any, ...]
    found: QuerySet[Any, Any]
    compiler: Any

    def ask(self, values: dict[str, Any]) -> list[Any]:
        """Every row, with these values filled in; nothing that threads share is changed."""
        filled = tuple(values[one.name] if isinstance(one, _Slot) else one for one in self.params)
        compiler = copy(self.compiler)
        compiler.connection = connections[self.found.db]
        compiler.as_sql = lambda: (self.sql, filled)
        asked = object.__new__(type(self.found))
        asked.__dict__.update(self.found.__dict__, _query=_Asked(self.found.query, compiler))
        return list(asked)


class _Asked:
    """A queryset's query whose SQL stands already."""

    def __init__(self, query: Any, compiler: Any) -> None:
        self._query, self._compiler = query, compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)

    def get_compiler(self, *_: Any, **__: Any) -> Any:
        """The compiler that knows what to send."""
        return self._compiler


def among(field: str, given: Any) -> Q:
    """Where a field is one of a list that is given."""
    return Q(Func(F(field), given, template="%(expressions)s)", arg_joiner=" = ANY(", output_field=BooleanField()))


def _refuse(*_: Any) -> None:
    raise RuntimeError("a question that is kept must ask the database nothing while it is composed")


def composed(question: Callable[P, QuerySet[Any, Row]]) -> Callable[P, list[Row]]:
    """Ask what a function says as a queryset, put into SQL once for each shape, and get the rows.

    Positional arguments shape the question and are part of what it is kept by: a `Reach` with its day, or nothing. Keyword
    arguments are values: the function gets a stand-in for each, which may only be compared with columns, and each asking
    fills its own in. So nobody's answer or scope is kept, and what a shape may see stands in its SQL. A question must not
    depend on the language or on anything else that is not an argument, and gives the same columns in every shape.
    """
    names = [
        name
        for name, one in inspect.signature(question).parameters.items()
        if one.kind is inspect.Parameter.KEYWORD_ONLY
    ]
    columns: list[tuple[QuerySet[Any, Row], Any]] = []  # of the first shape; the others' would be the same again

    @lru_cache(maxsize=_KEPT)
    def put(*shape: Any) -> _Put | None:
        if any(isinstance(one, Model) for one in shape):
            raise TypeError("a record equals its later self: keep a question by what it depends on")
        with connections[DEFAULT_DB_ALIAS].execute_wrapper(_refuse):
            found = cast("Any", question)(*shape, **{name: Given(name) for name in names})
        compiler = found.query.get_compiler(found.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        columns[:] = columns or [(found, compiler)]
        return _Put(sql, tuple(params), *columns[0])

    @wraps(question)
    def asked(*shape: P.args, **values: P.kwargs) -> list[Row]:
        ready = put(*shape)
        return ready.ask(values) if ready else []

    return asked
