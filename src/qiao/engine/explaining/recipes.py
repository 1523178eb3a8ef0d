"""Recipes (取数口径): the SQL behind a leaf, bound to a measure, a manager, and perhaps one client and account.

What an explanation shows are the rows of such a query; the leaf keeps the query, and running it again gives the same
count, sum and digest.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Any, NamedTuple

from qiao.engine.engines.duckdb import Database
from qiao.engine.measures import selecting
from qiao.engine.measures.selecting import Product
from qiao.engine.periods import Period, Window, day_number
from qiao.engine.scoring.nodes import Leaf
from qiao.engine.standards.measures import AnyMeasure, Average, Base, Capital, Flow, PeriodEnd
from qiao.engine.standards.model import Standard


@dataclass(frozen=True)
class Recipe:
    """A query with its parameters; `narrowed` makes the same query for one client and account."""

    template: str
    parameters: dict[str, Any]

    @property
    def sql(self) -> str:
        """The query for all that the parameters name."""
        return self.template.replace("{narrow}\n", "")

    def narrowed(self, client: int, account: int | None, *, by_account: bool = True) -> "Recipe":
        """The query for one client, and one account where rows have one."""
        clause = "AND i.client_no = $client"
        more: dict[str, Any] = {"client": client}
        if by_account:
            clause += " AND i.account_no IS NULL" if account is None else " AND i.account_no = $account"
            more |= {} if account is None else {"account": account}
        return Recipe(self.template.replace("{narrow}", clause), {**self.parameters, **more})


class Rows(NamedTuple):
    """Rows of a recipe: their column names and values."""

    columns: tuple[str, ...]
    values: list[tuple[Any, ...]]

    def of(self, name: str) -> int:
        """The place of a column."""
        return self.columns.index(name)

    def column(self, name: str) -> list[Any]:
        """All values of a column."""
        place = self.of(name)
        return [row[place] for row in self.values]


@cache
def _text(name: str) -> str:
    return resources.files(__package__).joinpath("recipes_sql", f"{name}.sql").read_text(encoding="utf-8")


def fetch(db: Database, recipe: Recipe) -> Rows:
    """Run a recipe."""
    table = db.arrow(recipe.sql, recipe.parameters)
    values = list(zip(*(column.to_pylist() for column in table.columns), strict=True)) if table.num_rows else []
    return Rows(tuple(table.column_names), values)


def digest(values: Iterable[Sequence[Any]]) -> str:
    """SHA-256 over the rows, a line each."""
    return hashlib.sha256(
        "\n".join("|".join("" if value is None else str(value) for value in row) for row in values).encode()
    ).hexdigest()


def leaf(recipe: Recipe, rows: Rows, values: list[tuple[Any, ...]], denominator: int) -> Leaf:
    """The leaf of some of a recipe's rows; the recipe is the narrowed one that gives just these."""
    place = rows.of("amount")
    return Leaf(
        recipe.sql, recipe.parameters, len(values), sum(int(row[place]) for row in values), denominator, digest(values)
    )


def reproduces(db: Database, kept: Leaf) -> bool:
    """Whether running a leaf's query again gives the same count, sum and digest."""
    rows = fetch(db, Recipe(kept.sql, kept.parameters))
    place = rows.of("amount")
    return (len(rows.values), sum(int(row[place]) for row in rows.values), digest(rows.values)) == (
        kept.rows,
        kept.amount,
        kept.digest,
    )


def by_client(rows: Rows) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    """Rows grouped by client, in order."""
    place = rows.of("client_no")
    for client, found in groupby(rows.values, key=lambda row: row[place]):
        yield client, list(found)


def by_account(rows: Rows, values: list[tuple[Any, ...]]) -> Iterator[tuple[int | None, list[tuple[Any, ...]]]]:
    """Rows of a client grouped by account, in order."""
    place = rows.of("account_no")
    for account, found in groupby(values, key=lambda row: row[place]):
        yield account, list(found)


def bounds(window: Window) -> dict[str, int]:
    """`start` and `stop` of a window."""
    return {"start": day_number(window.start), "stop": day_number(window.stop)}


def _in(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers))) or "-9"


def counted(selections: Iterable[selecting.Chosen]) -> str:
    """SQL for the part of a balance that counts: above zero for some products, below it for others."""
    sides: dict[str, set[int]] = {"positive": set(), "overdraft": set()}
    for row in selections:
        sides[row.side].add(row.product_no)
    positive, below = _in(sides["positive"]), _in(sides["overdraft"])
    return (
        f"(CASE WHEN i.product_no IN ({positive}) THEN GREATEST(i.fen, 0) ELSE 0 END"
        f" + CASE WHEN i.product_no IN ({below}) THEN GREATEST(-i.fen, 0) ELSE 0 END)"
    )


def additive(standard: Standard, name: str, products: list[Product], period: Period, manager: int) -> Recipe:
    """The recipe of a measure that sums rows: balances, bases, flows, capital."""
    measure = standard.measures[name]
    window, template = _window_and_template(measure, period)
    parameters: dict[str, Any] = {"manager": manager, **bounds(window)}
    if isinstance(measure, Flow):
        return Recipe(_flow_template(standard, name, products), parameters)
    if isinstance(measure, Capital):
        return Recipe(template, parameters)
    chosen = [row for row in selecting.selections(standard, products) if row.measure == name]
    weight = "p.coefficient" if getattr(measure, "coefficient", "one") == "product" else "1"
    if isinstance(measure, PeriodEnd) and measure.five_class_at_least:
        parameters["five_class"] = measure.five_class_at_least
    if isinstance(measure, Base) and measure.base != "manager":
        parameters |= {f"period_{key}": value for key, value in bounds(period.so_far).items()}
    return Recipe(template.replace("{counted}", counted(chosen)).replace("{coefficient}", weight), parameters)


def _window_and_template(measure: AnyMeasure, period: Period) -> tuple[Window, str]:
    match measure:
        case Average():
            return period.so_far, _text("balances")
        case PeriodEnd():
            return period.last_day, _text("classified_balances" if measure.five_class_at_least else "balances")
        case Base(base="manager"):
            return period.base, _text("balances")
        case Base(base="year_end"):
            return period.year_end_before, _text("travelling_base")
        case Base():
            return period.base, _text("travelling_base")
        case Capital():
            return period.so_far, _text("capital")
        case _:
            return period.so_far, _text("flows")


def _flow_template(standard: Standard, name: str, products: list[Product]) -> str:
    rows = [row for row in selecting.flow_selections(standard, products) if row.measure == name]
    amount = "i.usd_cents" if getattr(standard.measures[name], "currency", "CNY") == "USD" else "i.fen"
    kinds = ", ".join(f"'{kind}'" for kind in sorted({row.kind for row in rows})) or "NULL"
    numbers = _in({row.product_no for row in rows})
    return _text("flows").replace("{flow_amount}", amount).replace("{kinds}", kinds).replace("{products}", numbers)


def named(name: str, parameters: dict[str, Any]) -> Recipe:
    """A recipe that needs no binding but its parameters."""
    return Recipe(_text(name), parameters)
