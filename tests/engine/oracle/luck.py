"""Random days near the edges of a period, and random amounts near the bars of the ladder."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import TypeVar

from oracle.decision import DEPOSIT_BAR, INCREASE_BAR, LOAN_BAR, SETTLEMENT_BAR
from oracle.span import ONE_DAY, first_and_last, months_before

T = TypeVar("T")

MILLION = 100_000_000  # in fen
BARS = sorted({*DEPOSIT_BAR.values(), *LOAN_BAR.values(), *INCREASE_BAR.values(), *SETTLEMENT_BAR.values()})

# Six tenths, the whole and twelve tenths of a hundred and of ten thousand, to meet the targets of that size.
EASY = [6_000, 5_999, 10_000, 12_000, 600_000, 1_000_000, 1_200_000]


def fen(amount: int) -> str:
    """An amount in fen as text."""
    sign, amount = ("-" if amount < 0 else ""), abs(amount)
    return f"{sign}{amount // 100}.{amount % 100:02d}"


class Luck:
    """Choices for one period."""

    def __init__(self, luck: Random, period: str) -> None:
        self.luck, self.period = luck, period
        self.start, self.end = first_and_last(period)
        self.first = months_before(self.start, 12) - timedelta(days=20)
        self.long_ago = str(self.first - timedelta(days=400))
        after = self.end + ONE_DAY
        edges = [self.start, self.end, months_before(self.start, 12), months_before(after, 12)]
        edges += [months_before(after, k) for k in (1, 2, 3, 6)]
        self.edges = edges + [self.end - timedelta(days=k) for k in (29, 89)]

    def pick(self, choices: Sequence[T]) -> T:
        """One of these, each as likely as it stands there."""
        return self.luck.choice(choices)

    def some(self, choices: Sequence[T], most: int) -> list[T]:
        """Some of these, each at most once."""
        return self.luck.sample(choices, self.luck.randint(0, min(most, len(choices))))

    def chance(self, of: int) -> bool:
        """True once in so many times."""
        return self.luck.randrange(of) == 0

    def inside(self) -> str:
        """A day of the period."""
        return str(self.start + timedelta(days=self.luck.randint(0, (self.end - self.start).days)))

    def day(self) -> str:
        """Any day from a year before the period to some days after it, often near an edge."""
        if self.chance(3):
            return str(self.pick(self.edges) + timedelta(days=self.pick([0, 0, -1, 1])))
        if self.chance(2):
            return self.inside()
        return str(self.first + timedelta(days=self.luck.randint(0, (self.end - self.first).days + 20)))

    def days(self, most: int) -> list[str]:
        """Some different days."""
        return sorted({self.day() for _ in range(self.luck.randint(0, most))})

    def at_bar(self) -> int:
        """A bar of the ladder in fen, or one fen beside it."""
        return self.pick(BARS) * MILLION + self.pick([0, 0, -1, 1])

    def small(self) -> int:
        """An amount in fen of no particular size."""
        near = [0, 1, 10_000_000, 9_999_999, 10_000_001, 5 * MILLION, 10 * MILLION, 15 * MILLION - 1, *EASY, *EASY]
        return self.pick([self.pick(near), self.luck.randint(0, 30 * MILLION), self.luck.randint(0, 100_000)])

    def balance(self) -> str:
        """A balance, once in five below zero."""
        amount = self.pick([self.at_bar(), self.small()])
        return fen(-amount if self.chance(5) else amount)

    def amount(self) -> str:
        """A flow's amount, now and then a reversal."""
        amount = self.pick([self.small(), self.small(), self.luck.randint(1, 20_000), self.at_bar()])
        return fen(-amount if self.chance(7) else amount)

    def currency(self) -> str:
        """Mostly CNY."""
        return self.pick(["CNY", "CNY", "CNY", "USD", "JPY", "EUR"])
