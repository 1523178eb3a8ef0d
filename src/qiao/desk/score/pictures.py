"""The scorecard's pictures, drawn on the server: where one stands among the grades' regions, in the pool, and on a curve.

What colour tells, an outline, a mark or a word tells too: they are read in grey and on paper. Each has its table on the page.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from qiao.desk.assess.models import Outcome
from qiao.desk.score.queries.cards import Card, Rung
from qiao.desk.score.queries.pools import Pool
from qiao.desk.ui import figures

WHOLE = Decimal(100)
_FULL = 200  # per cent of a bar where the strip of the threshold ends
_MOST_BARS = 150
_NARROW = 84


def px(value: Decimal | int) -> str:
    """A place in a picture."""
    return f"{value:.1f}"


def held(value: Decimal, low: int, high: int) -> Decimal:
    """A place held between two others."""
    return max(Decimal(low), min(Decimal(high), value))


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with a word at its lower edge; `kind` dresses it."""

    x: str
    y: str
    width: str
    height: str
    words: str = ""
    kind: str = ""

    @property
    def label(self) -> "Label":
        """Its word: at the left corner, or where it is too narrow ending at the right one."""
        is_narrow = Decimal(self.width) < _NARROW
        x = Decimal(self.x) + (Decimal(self.width) - 4 if is_narrow else 5)
        y = Decimal(self.y) + Decimal(self.height) - 6
        return Label(px(x), px(y), self.words, "end" if is_narrow else "start")


@dataclass(frozen=True, slots=True)
class Label:
    """A word at a place, and for an axis the line that it stands at."""

    x: str
    y: str
    words: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """One result: where it lies, what it is told as, and whether it is the one that the page is about."""

    x: str
    y: str
    title: str
    is_met: bool
    is_now: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The inner edges of a picture and the scales of its two axes, both rising to the right and upwards."""

    left: int
    right: int
    top: int
    bottom: int
    x_from: Decimal
    x_to: Decimal
    y_from: Decimal
    y_to: Decimal

    def x(self, value: Decimal) -> Decimal:
        """Where a value lies from left to right, held inside the edges."""
        part = (value - self.x_from) / (self.x_to - self.x_from)
        return self.left + max(Decimal(0), min(Decimal(1), part)) * (self.right - self.left)

    def y(self, value: Decimal) -> Decimal:
        """Where a value lies from top to bottom, held inside the edges."""
        part = (value - self.y_from) / (self.y_to - self.y_from)
        return self.bottom - max(Decimal(0), min(Decimal(1), part)) * (self.bottom - self.top)


# --- where I stand among the grades -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Strip:
    """A grade's threshold: the months' marks along it, and how much of its bar is reached."""

    label: str
    y: int
    bar: str
    dots: tuple[Dot, ...]
    reached: int
    is_met: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A month in the picture's table."""

    outcome: Outcome
    per_cent: Decimal | None
    reached: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plane:
    """Rank from left to right, quality upwards, the grades' regions, the path of the months; the threshold as strips below."""

    frame: Frame
    regions: tuple[Box, ...]
    across: tuple[Label, ...]
    upwards: tuple[Label, ...]
    path: str
    dots: tuple[Dot, ...]
    names: tuple[Label, ...]
    way: str
    strips: tuple[Strip, ...]
    height: int
    grades: tuple[str, ...]
    rows: tuple[Row, ...]
    told: str


_WIDTH = 420
_NAME_WIDTH = 96


def what_if(card: Card, before: Outcome) -> Plane:
    """The picture of what a supposition comes to: from the result without it to the card's own."""
    names = {id(before): _("as it is"), id(card.outcome): _("what if")}
    return plane(card, [before, card.outcome], lambda one: names[id(one)])


def _day(one: Outcome) -> str:
    return f"{one.run.as_of:%m-%d}"


