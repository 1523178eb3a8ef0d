"""The buying centre as a picture: people by attitude (left to right) and influence (bottom to top), drawn on the server.

Each influence is a band as high as its fullest cell needs, so that people at the same point stand below one another and no two
names ever meet.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import east_asian_width

from django.utils.translation import gettext as _

from qiao.desk.clients.models import Contact
from qiao.desk.clients.models.contacts import Attitude, Influence

LEFT, COLUMN, LINE, PAD = 88, 136, 24, 12
TOP = 10
_LEAST = 2 * LINE
_WIDEST = 14  # halves of a Chinese character that a name may take beside its mark


@dataclass(frozen=True, slots=True)
class Point:
    """A person on the map: the middle of the mark, and the name beside it."""

    contact: Contact
    x: int
    y: int
    name: str

    @property
    def label_x(self) -> int:
        """Where the name begins."""
        return self.x + 12

    @property
    def baseline(self) -> int:
        """What the name stands on."""
        return self.y + 5

    @property
    def left(self) -> int:
        """Left edge of what may be pointed at."""
        return self.x - 12

    @property
    def top(self) -> int:
        """Its upper edge."""
        return self.y - 12

    @property
    def told(self) -> str:
        """Roles, influence and attitude in words."""
        weights = [self.contact.get_influence_display(), self.contact.get_attitude_display()]
        names = [_("influence"), _("attitude")]
        parts = [f"{name} {weight}" for name, weight in zip(names, weights, strict=True)]
        return "; ".join([*([" · ".join(self.contact.parts)] if self.contact.parts else []), *parts])

    @property
    def diamond(self) -> str:
        """The mark of whoever decides."""
        return f"{self.x},{self.y - 8} {self.x + 8},{self.y} {self.x},{self.y + 8} {self.x - 8},{self.y}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the grid, or the place of a word at an axis."""

    x: int
    y: int
    words: str = ""
    height: int = 0

    @property
    def before(self) -> int:
        """Where a word to the left of it ends."""
        return self.x - 8

    @property
    def inside(self) -> int:
        """Where a word in its column begins."""
        return self.x + 6

    @property
    def below(self) -> int:
        """The base of a word: in the middle of a band, or under a column."""
        return self.y + self.height // 2 + 5 if self.height else self.y + 20


@dataclass(frozen=True, slots=True)
class Map:
    """All that is drawn."""

    width: int
    height: int
    bottom: int
    bands: list[Line]
    columns: list[Line]
    points: list[Point]

    @property
    def middle(self) -> int:
        """Left edge of the neutral column."""
        return LEFT + 2 * COLUMN

    @property
    def height_of_bands(self) -> int:
        """From the top of the first band to the bottom of the last."""
        return self.bottom - TOP

    @property
    def box(self) -> str:
        """The picture's own measures."""
        return f"0 0 {self.width} {self.height}"


def drawn(contacts: Iterable[Contact]) -> Map:
    """The map of those who are there."""
    cells: dict[tuple[int, int], list[Contact]] = defaultdict(list)
    for contact in contacts:
        if contact.left_on is None:
            cells[contact.influence, contact.attitude].append(contact)
    bands, points, y = [], [], TOP
    for influence in reversed(Influence):
        rows = max(len(cells[influence, attitude]) for attitude in Attitude)
        height = max(_LEAST, rows * LINE + PAD)
        bands.append(Line(LEFT, y, str(influence.label), height))
        for column, attitude in enumerate(Attitude):
            points += _stacked(cells[influence, attitude], LEFT + column * COLUMN, y, height)
        y += height
    columns = [Line(LEFT + column * COLUMN, y, str(attitude.label)) for column, attitude in enumerate(Attitude)]
    width = LEFT + len(Attitude) * COLUMN + 2
    return Map(width, y + 30, y, bands, columns, sorted(points, key=lambda point: (point.y, point.x)))


def _stacked(contacts: list[Contact], left: int, top: int, height: int) -> list[Point]:
    """People of one cell below one another, in its middle."""
    first = top + (height - len(contacts) * LINE) // 2 + LINE // 2
    return [
        Point(contact, left + 16, first + number * LINE, _short(contact.name))
        for number, contact in enumerate(contacts)
    ]


def _short(name: str) -> str:
    """A name as long as its cell is wide; the whole one is the link's own."""
    taken = 0
    for at, letter in enumerate(name):
        taken += 2 if east_asian_width(letter) in "WF" else 1
        if taken > _WIDEST:
            return f"{name[: at - 1]}…"
    return name
