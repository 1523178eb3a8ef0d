"""Targets (目标) of the sample bank, set so that a year comes out as its part says: what is to be reached ÷ attainment."""

from collections.abc import Iterator
from random import Random

from qiao.engine.money import as_text, power_of_ten
from qiao.sample.book import Account
from qiao.sample.flows import Totals
from qiao.sample.people import MILLION, Manager
from qiao.sample.products import PRODUCTS
from qiao.sample.standing import Held, averages

_CORPORATE = frozenset(code for code, _, family, _, tags, _ in PRODUCTS if family == "deposit" and tags != "interbank")
_DEMAND = frozenset(code for code, _, _, _, tags, _ in PRODUCTS if tags == "demand")
_LOANS = frozenset(code for code, _, family, _, tags, _ in PRODUCTS if family == "loan" or tags == "discount")
_SMALL = frozenset(code for code, _, _, _, tags, _ in PRODUCTS if tags == "small_business")
_TRADE = frozenset(code for code, _, family, _, _, _ in PRODUCTS if family == "trade_finance")
_FEES = {
    "FEE01": ("S01", "S02"), "FEE02": ("S03",), "FEE03": ("G01",), "FEE04": ("I01",), "FEE05": ("A01", "A02"),
}  # fmt: skip
_INTERNATIONAL = ("INTL01", "INTL02", "INTL03")


def draw(
    seed: int, managers: list[Manager], accounts: list[Account], held: Held, totals: Totals
) -> Iterator[tuple[object, ...]]:
    """One row a manager and indicator scored by target; who has none of a business gets a small target to begin with."""
    balances = {name: averages(accounts, held, chosen) for name, chosen in
                (("deposits", _CORPORATE), ("demand", _DEMAND), ("loans", _LOANS), ("small", _SMALL), ("trade", _TRADE))}  # fmt: skip
    for manager in managers:
        luck = Random(f"{seed}:targets:{manager.manager_id}")
        if manager.part.name == "trainee":
            continue
        for indicator, reached in _reached(manager.manager_id, balances, totals).items():
            if indicator in _INTERNATIONAL and "no_international_targets" in manager.tags:
                continue
            yield manager.manager_id, "2025", indicator, as_text(_target(luck, manager, reached) * 100, 4)
        active, families = _ratios(manager)
        yield manager.manager_id, "2025", "XSELL01", families
        yield manager.manager_id, "2025", "XSELL03", active


def _reached(manager: str, balances: dict[str, dict[str, tuple[int, int]]], totals: Totals) -> dict[str, int]:
    """About what the year brings, in hundredths, by indicator."""

    def average(kind: str) -> int:
        return balances[kind].get(manager, (0, 0))[1]

    def increase(kind: str) -> int:
        before, now = balances[kind].get(manager, (0, 0))
        return now - before

    flow = {key: found.get(manager, 0) for key, found in totals.items()}
    fees = sum(amount for key, amount in flow.items() if key.startswith("fee:"))
    net = flow.get("ftp_margin", 0) + fees - flow.get("credit_cost", 0) - flow.get("direct_cost", 0)
    return {
        "CORP01": average("deposits") * 97 // 100,
        "CORP02": increase("deposits") * 97 // 100,
        "CORP03": average("demand"),
        "CORP04": average("loans"),
        "CORP05": increase("loans"),
        "CORP06": increase("small"),
        "INTL01": flow.get("international_settlement", 0),
        "INTL02": flow.get("fx_deal", 0),
        "INTL03": average("trade"),
        **{code: sum(flow.get(f"fee:{product}", 0) for product in sold) for code, sold in _FEES.items()},
        "CONTRIB01": net,
        "CONTRIB02": net - flow.get("tax", 0) - average("loans") * 88 // 10_000,
    }


def _target(luck: Random, manager: Manager, reached: int) -> int:
    """A round figure, in hundredths."""
    if reached <= 0:
        reached = MILLION // 10
    spread = luck.randint(-20, 20) if manager.part.is_star else luck.randint(-60, 60)
    exact = reached * 1000 // (manager.attainment + spread)
    unit = power_of_ten(max(2, len(str(exact)) - 3))
    return max(unit, exact // unit * unit)


def _ratios(manager: Manager) -> tuple[str, str]:
    """Targets of the active share and of families a client (four places)."""
    if manager.part.is_star:
        return "0.8000", "4.2000"
    return "0.9500", "4.6000"
