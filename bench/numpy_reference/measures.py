"""Every measure of the standard, by manager, and of those that add up what each client brought."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from numpy_reference import balances, clients, flows, loans, people, shares
from numpy_reference.bank import Bank
from numpy_reference.exact import Whole, half_up, less, plus, scaled, summed, times

AMOUNT, RATIO, COUNT = 2, 4, 0  # decimal places


class Measured(NamedTuple):
    """A published figure by manager, in units of so many decimal places; 0 where it is not applicable."""

    units: Whole
    scale: int
    is_known: Whole


class Fact(NamedTuple):
    """What a client brought, by pair: numerators of whole units over one denominator."""

    numerators: Whole
    denominator: int


class Measures(NamedTuple):
    """All measures, their facts, the groups of newly bad loans and the overdue spells."""

    managers: dict[str, Measured]
    facts: dict[str, Fact]
    pairs: pd.DataFrame
    groups: pd.DataFrame
    spells: pd.DataFrame


class Ledger:
    """What has been read of a bank, and the measures that have been found."""

    def __init__(self, bank: Bank) -> None:
        self.bank, self.asked = bank, bank.standard["measures"]
        months = {int(measure["months"]) for measure in self.asked.values() if "months" in measure}
        self.shares = shares.shared(bank, tuple(clients.windows(bank, number)[0] for number in sorted(months)))
        self.statuses = loans.statuses(bank)
        self.events = loans.events(bank, self.statuses, self._only("npl_events"))
        self.balances = balances.summed_up(bank, self.shares.changes, self.events)
        self.flows = flows.read(bank, self.shares.changes)
        self.groups = loans.groups(bank, self.shares, self.events, self.balances.asked)
        self.spells = loans.spells(bank, self.shares, self.statuses)
        self.cells: dict[tuple[str, bool], Whole] = {}
        self.facts: dict[str, Fact] = {}
        self.found: dict[str, Measured] = {}

    def _only(self, kind: str) -> dict[str, Any]:
        (found,) = (measure for measure in self.asked.values() if measure["kind"] == kind)
        return found

    def book(self, measure: dict[str, Any]) -> Whole:
        """A book's sums over days by cell; each book is summed up once."""
        name, by_product = measure["book"], measure.get("coefficient") == "product"
        if (name, by_product) not in self.cells:
            found = balances.by_cell(self.bank, self.balances, balances.book(self.bank, name), by_product)
            self.cells[name, by_product] = found
        return self.cells[name, by_product]

    def by_manager(self, by_pair: Whole) -> Whole:
        """Sums by pair as sums by manager."""
        return summed(by_pair, self.shares.pairs.manager.to_numpy(), len(self.bank.managers))

    def amount(self, name: str, numerators: Whole, denominator: int) -> Measured:
        """An amount from what each client brought, rounded once."""
        self.facts[name] = Fact(numerators, denominator)
        return published(half_up(self.by_manager(numerators), denominator // 100), AMOUNT)

    def count(self, name: str, by_client: Whole) -> Whole:
        """A number of each client, which its lead manager on the last day has, by manager."""
        by_pair = np.zeros(len(self.shares.pairs), np.int64)
        leads = self.shares.leads_on(self.bank.period.last)
        by_pair[leads.pair] = by_client[leads.client]
        self.facts[name] = Fact(by_pair, 1)
        return self.by_manager(by_pair)

    def charged(self, by_pair: pd.DataFrame) -> Measured:
        """How many groups or spells there are."""
        return published(self.by_manager(np.bincount(by_pair.pair, minlength=len(self.shares.pairs))), COUNT)


def published(units: Whole, scale: int) -> Measured:
    """A figure that everybody has."""
    return Measured(units, scale, np.ones(len(units), bool))


def divided(numerators: Whole, denominators: Whole) -> Measured:
    """A ratio, not applicable where the denominator is 0."""
    is_known = np.asarray(denominators != 0, bool)
    # Both signs are turned where the denominator is negative.
    turned = np.where(np.asarray(denominators < 0, bool), -1, 1)
    over = np.where(is_known, abs(denominators), 1)
    return Measured(np.where(is_known, half_up(times(numerators * turned, 10**RATIO), over), 0), RATIO, is_known)


# --- kinds of measure ------------------------------------------------------------------------------------------------


def _average(ledger: Ledger, name: str, measure: dict[str, Any]) -> Measured:
    brought = ledger.shares.attributed(ledger.book(measure))
    return ledger.amount(name, brought, 100 * shares.WHOLE * ledger.bank.period.days * _coefficient(measure))


def _base(ledger: Ledger, name: str, measure: dict[str, Any]) -> Measured:
    """The client's whole average a year earlier times the manager's average share."""
    if measure["base"] != "client":
        raise ValueError(f"base: {measure['base']} is left out")
    bank, pairs, held = ledger.bank, ledger.shares.pairs, ledger.shares.held
    share = summed((held.share * held.days).to_numpy(), held.pair.to_numpy(), len(pairs))
    before = ledger.book(measure).reshape(ledger.shares.starts.shape)[:, 0]
    denominator = 100 * shares.WHOLE * bank.before.days * bank.period.days * _coefficient(measure)
    return ledger.amount(name, times(before[pairs.client], share), denominator)


def _coefficient(measure: dict[str, Any]) -> int:
    return balances.ONE if measure["coefficient"] == "product" else 1


def _increase(ledger: Ledger, name: str, measure: dict[str, Any]) -> Measured:
    """Of published figures; a client's is exact."""
    above, below = (ledger.facts[measure[part]] for part in ("of", "less"))
    factor = below.denominator // above.denominator
    ledger.facts[name] = Fact(less(times(above.numerators, factor), below.numerators), below.denominator)
    return published(less(*(ledger.found[measure[part]].units for part in ("of", "less"))), AMOUNT)


def _period_end(ledger: Ledger, name: str, measure: dict[str, Any]) -> Measured:
    bank, own = ledger.bank, balances.book(ledger.bank, measure["book"])
    if "five_class_at_least" in measure:
        is_bad = loans.is_bad_at_end(bank, ledger.statuses, int(measure["five_class_at_least"]))
        own = balances.Book(*(counts & is_bad for counts in own))
    held = ledger.shares.held[ledger.shares.held.is_last]
    by_client = balances.last_by_client(bank, ledger.balances, own)
    return ledger.amount(name, ledger.shares.attributed(by_client, held.assign(cell=held.client)), 100 * shares.WHOLE)


def _flow(ledger: Ledger, name: str, measure: dict[str, Any]) -> Measured:
    total = ledger.flows.total(measure["flow_kinds"], measure["currency"], measure.get("fee_lines"))
    return ledger.amount(name, ledger.shares.attributed(total), 100 * shares.WHOLE)


def _capital(ledger: Ledger, name: str, _: dict[str, Any]) -> Measured:
    brought = clients.capital(ledger.bank, ledger.shares)
    return ledger.amount(name, brought, 100 * shares.WHOLE * ledger.bank.period.days)


def _all_positive(ledger: Ledger, _: str, measure: dict[str, Any]) -> Measured:
    has = np.logical_and.reduce([np.asarray(ledger.found[name].units > 0, bool) for name in measure["of"]])
    return published(has.astype(np.int64), COUNT)


def _net(ledger: Ledger, _: str, measure: dict[str, Any]) -> Measured:
    """Each product is rounded."""
    found = np.zeros(len(ledger.bank.managers), np.int64)
    for term in measure["terms"]:
        product = times(ledger.found[term["measure"]].units, scaled(term["times"], RATIO))
        found = plus(found, half_up(product, 10**RATIO))
    return published(found, AMOUNT)


def _ratio(ledger: Ledger, _: str, measure: dict[str, Any]) -> Measured:
    return divided(ledger.found[measure["numerator"]].units, ledger.found[measure["denominator"]].units)


def _new_effective_clients(ledger: Ledger, name: str, measure: dict[str, Any]) -> Measured:
    counts = clients.new_effective(ledger.bank, ledger.shares, ledger.flows, ledger.book(measure), measure)
    return published(ledger.count(name, counts), COUNT)


def _new_accounts(ledger: Ledger, name: str, measure: dict[str, Any]) -> Measured:
    return published(ledger.count(name, clients.new_accounts(ledger.bank, measure)), COUNT)


def _new_flow_clients(ledger: Ledger, name: str, measure: dict[str, Any]) -> Measured:
    return published(ledger.count(name, clients.new_with_flows(ledger.bank, ledger.flows, measure)), COUNT)


def _active_clients(ledger: Ledger, name: str, measure: dict[str, Any]) -> Measured:
    active, every = clients.active(ledger.bank, ledger.flows, measure)
    return divided(ledger.count(f"{name}/active", active), ledger.count(f"{name}/clients", every))


def _active_families(ledger: Ledger, name: str, measure: dict[str, Any]) -> Measured:
    held, those = clients.families(ledger.bank, ledger.shares, ledger.book(measure), measure)
    number = ledger.count(f"{name}/clients", those)
    return divided(ledger.count(f"{name}/held", held), number)


def _npl_events(ledger: Ledger, *_: object) -> Measured:
    return ledger.charged(ledger.groups)


def _overdue_spells(ledger: Ledger, *_: object) -> Measured:
    return ledger.charged(ledger.spells)


def _timely_duties(ledger: Ledger, _: str, measure: dict[str, Any]) -> Measured:
    """The mean of the published rates of the kinds that fell due."""
    rates = [divided(*clients.duties(ledger.bank, ledger.shares, kind)) for kind in measure["duty_kinds"]]
    known = sum(rate.is_known.astype(np.int64) for rate in rates)
    mean = half_up(sum(rate.units for rate in rates), np.maximum(known, 1))
    return Measured(mean, RATIO, known > 0)


def _referrals(ledger: Ledger, *_: object) -> Measured:
    return published(people.referrals(ledger.bank), COUNT)


def _awards(ledger: Ledger, _: str, measure: dict[str, Any]) -> Measured:
    return published(people.awards(ledger.bank, measure["indicator"]), AMOUNT)


_KINDS: dict[str, Callable[[Ledger, str, dict[str, Any]], Measured]] = {
    "average": _average, "base": _base, "increase": _increase, "period_end": _period_end, "flow": _flow, "capital": _capital,
    "all_positive": _all_positive, "net": _net, "ratio": _ratio, "new_effective_clients": _new_effective_clients,
    "new_accounts": _new_accounts, "new_flow_clients": _new_flow_clients, "active_clients": _active_clients,
    "active_families": _active_families, "npl_events": _npl_events, "overdue_spells": _overdue_spells,
    "timely_duties": _timely_duties, "referrals": _referrals, "awards": _awards,
}  # fmt: skip


def measured(bank: Bank) -> Measures:
    """Every measure, in the order of the standard, in which none stands before what it is made of."""
    ledger = Ledger(bank)
    for name, measure in ledger.asked.items():
        ledger.found[name] = _KINDS[measure["kind"]](ledger, name, measure)
    return Measures(ledger.found, ledger.facts, ledger.shares.pairs, ledger.groups, ledger.spells)
