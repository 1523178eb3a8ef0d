"""The one gate to every record."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import F, Func, Q
from django.db.models.expressions import RawSQL

if TYPE_CHECKING:
    from qiao.desk.people.models import User

M = TypeVar("M", bound=models.Model)


def written(found: models.QuerySet[Any, Any]) -> RawSQL | tuple[()]:
    """A question as SQL, for `pk__in=` of others: putting a scope into words costs more than asking it, and many ask the same."""
    try:
        sql, params = found.order_by().query.sql_with_params()
    except EmptyResultSet:
        return ()
    # What it names stands in it: hundreds of people are not bound anew each time.
    composed: str = connection.ops.compose_sql(sql, params)  # type: ignore[attr-defined]  # PostgreSQL's own
    return RawSQL(composed.replace("%", "%%"), ())


def gathered(field: str, asked: RawSQL | tuple[()]) -> Q:
    """`field__in=` for a question of some thousands: it is answered first, and what it finds is looked up one by one.

    The database takes its answer for short. Otherwise it reads a table of a million along to find those thousands in it.
    """
    if not isinstance(asked, RawSQL):
        return Q(**{f"{field}__in": asked})
    return Q(
        Func(
            F(field), asked, template="%(expressions)s)", arg_joiner=" = ANY(ARRAY", output_field=models.BooleanField()
        )
    )


def walked(field: str, asked: RawSQL | tuple[()]) -> Q:
    """`field__in=` for a question of some thousands, asked of each row that is met along an order: its answer is hashed once."""
    if not isinstance(asked, RawSQL):
        return Q(**{f"{field}__in": asked})
    # Said like this the database does not turn it into a join, for which it would gather and sort.
    template = "(%(expressions)s) IS TRUE"
    return Q(Func(F(field), asked, template=template, arg_joiner=" IN ", output_field=models.BooleanField()))


class ScopedQuerySet(models.QuerySet[M]):
    """Records that can be narrowed to what a person may see.

    A model that uses it has a static method `scope(user) -> Q`; views, forms, filters and the API get records through
    `visible_to` alone, which a house test enforces. `has_plain_scope` says of a model that its scope crosses no relation to
    many, so that it doubles no row.
    """

    def visible_to(self, user: "User") -> Self:
        """Only what this person may see now; a person who has left sees nothing."""
        if not user.is_active:
            return self.none()
        scope: Callable[[Any], Q] = self.model.scope  # type: ignore[attr-defined]
        # A subquery, not a join: scopes cross many-to-many relations and must not double rows.
        asked = scope(user)
        if not asked:
            return self.all()  # whoever sees everything
        if getattr(self.model, "has_plain_scope", False):
            return self.filter(asked)
        return self.filter(pk__in=self.model._base_manager.filter(asked).values("pk"))
