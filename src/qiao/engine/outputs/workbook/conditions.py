"""A grade's threshold for reading: every condition with its bar as it applies, and how conditions combine."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from qiao.engine import words
from qiao.engine.errors import Text
from qiao.engine.measures import published
from qiao.engine.measures.evidence import Column
from qiao.engine.outputs.workbook import looks
from qiao.engine.scoring import thresholds
from qiao.engine.scoring.scores import Scores
from qiao.engine.standards.check.measures import unit_of
from qiao.engine.standards.model import AllOf, AnyCondition, Condition


@dataclass(frozen=True)
class Leaf:
    """One condition: a measure of everybody against one bar, both at the measure's scale, and who reaches it."""

    name: Text
    unit: str
    scale: int
    bar: int
    column: Column
    is_missing: bool
    met: list[bool] = field(compare=False)

    def holds(self, index: int) -> bool:
        """Whether somebody's value reaches the bar."""
        return self.met[index]

    @cached_property
    def asked(self) -> Text:
        """The bar, in words."""
        return looks.spoken(self.bar, self.scale, self.unit)

    def told(self, index: int) -> Text:
        """Value, bar, met or missed and by how much, in words."""
        value, holds = self.column[index], self.holds(index)
        if value is None:
            why = words.STATES["missing_source" if self.is_missing else "not_applicable"]
            return Text(f"{self.name.zh}:{why.zh},未达", f"{self.name.en}: {why.en}, missed")
        if self.unit == "flag":
            said = Text("达标", "met") if holds else Text("未达", "missed")
            return Text(f"{self.name.zh}:{said.zh}", f"{self.name.en}: {said.en}")
        said = apart(value - self.bar, self.scale, self.unit)
        has = looks.spoken(value, self.scale, self.unit)
        return Text(
            f"{self.name.zh} {has.zh},标准线 {self.asked.zh},{said.zh}",
            f"{self.name.en} {has.en}, bar {self.asked.en}: {said.en}",
        )


@dataclass(frozen=True)
class Group:
    """Conditions of which all, or any one, must hold, and for whom they do."""

    is_all: bool
    parts: tuple["Part", ...]
    met: list[bool] = field(compare=False)

    def holds(self, index: int) -> bool:
        """Whether it holds for somebody."""
        return self.met[index]


Part = Leaf | Group


def apart(margin: int, scale: int, unit: str) -> Text:
    """Met or missed, and by how much."""
    if not margin:
        return Text("达标,恰好达到", "met exactly")
    by = looks.spoken(abs(margin), scale, unit)
    return (
        Text(f"达标,高出 {by.zh}", f"met by {by.en}") if margin > 0 else Text(f"未达,差 {by.zh}", f"missed by {by.en}")
    )


def read(condition: AnyCondition, scores: Scores) -> Part:
    """A condition of the standard with its figures; equal conditions are equal leaves."""
    met = thresholds.met(condition, scores.standard, scores.measures, scores.period)
    if not isinstance(condition, Condition):
        is_all = isinstance(condition, AllOf)
        parts = condition.all if isinstance(condition, AllOf) else condition.any
        return Group(is_all, tuple(read(part, scores) for part in parts), met)
    bar = thresholds.bar_of(condition, scores.standard, scores.period)
    measure = scores.standard.measures[bar.measure]
    lacking = published.missing_tables(scores.standard, bar.measure, scores.evidence.present)
    name = Text(measure.name.zh, measure.name.en)
    return Leaf(name, unit_of(measure), bar.scale, bar.bar, scores.measures[bar.measure], bool(lacking), met)


def leaves(part: Part) -> list[Leaf]:
    """Every condition once, in the order written."""
    found = [part] if isinstance(part, Leaf) else list(chain.from_iterable(map(leaves, part.parts)))
    return [leaf for place, leaf in enumerate(found) if leaf not in found[:place]]


def choices(part: Part) -> list[Group]:
    """The groups below of which any one condition will do."""
    if isinstance(part, Leaf):
        return []
    below = [group for child in part.parts for group in ([child] if isinstance(child, Group) else [])]
    return [group for child in below for group in ([] if child.is_all else [child]) + choices(child)]


def formula(part: Part, numbered: list[Leaf], is_outer: bool = True) -> str:
    """How conditions combine, by their numbers: `① 且 and (② 或 or ③)`."""
    if isinstance(part, Leaf):
        return sign(numbered.index(part))
    joined = (" 且 and " if part.is_all else " 或 or ").join(formula(child, numbered, False) for child in part.parts)
    return joined if is_outer or len(part.parts) == 1 else f"({joined})"


def sign(place: int) -> str:
    """The number of a condition: ①, ② and so on."""
    return chr(0x2460 + place) if place < 20 else f"({place + 1})"


def reasons(part: Part, index: int) -> list[Text]:
    """What decides a condition for somebody: of what holds the conditions that carry it, of what fails those that miss."""
    if isinstance(part, Leaf):
        return [part.told(index)]
    holds = part.holds(index)
    deciding = [child for child in part.parts if child.holds(index) == holds]
    if part.is_all or holds:
        told = deciding if part.is_all else deciding[:1]
        return [text for child in told for text in reasons(child, index)]
    if len(deciding) == 1:
        return reasons(deciding[0], index)
    lines = [_joined(reasons(child, index)) for child in deciding]
    return [
        Text("下列至少须满足一项,均未满足:", "at least one of these is asked, none holds:"),
        *(Text(f"· {line.zh}", f"· {line.en}") for line in lines),
    ]


def _joined(texts: list[Text]) -> Text:
    return Text("且".join(text.zh for text in texts), " and ".join(text.en for text in texts))
