"""The indicators that have targets: those that a period's standard scores by the share of a target that is reached."""

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.utils.functional import Promise

from qiao.desk.assess.models import Period
from qiao.desk.common.languages import said
from qiao.desk.plan.words import UNITS
from qiao.desk.ui.figures import MINUS
from qiao.engine import Text, load_text

# How a figure grows: an average fills with the days, a total adds up, a level is what it is on any day.
SPREAD, TOTAL, LEVEL = "spread", "total", "level"
WAN = 10_000  # large amounts are typed and listed in ten thousands, as a bank writes them
_SPREAD = frozenset({"average", "increase", "capital", "base"})


class Item(NamedTuple):
    """An indicator with targets; `unit` is CNY, USD, `ratio`, `count` or `points`, `places` those of its figures."""

    code: str
    text: Text
    category: str
    unit: str
    kind: str
    places: int

    @property
    def name(self) -> str:
        """What it is called, in the reader's language."""
        return said(self.text)

    @property
    def unit_label(self) -> Promise:
        """What its figures are counted in where they are typed."""
        return UNITS[self.unit]

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of a currency."""
        return self.unit in {"CNY", "USD"}

    @property
    def adds_up(self) -> bool:
        """Whether the parts of a unit make the whole; ratios do not."""
        return self.kind != LEVEL

    @property
    def factor(self) -> int:
        """How many of its units stand for one where it is typed."""
        return WAN if self.is_money else 1

    def typed(self, figure: Decimal | None) -> Decimal | None:
        """A figure as it is typed, without idle zeros."""
        if figure is None:
            return None
        shown = (figure / self.factor).normalize()
        return shown.quantize(Decimal(1)) if shown == shown.to_integral_value() else shown

    def written(self, figure: Decimal | None) -> str | None:
        """A figure as it is typed, thousands set apart, no place left out."""
        typed = self.typed(figure)
        return None if typed is None else f"{typed:,f}".replace("-", MINUS)


def of(period: Period) -> tuple[Item, ...]:
    """Those of a period, in the standard's order."""
    return of_text(period.standard.text)


@lru_cache(maxsize=32)
def of_text(text: str) -> tuple[Item, ...]:
    """Those of a standard."""
    found = load_text(text, "").standard
    items = []
    for one in found.indicators:
        if one.scoring.method == "TARGET":
            measure = found.measures[one.measure]
            kind = SPREAD if measure.kind in _SPREAD else TOTAL if found.is_scaled_with_days(one.measure) else LEVEL
            unit = getattr(measure, "currency", measure.unit)
            items.append(Item(one.code, Text(one.name.zh, one.name.en), one.category, unit, kind, measure.scale))
    return tuple(items)