def plane(card: Card, path: Sequence[Outcome], called: Callable[[Outcome], str] = _day) -> Plane:
    """The picture of one's path up to the card's own result, each result of it called by its day or otherwise."""
    qualities = [one.quality for one in path if one.quality is not None]
    low = min([Decimal(60), *(quality // 10 * 10 for quality in qualities)])
    frame = Frame(34, _WIDTH - 10, 22, 242, WHOLE, Decimal(0), low, WHOLE)
    marks = [(one, *_place(frame, one)) for one in path]
    strips = tuple(_strips(card, path, 304, called))
    return Plane(
        frame=frame,
        regions=tuple(_region(frame, rung) for rung in card.rungs),
        across=tuple(Label(px(frame.x(Decimal(each))), "257", f"{each}%") for each in (100, 80, 60, 40, 20, 0)),
        upwards=tuple(Label("30", px(frame.y(Decimal(each))), str(each)) for each in range(int(low), 101, 10)),
        path=" ".join(f"{px(x)},{px(y)}" for _one, x, y in marks),
        dots=tuple(
            _dot(one, x, y, card, called) for one, x, y in sorted(marks, key=lambda mark: mark[0] == card.outcome)
        ),
        names=tuple(_names(marks, card, called)),
        way=_way(frame, card),
        strips=strips,
        height=304 + 20 * len(strips),
        grades=tuple(rung.label for rung in card.rungs),
        rows=tuple(
            Row(one, per_cent(one), tuple(one.reached.get(rung.code, 0) for rung in card.rungs)) for one in path
        ),
        told=_told(card),
    )


def per_cent(outcome: Outcome) -> Decimal | None:
    """The rank in per cent of the pool: 5 of 50 is the top 10 %; None out of the pool."""
    return None if outcome.rank is None else Decimal(100 * outcome.rank) / outcome.pool_size


def _place(frame: Frame, one: Outcome) -> tuple[Decimal, Decimal]:
    """Where a result lies; without a rank at the left edge, without quality at the lower one."""
    rank = per_cent(one)
    return frame.x(WHOLE if rank is None else rank), frame.y(frame.y_from if one.quality is None else one.quality)


def _region(frame: Frame, rung: Rung) -> Box:
    """What a grade asks of rank and quality: everything to the right of its cut and above its bar."""
    left, top = frame.x(rung.within), frame.y(WHOLE)
    kind = "target" if rung.is_target else "held" if rung.is_supported else ""
    return Box(px(left), px(top), px(frame.right - left), px(frame.y(rung.quality_bar) - top), rung.label, kind)


def _dot(one: Outcome, x: Decimal, y: Decimal, card: Card, called: Callable[[Outcome], str]) -> Dot:
    told = {
        "day": called(one),
        "rank": one.rank or "–",
        "size": one.pool_size,
        "quality": one.quality if one.quality is not None else "–",
    }
    title = _("%(day)s: rank %(rank)s of %(size)s, quality %(quality)s") % told
    return Dot(px(x), px(y), title, bool(one.supported), one == card.outcome)


def _names(
    marks: list[tuple[Outcome, Decimal, Decimal]], card: Card, called: Callable[[Outcome], str]
) -> Iterable[Label]:
    """The first result and the one that the page is about, beside their marks and inside the picture."""
    first, last = marks[0], next(mark for mark in marks if mark[0] == card.outcome)
    apart = abs(first[1] - last[1]) > 50 or abs(first[2] - last[2]) > 16
    for one, x, y in [first, last] if apart else [last]:
        is_right = x > _WIDTH - 80
        yield Label(
            px(x - 10 if is_right else x + 10),
            px(y + 4),
            called(one),
            "end" if is_right else "start",
        )


def _way(frame: Frame, card: Card) -> str:
    """From one's own place to the nearest point of the next grade's region; blank where one is inside."""
    rung = card.target
    if rung is None or (rung.is_rank_met and rung.is_quality_met):
        return ""
    x, y = _place(frame, card.outcome)
    to_x = x if rung.is_rank_met else frame.x(rung.within)
    to_y = y if rung.is_quality_met else frame.y(rung.quality_bar)
    return f"{px(x)},{px(y)} {px(to_x)},{px(y)} {px(to_x)},{px(to_y)}"


def _strips(card: Card, path: Sequence[Outcome], top: int, called: Callable[[Outcome], str]) -> Iterable[Strip]:
    frame = Frame(_NAME_WIDTH, _WIDTH - 66, 0, 1, Decimal(0), Decimal(_FULL), Decimal(0), Decimal(1))
    for place, rung in enumerate(reversed(card.rungs)):
        y = top + 20 * place
        dots = tuple(
            Dot(
                px(frame.x(Decimal(one.reached.get(rung.code, 0)))),
                str(y),
                f"{called(one)}: {one.reached.get(rung.code, 0)}%",
                one.reached.get(rung.code, 0) >= WHOLE,
                one == card.outcome,
            )
            for one in sorted(path, key=lambda one: one == card.outcome)
        )
        yield Strip(rung.label, y, px(frame.x(WHOLE)), dots, rung.reached, rung.is_threshold_met)


def _told(card: Card) -> str:
    """The picture in one sentence for those who do not see it."""
    outcome = card.outcome
    told = {
        "rank": outcome.rank or "–",
        "size": outcome.pool_size,
        "quality": outcome.quality if outcome.quality is not None else "–",
        "grade": outcome.grade_label,
        "reached": outcome.reached_now if outcome.reached_now is not None else "–",
    }
    return (
        _("Rank %(rank)s of %(size)s, quality %(quality)s, %(reached)s%% of the threshold of %(grade)s reached.") % told
    )


# --- where I stand in the pool ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cut:
    """A grade's cut in the pool: the line behind its last place."""

    x: str
    label: Label


@dataclass(frozen=True, slots=True)
class Ranks:
    """Everybody's contribution score from the first place down, without names; one's own stands out.

    Attributes:
        bars: the outline of everybody else's bars, in one: a page is too slow to say each of a hundred.
    """

    frame: Frame
    bars: str
    own_bar: str
    cuts: tuple[Cut, ...]
    upwards: tuple[Label, ...]
    across: tuple[Label, ...]
    own: Label | None


def ranks(card: Card, pool: Pool) -> Ranks:
    """The picture of the pool; of a large one only every so many-th bar, one's own always."""
    top = max(WHOLE, pool.score_at(1) or WHOLE)
    size = max(1, pool.size)
    frame = Frame(26, 356, 40, 150, Decimal(0), Decimal(size), Decimal(0), top)
    step = -(-size // _MOST_BARS)
    width = Decimal(frame.right - frame.left) * step / size * Decimal("0.8")
    others = [place for place in range(0, pool.size, step) if place != pool.own]
    return Ranks(
        frame,
        "".join(_bar(frame, place, pool.score(place), width) for place in others),
        "" if pool.own is None else _bar(frame, pool.own, pool.score(pool.own), max(Decimal("2.5"), width)),
        tuple(_cuts(frame, card)),
        tuple(Label("22", px(frame.y(Decimal(each)) + 4), str(each)) for each in (0, 50, 100)),
        tuple(
            Label(px(frame.x(Decimal(place) - Decimal("0.5"))), "164", str(place))
            for place in dict.fromkeys((1, (size + 1) // 2, size))
        ),
        None
        if pool.own is None
        else Label(px(held(frame.x(pool.own + Decimal("0.5")), 40, 335)), "36", figures.number(pool.score(pool.own))),
    )


def _bar(frame: Frame, place: int, score: Decimal, width: Decimal) -> str:
    """The outline of one bar, from its lower left corner up and round."""
    top = frame.y(score)
    return f"M{px(frame.x(Decimal(place)))} {frame.bottom}V{px(top)}h{px(width)}V{frame.bottom}z"


def _cuts(frame: Frame, card: Card) -> Iterable[Cut]:
    """The lines behind the last place of each grade; their words stand on two levels, so that neighbours do not meet."""
    for place, rung in enumerate(reversed(card.rungs)):
        if rung.seats is not None:
            x = frame.x(Decimal(rung.seats))
            yield Cut(px(x), Label(px(held(x, 30, 326)), "10" if place % 2 == 0 else "22", rung.label))


# --- how points follow from what is measured --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bend:
    """A scoring curve: corners joined by straight lines, and one's own place on it."""

    frame: Frame
    line: str
    own: Dot | None
    across: tuple[Label, ...]
    upwards: tuple[Label, ...]
    rows: tuple[tuple[str, str], ...]


def bend(corners: Sequence[tuple[Decimal, Decimal]], own: tuple[Decimal, Decimal] | None, *, is_ratio: bool) -> Bend:
    """The picture of a curve; `is_ratio` writes what is measured in per cent."""
    xs, ys = [x for x, _y in corners], [y for _x, y in corners]
    last = max([*xs, *([own[0]] if own and own[0] < 2 * max(xs) else [])])
    low = min(Decimal(0), *ys)
    frame = Frame(38, 404, 14, 150, min(xs), last, low, max(ys))
    line = [*corners, (last, corners[-1][1])]

    def words(x: Decimal) -> str:
        return figures.per_cent(x, 0) if is_ratio else f"{x.normalize():f}"

    return Bend(
        frame,
        " ".join(f"{px(frame.x(x))},{px(frame.y(y))}" for x, y in line),
        own and Dot(px(frame.x(own[0])), px(frame.y(own[1])), f"{words(own[0])}: {own[1]}", True, True),
        tuple(Label(px(frame.x(x)), "166", words(x)) for x in _spaced(frame, sorted(set(xs)))),
        tuple(Label("34", px(frame.y(y) + 4), f"{y.normalize():f}") for y in (low, max(ys)) if low != max(ys)),
        tuple((words(x), figures.number(y)) for x, y in corners),
    )


def _spaced(frame: Frame, values: Iterable[Decimal]) -> Iterable[Decimal]:
    """Those that lie far enough from the one before for their words not to meet."""
    after = Decimal(-99)
    for value in values:
        if frame.x(value) - after >= 34:  # pixels that a word takes
            after = frame.x(value)
            yield value
