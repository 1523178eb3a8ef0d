"""The quality score: what people say of a manager, item by item."""

from fractions import Fraction

from oracle.rounding import half_up
from oracle.span import first_and_last
from oracle.tables import Ledger, Row, number, truth

CHARACTER = {
    "integrity": 8,
    "compliance": 7,
    "confidentiality": 5,
    "responsibility": 4,
    "careful_promises": 3,
    "team_spirit": 3,
}
PROFESSIONAL = {
    "product_knowledge": 10,
    "marketing": 8,
    "financial_analysis": 8,
    "solution_design": 6,
    "market_research": 5,
    "documentation": 5,
    "coordination": 4,
    "learning": 4,
}
MENTAL = {"pressure": 5, "resilience": 4, "self_drive": 4, "communication": 4, "openness": 3}
WEIGHTS = CHARACTER | PROFESSIONAL | MENTAL

# In per cent, in the order self, superior, peer, office, record, exam.
GROUPS = ("self", "superior", "peer", "office", "record", "exam")
SHARES = (
    {item: dict(zip(GROUPS, (0, 40, 20, 15, 25, 0), strict=True)) for item in CHARACTER}
    | {item: dict(zip(GROUPS, (10, 40, 0, 20, 0, 30), strict=True)) for item in PROFESSIONAL}
    | {item: dict(zip(GROUPS, (10, 50, 30, 0, 0, 10), strict=True)) for item in MENTAL}
)

ENOUGH_WEIGHT = 60
VETO_CAP = Fraction(59)


class Quality:
    """The ratings of one period."""

    def __init__(self, ledger: Ledger, period: str) -> None:
        asked = first_and_last(period)
        self._rows = [r for r in ledger.rows["ratings"] if not r["period"] or first_and_last(r["period"]) == asked]

    def score(self, manager: str) -> Fraction | None:
        """The published quality score; nothing where less than 60 of the 100 weights are rated."""
        mine = [row for row in self._rows if row["manager_id"] == manager]
        items = {item: item_score(item, [row for row in mine if row["item"] == item]) for item in WEIGHTS}
        rated = {item: score for item, score in items.items() if score is not None}
        weight = sum(WEIGHTS[item] for item in rated)
        if weight < ENOUGH_WEIGHT:
            return None
        score = half_up(sum((WEIGHTS[item] * rated[item] for item in rated), Fraction(0)) / weight, 2)
        return min(score, VETO_CAP) if any(truth(row["veto"]) for row in mine) else score


def item_score(item: str, rows: list[Row]) -> Fraction | None:
    """The item's published score over the groups that have rated it; nothing where none has."""
    means = {group: group_mean(group, rows) for group, share in SHARES[item].items() if share > 0}
    if means.get("superior") is None:
        means.pop("self", None)
    rated = {group: mean for group, mean in means.items() if mean is not None}
    if not rated:
        return None
    shares = SHARES[item]
    weighted = sum((shares[group] * mean for group, mean in rated.items()), Fraction(0))
    return half_up(weighted / sum(shares[group] for group in rated), 2)


def group_mean(group: str, rows: list[Row]) -> Fraction | None:
    """The published mean of a group's scores on an item; peers are three at least, and five lose both ends."""
    scores = sorted(number(row["score"]) for row in rows if row["rater_group"] == group and row["score"])
    if group == "peer" and len(scores) < 3:
        return None
    if group == "peer" and len(scores) >= 5:
        scores = scores[1:-1]
    return half_up(sum(scores, Fraction(0)) / len(scores), 2) if scores else None
