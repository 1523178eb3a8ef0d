"""The 31 indicators of the default standard, the categories and the contribution score."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from oracle.assets import Assets
from oracle.clients import Clients
from oracle.measures import Measures
from oracle.rounding import half_up, money, ratio
from oracle.span import first_and_last

FULL_CATEGORY = {"CORP": 35, "INTL": 10, "FEE": 15, "ASSET": 15, "XSELL": 10, "BONUS": 10, "CONTRIB": 15}

CODES = [
    *("CORP01", "CORP02", "CORP03", "CORP04", "CORP05", "CORP06", "CORP07", "CORP08"),
    *("INTL01", "INTL02", "INTL03", "INTL04"),
    *("FEE01", "FEE02", "FEE03", "FEE04", "FEE05"),
    *("ASSET01", "ASSET02", "ASSET03", "ASSET04", "ASSET05"),
    *("XSELL01", "XSELL02", "XSELL03", "XSELL04"),
    *("BONUS01", "BONUS02", "BONUS03"),
    *("CONTRIB01", "CONTRIB02"),
]

NEEDS = (
    {f"CORP0{n}": "balances" for n in range(1, 7)}
    | {"CORP07": "balances flows", "CORP08": ""}
    | {"INTL01": "flows", "INTL02": "flows", "INTL03": "balances", "INTL04": "flows"}
    | {f"FEE0{n}": "flows" for n in range(1, 6)}
    | {"ASSET01": "balances loan_status", "ASSET02": "balances loan_status", "ASSET03": "loan_status"}
    | {"ASSET04": "flows", "ASSET05": "duties"}
    | {"XSELL01": "balances holdings", "XSELL02": "flows", "XSELL03": "flows", "XSELL04": "referrals"}
    | {f"BONUS0{n}": "awards" for n in range(1, 4)}
    | {"CONTRIB01": "flows", "CONTRIB02": "flows capital"}
)

TARGETS = {
    "CORP01": 8,
    "CORP02": 7,
    "CORP03": 3,
    "CORP04": 6,
    "CORP05": 3,
    "CORP06": 3,
    "INTL01": 4,
    "INTL02": 2,
    "INTL03": 2,
    "FEE01": 4,
    "FEE02": 3,
    "FEE03": 3,
    "FEE04": 3,
    "FEE05": 2,
    "XSELL01": 4,
    "XSELL03": 2,
    "CONTRIB01": 8,
    "CONTRIB02": 7,
}
FLOW_TARGETS = {"INTL01", "INTL02", "FEE01", "FEE02", "FEE03", "FEE04", "FEE05", "CONTRIB01", "CONTRIB02"}

# Points a unit, cap.
UNITS = {
    "CORP07": ("0.5", 3),
    "CORP08": ("0.25", 2),
    "INTL04": ("0.5", 2),
    "XSELL02": ("0.5", 2),
    "XSELL04": ("0.2", 2),
}
BONUS_CAPS = {"BONUS01": 4, "BONUS02": 3, "BONUS03": 3}

RATIOS = {"ASSET01", "ASSET04", "ASSET05", "XSELL01", "XSELL03"}
COUNTS = {"CORP07", "CORP08", "INTL04", "ASSET02", "ASSET03", "XSELL02", "XSELL04"}


def places_of(code: str) -> int:
    """How many decimal places the indicator's measure is published with."""
    if code in COUNTS:
        return 0
    return 4 if code in RATIOS else 2


@dataclass(frozen=True)
class Scored:
    """One indicator of one manager; `measure` is nothing where there is none, `target` only where one was given."""

    status: str
    measure: Fraction | None
    target: Fraction | None
    points: Fraction


