"""Charts as data: what is drawn and the table beneath it are one value, so that their figures are equal."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from django.utils.functional import Promise

from qiao.desk.ui import figures

Words = str | Promise
Figure = Decimal | int | None
_LONG = 60  # rows of a table


@dataclass(frozen=True, slots=True)
class Series:
    """A line, a row of bars or a cloud of points; figures stand for the labels one by one, None is a gap."""

    name: Words
    figures: tuple[Figure, ...]
    kind: Literal["line", "step", "bar", "points"] = "line"
    is_dashed: bool = False
    is_filled: bool = False
    is_quiet: bool = False  # grey: what the others are compared with


@dataclass(frozen=True, slots=True)
class Mark:
    """An upright line at a label, with words, or a level across the chart."""

    words: Words
    label: str = ""
    level: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and its table.

    `labels` are what stands along the axis (dates, months, names); `unit` is a key of `figures.UNITS` for money in yuan,
    or blank for plain figures with `places` places.
    """

    title: Words
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    label_heading: Words
    unit: str = ""
    places: int = 2
    marks: tuple[Mark, ...] = field(default=())
    is_lying: bool = False  # bars from left to right, for long names
    columns: tuple[tuple[str, ...], ...] = field(
        init=False, repr=False, compare=False
    )  # the figures as they are printed

    def __post_init__(self) -> None:
        """Every series has one figure for each label, printed once for the table and the drawing."""
        for one in self.series:
            if len(one.figures) != len(self.labels):
                raise ValueError(f"{one.name}: {len(one.figures)} figures for {len(self.labels)} labels")
        # A balance stands for days: what is equal is printed once.
        printed = {figure: self.printed(figure) for one in self.series for figure in set(one.figures)}
        columns = tuple(tuple(printed[figure] for figure in one.figures) for one in self.series)
        object.__setattr__(self, "columns", columns)

    def printed(self, figure: Figure) -> str:
        """A figure as the table shows it and as the chart is drawn from."""
        if figure is None:
            return ""
        return figures.money(figure, self.unit) if self.unit else figures.number(figure, self.places)

    @property
    def unit_name(self) -> Words:
        """What the figures are counted in."""
        return figures.UNITS[self.unit].name if self.unit else ""

    @property
    def is_long(self) -> bool:
        """Whether its table is left out on paper, which it would fill for pages."""
        return len(self.labels) > _LONG

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The table: a label and its printed figures."""
        return [(label, list(figures)) for label, *figures in zip(self.labels, *self.columns, strict=True)]

    @property
    def drawing(self) -> dict[str, Any]:
        """What the script draws: the same printed figures, as text without the thousands' commas."""
        return {
            "labels": list(self.labels),
            "unit": str(self.unit_name),
            "lying": self.is_lying,
            "series": [
                {
                    "name": str(one.name),
                    "kind": one.kind,
                    "dashed": one.is_dashed,
                    "filled": one.is_filled,
                    "quiet": one.is_quiet,
                    "figures": [plain(figure) for figure in column],
                }
                for one, column in zip(self.series, self.columns, strict=True)
            ],
            "marks": [
                {"words": str(mark.words), "label": mark.label, "level": plain(self.printed(mark.level))}
                for mark in self.marks
            ],
        }


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a strip: where it begins and how wide it is, in hundredths of the axis, and what stands on it."""

    start: Decimal
    end: Decimal
    words: str
    title: str

    @property
    def x(self) -> str:
        """Its beginning, as the picture has it."""
        return f"{self.start:.2f}"

    @property
    def width(self) -> str:
        """Its width, as the picture has it."""
        return f"{self.end - self.start:.2f}"


@dataclass(frozen=True, slots=True)
class Strip:
    """Whom or what a row of a band is about."""

    name: Words
    stretches: tuple[Stretch, ...]
    is_quiet: bool = False

    @property
    def told(self) -> str:
        """The strip for those who do not see it."""
        return "; ".join(one.title for one in self.stretches)


@dataclass(frozen=True, slots=True)
class Band:
    """Who or what held when, beneath a chart of the same days."""

    title: Words
    strips: tuple[Strip, ...]
    headings: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]


def plain(printed: str) -> str | None:
    """A printed figure as a script reads it; None where there is none."""
    return printed.replace(",", "").replace(figures.MINUS, "-") or None
