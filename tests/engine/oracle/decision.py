"""Pool, rank, thresholds, the supported grade and the decision."""

from dataclasses import dataclass
from fractions import Fraction

from oracle.measures import Measures
from oracle.rounding import money
from oracle.span import months_before

LADDER = ("assistant", "manager", "senior", "chief")
MILLION = 1_000_000

DEPOSIT_BAR = {"assistant": 30, "manager": 60, "senior": 120, "chief": 240}
LOAN_BAR = {"assistant": 50, "manager": 100, "senior": 200, "chief": 400}
INCREASE_BAR = {"assistant": 15, "manager": 30, "senior": 60, "chief": 120}
SETTLEMENT_BAR = {"assistant": 25, "manager": 50, "senior": 100, "chief": 200}
RANK_BAR = {"assistant": 85, "manager": 60, "senior": 35, "chief": 15}
QUALITY_BAR = {"assistant": 70, "manager": 80, "senior": 85, "chief": 90}
PROTECTION = {"manager": 15, "senior": 15}

MOST_DAYS_ABSENT = 90
SMALL_POOL = 7


@dataclass(frozen=True)
class Condition:
    """One condition of one grade's threshold; no value where its source is missing."""

    name: str
    value: Fraction | None
    bar: Fraction
    places: int

    @property
    def met(self) -> bool:
        """At or above the bar."""
        return self.value is not None and self.value >= self.bar


def conditions(measures: Measures, manager: str, grade: str) -> dict[str, Condition]:
    """The five conditions of a grade, in their order."""
    settlement_bar = Fraction(SETTLEMENT_BAR[grade] * MILLION)
    if measures.span.provisional:
        settlement_bar = money(settlement_bar * len(measures.span.days) / measures.span.full_days)
    deposits = loans = increase = has_loan = settlement = None
    if not measures.ledger.missing("balances"):
        deposits = measures.average("deposit", manager)
        loans = measures.average("loan", manager)
        increase = measures.increase("deposit", manager)
        has_loan = Fraction(1 if measures.has_loan(manager) else 0)
    if not measures.ledger.missing("flows"):
        settlement = measures.flow_total(manager, "international_settlement", usd=True)
    listed = [
        Condition("deposit_adb", deposits, Fraction(DEPOSIT_BAR[grade] * MILLION), 2),
        Condition("loan_adb", loans, Fraction(LOAN_BAR[grade] * MILLION), 2),
        Condition("deposit_increase", increase, Fraction(INCREASE_BAR[grade] * MILLION), 2),
        Condition("has_loan", has_loan, Fraction(1), 0),
        Condition("intl_settlement_usd", settlement, settlement_bar, 2),
    ]
    return {condition.name: condition for condition in listed}


def threshold_held(conditions: dict[str, Condition]) -> bool:
    """Deposits, and any of: loans; the increase with a loan balance; international settlement with a loan balance."""
    met = {name: condition.met for name, condition in conditions.items()}
    any_of = (
        met["loan_adb"]
        or (met["deposit_increase"] and met["has_loan"])
        or (met["intl_settlement_usd"] and met["has_loan"])
    )
    return met["deposit_adb"] and any_of


def why_not_in_pool(measures: Measures, manager: str) -> str:
    """The first rule of the pool that the manager breaks; blank for none."""
    span, people = measures.span, measures.people
    since = people.in_post(manager, span.last)
    if since is None:
        return "not_in_post"
    if since > max(span.start, months_before(span.day_after, 6)):
        return "in_post_too_short"
    if not people.has_a_client(manager, span.days):
        return "no_client"
    if people.absent(manager, span.days) > MOST_DAYS_ABSENT:
        return "absent"
    return ""


def ranks(scores: dict[str, Fraction]) -> dict[str, int]:
    """Competition ranking: 1, 2, 2, 4."""
    return {manager: 1 + sum(other > score for other in scores.values()) for manager, score in scores.items()}


def within_top(rank: int, percent: int, pool_size: int) -> bool:
    """Whether a rank lies in the top so many per cent, in integers; a small pool rounds its seats up."""
    if pool_size < SMALL_POOL:
        return rank <= -(-percent * pool_size // 100)
    return rank * 100 <= percent * pool_size


@dataclass(frozen=True)
class Standing:
    """What decides: the grade, the rank in the pool, the quality score, and the threshold held or missed by grade."""

    grade: str
    rank: int | None
    pool_size: int
    quality: Fraction | None
    threshold: dict[str, bool]

    def supported(self) -> str:
        """The highest grade whose threshold, rank and quality all hold; blank for none, or where it can't be told."""
        rank, quality = self.rank, self.quality
        if rank is None or quality is None:
            return ""
        held = [
            grade
            for grade in LADDER
            if self.threshold[grade]
            and within_top(rank, RANK_BAR[grade], self.pool_size)
            and quality >= QUALITY_BAR[grade]
        ]
        return held[-1] if held else ""

    def protected(self) -> bool:
        """Threshold missed, but the grade is protected, the rank is within the protection, and the quality holds."""
        if self.rank is None or self.quality is None or self.threshold[self.grade]:
            return False
        percent = PROTECTION.get(self.grade)
        good = self.quality >= QUALITY_BAR[self.grade]
        return percent is not None and within_top(self.rank, percent, self.pool_size) and good


def decide(standing: Standing) -> tuple[str, str]:
    """The decision and the grade it leads to, for a manager in the pool with a quality score."""
    now = LADDER.index(standing.grade)
    supported = LADDER.index(standing.supported()) if standing.supported() else -1
    if supported > now:
        return "promote", LADDER[now + 1]
    if supported == now:
        return "keep", standing.grade
    if standing.protected():
        return "keep_protected", standing.grade
    if now == 0:
        return "improve", standing.grade
    return "demote", LADDER[now - 1]