class Scores:
    """Every indicator of every manager."""

    def __init__(self, measures: Measures, period: str) -> None:
        self._measures, self._span, self._ledger = measures, measures.span, measures.ledger
        self._clients, self._assets = Clients(measures), Assets(measures)
        self._targets = self._read_targets(period)
        self._how: dict[str, Callable[[str], Fraction | int | None]] = self._measure_of_each()
        managers = measures.people.managers
        self.indicators = {m: {code: self._indicator(m, code) for code in CODES} for m in managers}
        self.contribution = {m: contribution(self.indicators[m]) for m in managers}

    def _read_targets(self, period: str) -> dict[tuple[str, str], Fraction]:
        asked = first_and_last(period)
        rows = [row for row in self._ledger.rows["targets"] if first_and_last(row["period"]) == asked]
        return {(row["manager_id"], row["indicator"]): Fraction(row["target"]) for row in rows if row["target"]}

    def target(self, manager: str, code: str) -> Fraction | None:
        """The target that applies: the whole one, or that of a flow for the days so far."""
        target = self._targets.get((manager, code)) if code in TARGETS else None
        if target is not None and self._span.provisional and code in FLOW_TARGETS:
            return money(target * len(self._span.days) / self._span.full_days)
        return target

    # --- measures

    def _measure_of_each(self) -> dict[str, Callable[[str], Fraction | int | None]]:
        m, clients, assets = self._measures, self._clients, self._assets
        return {
            "CORP01": lambda manager: m.average("weighted_deposit", manager),
            "CORP02": lambda manager: m.increase("weighted_deposit", manager),
            "CORP03": lambda manager: m.average("demand_deposit", manager),
            "CORP04": lambda manager: m.average("loan", manager),
            "CORP05": lambda manager: m.increase("loan", manager),
            "CORP06": lambda manager: m.increase("small_business_loan", manager),
            "CORP07": clients.new_and_effective,
            "CORP08": clients.new_basic_accounts,
            "INTL01": lambda manager: m.flow_total(manager, "international_settlement", usd=True),
            "INTL02": lambda manager: m.flow_total(manager, "fx_deal", usd=True),
            "INTL03": lambda manager: m.average("trade_finance", manager),
            "INTL04": clients.new_international,
            "FEE01": lambda manager: m.fee_line(manager, "settlement"),
            "FEE02": lambda manager: m.fee_line(manager, "international"),
            "FEE03": lambda manager: m.fee_line(manager, "guarantee"),
            "FEE04": lambda manager: m.fee_line(manager, "investment_banking"),
            "FEE05": lambda manager: m.fee_line(manager, "agency"),
            "ASSET01": assets.bad_loan_rate,
            "ASSET02": assets.new_bad_groups,
            "ASSET03": assets.overdue_spells,
            "ASSET04": assets.interest_rate_collected,
            "ASSET05": assets.duties_in_time,
            "XSELL01": clients.families_per_client,
            "XSELL02": clients.new_payrolls,
            "XSELL03": clients.ebanking_rate,
            "XSELL04": clients.referrals,
            "BONUS01": lambda manager: clients.awards(manager, "BONUS01"),
            "BONUS02": lambda manager: clients.awards(manager, "BONUS02"),
            "BONUS03": lambda manager: clients.awards(manager, "BONUS03"),
            "CONTRIB01": self._net_income,
            "CONTRIB02": self._economic_value_added,
        }

    def _net_income(self, manager: str) -> Fraction:
        total = self._measures.flow_total
        earned = total(manager, "ftp_margin") + total(manager, "fee")
        return earned - total(manager, "credit_cost") - total(manager, "direct_cost")

    def _economic_value_added(self, manager: str) -> Fraction:
        charge = money(Fraction("0.11") * self._measures.average_capital(manager))
        return self._net_income(manager) - self._measures.flow_total(manager, "tax") - charge

    # --- points

    def _indicator(self, manager: str, code: str) -> Scored:
        target = self.target(manager, code)
        if self._ledger.missing(NEEDS[code]):
            return Scored("missing_source", None, target, Fraction(0))
        measure = self._how[code](manager)
        if measure is None:
            return Scored("not_applicable", None, target, when_not_applicable(code))
        measure = Fraction(measure)
        if code in TARGETS and (target is None or target <= 0):
            return Scored("unassigned", measure, target, Fraction(0))
        return Scored("scored", measure, target, money(self._points(manager, code, measure, target)))

    def _points(self, manager: str, code: str, measure: Fraction, target: Fraction | None) -> Fraction:
        if code in TARGETS:
            assert target is not None
            return target_points(TARGETS[code], measure, target)
        if code in UNITS:
            each, cap = UNITS[code]
            return min(Fraction(each) * max(measure // 1, 0), Fraction(cap))
        if code in BONUS_CAPS:
            return max(Fraction(0), min(measure, Fraction(BONUS_CAPS[code])))
        return self._asset_points(manager, code, measure)

    def _asset_points(self, manager: str, code: str, measure: Fraction) -> Fraction:
        if code == "ASSET01":
            return lower_points(measure)
        if code == "ASSET02":
            return max(Fraction(-4), 4 - self._assets.new_bad_cost(manager))
        if code == "ASSET03":
            return max(Fraction(0), 3 - self._assets.overdue_cost(manager))
        if code == "ASSET04":
            return collection_points(measure)
        return 2 * measure if measure >= Fraction("0.8") else Fraction(0)


def when_not_applicable(code: str) -> Fraction:
    """Full points for asset quality where there is nothing to go wrong; nothing for a target that has no measure."""
    return Fraction({"ASSET01": 4, "ASSET04": 2, "ASSET05": 2}.get(code, 0))


def target_points(weight: int, measure: Fraction, target: Fraction) -> Fraction:
    """Nothing below six tenths of the target, else the weight × attainment, at most 1.2 of it."""
    attainment = ratio(measure, target)
    assert attainment is not None
    if measure < 0 or attainment < Fraction("0.6"):
        return Fraction(0)
    return weight * min(attainment, Fraction("1.2"))


def lower_points(rate: Fraction) -> Fraction:
    """4 at 0, 0 at 2 per cent and above, a straight line between."""
    good, bad = Fraction(0), Fraction("0.02")
    if rate <= good:
        return Fraction(4)
    if rate >= bad:
        return Fraction(0)
    return 4 * (bad - rate) / (bad - good)


def collection_points(rate: Fraction) -> Fraction:
    """2, less 0.5 for each whole percentage point below 97 per cent."""
    below = max((Fraction("0.97") - rate) * 100, Fraction(0))
    return max(Fraction(0), 2 - Fraction("0.5") * (below // 1))


def contribution(indicators: dict[str, Scored]) -> Fraction:
    """The sum of the categories, none above its weight."""
    total = Fraction(0)
    for category, weight in FULL_CATEGORY.items():
        points = sum((s.points for code, s in indicators.items() if code.rstrip("0123456789") == category), Fraction(0))
        total += min(points, Fraction(weight))
    return half_up(total, 2)
