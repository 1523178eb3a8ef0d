"""Explanation nodes (解释树): what a number is, where it comes from, and the numbers it is made of.

The same tree serves the terminal, JSON, the screen and print. A value is an integer at a stated scale, or an exact
fraction where nothing is rounded yet; children of a summing node add up to it exactly, a rounding line included.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from qiao.engine import money
from qiao.engine.errors import Text

Verdict = Literal["met", "missed"]


@dataclass(frozen=True)
class Leaf:
    """The rows behind a node: SQL over the prepared ledger that gives them again, how many, their sum and digest.

    Where a node sums rows, the sum of the query's column `amount` divided by `denominator` is its exact value. Of counts and events
    the rows are the evidence: their sum says nothing more.
    """

    sql: str
    parameters: dict[str, Any]
    rows: int
    amount: int
    denominator: int
    digest: str


@dataclass(frozen=True)
class Node:
    """One explained number or outcome."""

    kind: str
    code: str
    name: Text
    value: int | Fraction | str | None = None
    scale: int | None = None
    unit: str = ""
    state: str = ""
    verdict: Verdict | None = None
    margin: int | None = None
    note: Text | None = None
    children: tuple["Node", ...] = ()
    sums: bool = False
    leaf: Leaf | None = field(default=None, compare=False)

    @property
    def exact(self) -> Fraction:
        """The value as an exact fraction of its unit; 0 for none."""
        if isinstance(self.value, Fraction):
            return self.value
        return Fraction(self.value, 10 ** (self.scale or 0)) if isinstance(self.value, int) else Fraction(0)

    @property
    def text(self) -> str:
        """The value as printed: plain decimal text, an exact fraction rounded for reading, or blank."""
        if isinstance(self.value, Fraction):
            return money.as_text(
                money.round_fraction(self.value, 2 if self.scale is None else self.scale),
                2 if self.scale is None else self.scale,
            )
        if isinstance(self.value, int):
            return money.as_text(self.value, self.scale or 0)
        return self.value or ""

    def printed(self, units: int) -> str:
        """A whole number at the node's scale as printed, such as its margin."""
        return money.as_text(units, self.scale or 0)

    def as_json(self) -> dict[str, Any]:
        """Plain values; exact fractions as `n/d`, decimals as text."""
        found: dict[str, Any] = {
            "kind": self.kind,
            "code": self.code,
            "zh": self.name.zh,
            "en": self.name.en,
            "value": self.text,
        }
        if isinstance(self.value, Fraction):
            found["exact"] = f"{self.value.numerator}/{self.value.denominator}"
        for key in ("unit", "state", "verdict"):
            if getattr(self, key):
                found[key] = getattr(self, key)
        if self.margin is not None:
            found["margin"] = money.as_text(self.margin, self.scale or 0)
        if self.note:
            found["note"] = {"zh": self.note.zh, "en": self.note.en}
        if self.leaf:
            found["leaf"] = {
                "sql": self.leaf.sql, "parameters": self.leaf.parameters, "rows": self.leaf.rows, "amount": str(self.leaf.amount),
                "denominator": str(self.leaf.denominator), "digest": self.leaf.digest,
            }  # fmt: skip
        if self.children:
            found["sums"] = self.sums
            found["children"] = [child.as_json() for child in self.children]
        return found


def rounding(published: int, scale: int, exact: Fraction, unit: str) -> tuple[Node, ...]:
    """The rounding line between exact parts and a published value; none when they agree."""
    difference = Fraction(published, 10**scale) - exact
    if not difference:
        return ()
    return (Node("rounding", "rounding", Text("四舍五入", "rounding"), difference, unit=unit),)
