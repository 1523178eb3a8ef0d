"""Bind a standard's books and flow kinds to the bank's products: small tables that the kernels join with."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from qiao.engine.engines.duckdb import Database
from qiao.engine.standards.measures import (
    ActiveFamilies,
    Average,
    Base,
    Flow,
    NewEffectiveClients,
    PeriodEnd,
    Selection,
)
from qiao.engine.standards.model import Standard


class Product(NamedTuple):
    """A product as selections see it; `coefficient` in ten-thousandths."""

    number: int
    family: str
    fee_line: str | None
    tags: frozenset[str]
    coefficient: int


def products(db: Database) -> list[Product]:
    """The bank's products of a ledger that is open."""
    rows = db.rows("SELECT product_no, family, fee_line, tags, coefficient FROM products ORDER BY product_no")
    return [
        Product(number, family, fee_line, frozenset((tags or "").split("|")) - {""}, coefficient)
        for number, family, fee_line, tags, coefficient in rows
    ]


class Chosen(NamedTuple):
    """A row of the `selection` table: this measure takes this side of accounts of this product from this window."""

    measure: str
    win: str
    product_no: int
    side: str
    coefficient: int
    mode: str


class ChosenFlow(NamedTuple):
    """This measure takes flows of this kind and product in this currency."""

    measure: str
    kind: str
    product_no: int
    currency: str


class FlowClass(NamedTuple):
    """A row of the `flow_classes` table: flows of one class go, in one currency, into the same measures."""

    kind: str
    product_no: int
    currency: str
    class_no: int


class ChosenClass(NamedTuple):
    """A measure takes flows of this class; 1 where it takes no other."""

    measure: str
    class_no: int
    is_alone: int


NO_PRODUCT = -1
WHOLE = "whole"
ATTRIBUTED = "attributed"


def matches(selection: Selection, product: Product) -> bool:
    """Whether accounts of the product belong to the selection."""
    return (
        product.family == selection.family
        and product.tags.issuperset(selection.tags)
        and product.tags.isdisjoint(selection.without_tags)
    )


def _book(
    measure: str, win: str, selections: tuple[Selection, ...], products: list[Product], *, weighted: bool, mode: str
) -> Iterator[Chosen]:
    sides = dict.fromkeys(
        (product, selection.side) for selection in selections for product in products if matches(selection, product)
    )
    for product, side in sides:
        yield Chosen(measure, win, product.number, side, product.coefficient if weighted else 1, mode)


def classified(five_class: int) -> str:
    """The window of the last day's sums of accounts of that class or worse."""
    return f"last_day/class{five_class}"


BASE_WINDOWS = {"client": ("base", WHOLE), "manager": ("base", ATTRIBUTED), "year_end": ("year_end", WHOLE)}


def selections(standard: Standard, products: list[Product]) -> list[Chosen]:
    """Every row of the `selection` table that the standard's measures ask for."""
    rows: list[Chosen] = []
    for name, measure in standard.measures.items():
        if isinstance(measure, Average):
            rows += _book(
                name,
                "period",
                standard.books[measure.book],
                products,
                weighted=measure.coefficient == "product",
                mode=ATTRIBUTED,
            )
        elif isinstance(measure, PeriodEnd):
            win = classified(measure.five_class_at_least) if measure.five_class_at_least else "last_day"
            rows += _book(name, win, standard.books[measure.book], products, weighted=False, mode=ATTRIBUTED)
        elif isinstance(measure, Base):
            win, mode = BASE_WINDOWS[measure.base]
            rows += _book(
                name, win, standard.books[measure.book], products, weighted=measure.coefficient == "product", mode=mode
            )
        elif isinstance(measure, NewEffectiveClients):
            rows += _book(
                name,
                f"last_{measure.months}_months",
                standard.books[measure.book],
                products,
                weighted=False,
                mode=WHOLE,
            )
        elif isinstance(measure, ActiveFamilies):
            rows += _book(name, "period", standard.books[measure.book], products, weighted=False, mode=WHOLE)
    return rows


def flow_selections(standard: Standard, products: list[Product]) -> list[ChosenFlow]:
    """Every row of the `flow_selection` table; flows without a product belong to no fee line."""
    rows: list[ChosenFlow] = []
    for name, measure in standard.measures.items():
        if isinstance(measure, Flow):
            numbers = [p.number for p in products if not measure.fee_lines or p.fee_line in measure.fee_lines]
            numbers += [] if measure.fee_lines else [NO_PRODUCT]
            rows += [
                ChosenFlow(name, kind, number, measure.currency) for kind in measure.flow_kinds for number in numbers
            ]
    return rows


def flow_classes(chosen: list[ChosenFlow]) -> tuple[list[FlowClass], list[ChosenClass]]:
    """What is chosen, by classes of flows: far fewer than kinds and products, and most measures take just one."""
    measures: dict[tuple[str, int, str], list[str]] = {}
    for row in chosen:
        measures.setdefault((row.kind, row.product_no, row.currency), []).append(row.measure)
    numbers: dict[tuple[str, ...], int] = {}
    classes = [
        FlowClass(*flows, numbers.setdefault((flows[2], *names), len(numbers))) for flows, names in measures.items()
    ]
    taken = [(measure, number) for (_currency, *names), number in numbers.items() for measure in names]
    times = Counter(measure for measure, _number in taken)
    return classes, [ChosenClass(measure, number, int(times[measure] == 1)) for measure, number in taken]
