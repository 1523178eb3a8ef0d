"""Flows of the sample bank: payments, pay days, fees, settlement abroad, interest and the bank's own margins and costs."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random

from qiao.engine.money import BASIS_POINTS
from qiao.sample import rates, words
from qiao.sample.book import END, YEAR, Account, Book, Client
from qiao.sample.calendar import working_days
from qiao.sample.people import Manager
from qiao.sample.standing import Held, shares

MONTHS = tuple((year, month) for year in (2024, 2025) for month in range(1, 13))
QUARTERS = tuple((year, month) for year, month in MONTHS if month % 3 == 0)

# The fees of a book in millionths of its deposits a year, and which clients (by size within the book) pay them.
_FEES = (("S01", 900, slice(0, None)), ("S02", 300, slice(0, 8)), ("S03", 450, slice(0, 5)), ("G01", 380, slice(1, 6)),
         ("I01", 520, slice(0, 2)), ("A01", 200, slice(2, 7)), ("A02", 120, slice(0, 2)))  # fmt: skip
_BANKS = ("澜江城市信用联社", "东江商业银行", "江南农村商业银行", "远洋银行")


@dataclass(frozen=True)
class Flow:
    """One flow; the amount in hundredths of its currency."""

    client: Client
    account: Account | None
    day: date
    kind: str
    amount: int
    currency: str = "CNY"
    product: str = ""
    direction: str = ""
    counterparty: tuple[str, str] = ("", "")


@cache
def _month(year: int, month: int) -> tuple[date, ...]:
    return tuple(day for day in working_days() if (day.year, day.month) == (year, month))


def draw(seed: int, managers: list[Manager], book: Book) -> list[Flow]:
    """All flows in the order of their days."""
    found: list[Flow] = []
    for manager in managers:
        drawer = _Drawer(Random(f"{seed}:flows:{manager.manager_id}"), manager, book.of[manager.manager_id])
        found += drawer.draw()
    others = _Drawer(Random(f"{seed}:flows:orphans"), managers[1], book.orphans)
    for client in book.orphans:
        found += others.every_month(client)
    return sorted(found, key=lambda flow: (flow.day, flow.client.client_id, flow.kind))


class _Drawer:
    """Draws the flows of one manager's first clients."""

    def __init__(self, luck: Random, manager: Manager, clients: list[Client]) -> None:
        self.luck, self.manager = luck, manager
        self.clients = sorted(clients, key=lambda client: -client.size)
        self.counterparties = [(name, luck.choice(_BANKS)) for name, _ in words.draw_companies(luck, 12)]

    def draw(self) -> list[Flow]:
        found: list[Flow] = []
        self._choose()
        for client in self.clients:
            found += self.every_month(client)
            found += self._every_quarter(client)
            found += self._interest(client)
        found += self._fees()
        found += self._abroad()
        return [flow for flow in found if _lives(flow)]

    def _choose(self) -> None:
        """Which clients use what: the better the manager's year, the more."""
        star, luck = self.manager.part.is_star, self.luck
        old = [client for client in self.clients if not client.is_new]
        starting = 5 if star else luck.randint(0, 2)
        for number, client in enumerate(old):
            if number % 3 == 1:
                client.tags.add("payroll" if number // 3 >= starting else "payroll_starts")
        for client in self.clients:
            if star or luck.randrange(1000) < self.manager.attainment * 850 // 1000:
                client.tags.add("ebanking")

    def _on(self, year: int, month: int) -> date:
        return self.luck.choice(_month(year, month))

    def every_month(self, client: Client) -> Iterator[Flow]:
        """What a client does in a month."""
        luck, basic = self.luck, next(account for account in client.accounts if account.account_type == "basic")
        busy = 5 if client.is_new else 2 if client.size > 3000 else 1
        for year, month in MONTHS:
            for _ in range(busy):
                amount = max(client.deposits, 100_000) * luck.randint(5, 90) // 1000
                way = luck.choice(("in", "out"))
                yield Flow(
                    client,
                    basic,
                    self._on(year, month),
                    "payment",
                    amount,
                    product="S01",
                    direction=way,
                    counterparty=luck.choice(self.counterparties),
                )
            if "ebanking" in client.tags or (year, month) < (2025, luck.randint(6, 10)):
                yield Flow(client, basic, _month(year, month)[-1 - luck.randrange(5)], "ebanking", 0, product="E01")
            if "payroll" in client.tags or ("payroll_starts" in client.tags and (year, month) >= (2025, 3)):
                amount = (120_000 + client.size * 60) * luck.randint(950, 1080) // 10
                yield Flow(client, basic, _month(year, month)[7], "payroll", amount, product="P01", direction="out")
            yield Flow(client, basic, _month(year, month)[-1], "ftp_margin", _margin(client, year))

    def _every_quarter(self, client: Client) -> Iterator[Flow]:
        loans = _loans(client)
        for year, month in QUARTERS:
            last, margin = _month(year, month)[-1], 3 * _margin(client, year)
            yield Flow(client, None, last, "direct_cost", max(2_000, margin * 6 // 100))
            yield Flow(client, None, last, "tax", margin * 67 // 1000)
            if loans:
                cost = sum(_average(account, year) for account in loans) * 35 // 40_000
                yield Flow(client, None, last, "credit_cost", cost)

    def _interest(self, client: Client) -> Iterator[Flow]:
        """Interest falls due on the twentieth of a quarter's last month."""
        weak = self.manager.attainment < 700
        for account in _loans(client):
            for year, month in QUARTERS:
                due = _average(account, year) * 98 // 10_000
                paid = due * (self.luck.randint(900, 995) if weak and self.luck.randrange(4) == 0 else 1000) // 1000
                if "slow_trouble" in client.tags and (year, month) >= (2025, 9):
                    paid = 0
                day = date(year, month, 20)
                yield Flow(client, account, day, "interest_due", due, product=account.product)
                if paid:
                    yield Flow(client, account, day, "interest_received", paid, product=account.product, direction="in")

    def _fees(self) -> Iterator[Flow]:
        old = [client for client in self.clients if not client.is_new]
        for product, rate, chosen in _FEES:
            payers = old[chosen]
            total = sum(client.size + 200 for client in payers)
            for client in payers:
                yearly = self.manager.deposits * rate // 1_000_000 * (client.size + 200) // total
                for year, month in QUARTERS:
                    amount = yearly * self.luck.randint(900, 1100) // 4000 * (88 if year == 2024 else 100) // 100
                    day = self._on(year, month)
                    yield Flow(client, client.accounts[-1], day, "fee", amount, product=product)
                    if self.luck.randrange(120) == 0:
                        again = _month(year, month)[-1]
                        yield Flow(client, client.accounts[-1], max(day, again), "fee", -(amount // 3), product=product)

    def _abroad(self) -> Iterator[Flow]:
        """Settlement abroad and deals in currencies; some clients begin only in 2025."""
        traders = [client for client in self.clients if "trader" in client.tags and not client.is_new]
        starting = 2 if self.manager.part.is_star else self.luck.randint(0, 1)
        fresh = [client for client in self.clients if "trader" not in client.tags and not client.is_new][:starting]
        weight = sum(client.size + 500 for client in traders)
        for client in traders:
            currency = self.luck.choice(("USD", "USD", "USD", "EUR", "JPY", "CNY"))
            yearly = self.manager.settlement * (client.size + 500) // weight
            for year, month in MONTHS:
                cents = yearly * self.luck.randint(900, 1100) // 12_000 * (86 if year == 2024 else 100) // 100
                yield self._settled(client, year, month, currency, cents)
                if month % 2 == 0:
                    yield self._deal(client, year, month, cents * 55 // 100)
        for client in fresh:
            for month in range(4, 13, 2):
                yield self._settled(client, 2025, month, "USD", 2_500_000 + self.luck.randrange(2_000_000))

    def _settled(self, client: Client, year: int, month: int, currency: str, dollars: int) -> Flow:
        amount = _in_currency(currency, dollars)
        way = self.luck.choice(("in", "out"))
        return Flow(
            client, client.accounts[-1], self._on(year, month), "international_settlement", amount, currency, "S03", way
        )

    def _deal(self, client: Client, year: int, month: int, dollars: int) -> Flow:
        return Flow(client, client.accounts[-1], self._on(year, month), "fx_deal", dollars, "USD", "F01")


def _in_currency(currency: str, cents: int) -> int:
    """US cents in hundredths of another currency, at about the middle rates."""
    other = 10_000 if currency == "CNY" else rates.middle(currency)
    return cents * rates.middle("USD") // other


def _lives(flow: Flow) -> bool:
    """Whether the client was there that day and its account open."""
    closed = flow.account.closed_on if flow.account else flow.client.accounts[0].closed_on
    return flow.day >= flow.client.opened_on and (closed is None or flow.day < closed)


def _loans(client: Client) -> list[Account]:
    return [account for account in client.accounts if account.shape == "loan"]


def _average(account: Account, year: int) -> int:
    return account.average if year == 2025 else account.before


def _margin(client: Client, year: int) -> int:
    """A month's margin: 1.1 % a year on deposits, 1.3 % on loans."""
    return (
        sum(_average(account, year) * (13 if account.shape == "loan" else 11) for account in client.accounts) // 12_000
    )


# --- totals, from which targets are set -------------------------------------------------------------------------------

Totals = dict[str, dict[str, int]]


def totals(flows: list[Flow], held: Held) -> Totals:
    """2025's flows by what they are and by manager: fen of CNY, settlement and deals in US cents; about, at middle rates."""
    found: Totals = defaultdict(lambda: defaultdict(int))
    for flow in flows:
        if YEAR <= flow.day <= END:
            key = f"fee:{flow.product}" if flow.kind == "fee" else flow.kind
            amount = flow.amount
            if flow.kind in ("international_settlement", "fx_deal"):
                own = 10_000 if flow.currency == "CNY" else rates.middle(flow.currency)
                amount = amount * own // rates.middle("USD")
            for manager, share in shares(held, flow.client, flow.day):
                found[key][manager] += amount * share // BASIS_POINTS
    return found
