"""Recipes (取数口径): the SQL behind a leaf, bound to a measure, a manager, and perhaps one client and account.

What an explanation shows are the rows of such a query; the leaf keeps the query, and running it again gives the same
count, sum and digest.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from qiao.engine.engines.duckdb import Database
from qiao.engine.measures import selecting
from qiao.engine.measures.selecting import Product
from qiao.engine.periods import Period, Window, bounds
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


@dataclass(frozen=True)
class Rows:
    """Rows of a recipe by column, and each row as the line of text that digests are made of."""

    columns: dict[str, list[Any]]
    lines: list[str]

    @property
    def all(self) -> range:
        """The places of all rows."""
        return range(len(self.lines))

    def row(self, place: int) -> dict[str, Any]:
        """One row's values by column."""
        return {name: values[place] for name, values in self.columns.items()}

    def groups(self, name: str, among: range) -> Iterator[tuple[Any, range]]:
        """Places grouped by a column by which the rows are ordered, in their order."""
        start = among.start
        for value, found in groupby(self.columns[name][among.start : among.stop]):
            stop = start + len(list(found))
            yield value, range(start, stop)
            start = stop


@cache
def _text(name: str) -> str:
    return resources.files(__package__).joinpath("recipes_sql", f"{name}.sql").read_text(encoding="utf-8")


def fetch(db: Database, recipe: Recipe) -> Rows:
    """Run a recipe."""
    return rows_of(db.arrow(recipe.sql, recipe.parameters))


def rows_of(table: pa.Table) -> Rows:
    """The rows of a table of whole numbers and texts."""
    texts = [pc.cast(column, pa.string()) for column in table.columns]
    lines = pc.binary_join_element_wise(*texts, "|", null_handling="replace", null_replacement="")
    found = {}
    for name, column, text in zip(table.column_names, table.columns, texts, strict=True):
        # From the digits an integer is made in a fraction of the time that a Decimal takes.
        is_wide = pa.types.is_decimal(column.type)
        found[name] = [value and int(value) for value in text.to_pylist()] if is_wide else column.to_pylist()
    return Rows(found, lines.to_pylist())


def leaf(recipe: Recipe, rows: Rows, among: range, denominator: int) -> Leaf:
    """The leaf of some of a recipe's rows; the recipe is the narrowed one that gives just these."""
    amount = sum(rows.columns["amount"][among.start : among.stop])
    told = "\n".join(rows.lines[among.start : among.stop])
    return Leaf(
        recipe.sql, recipe.parameters, len(among), amount, denominator, hashlib.sha256(told.encode()).hexdigest()
    )


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
