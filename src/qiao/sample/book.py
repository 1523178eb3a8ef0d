"""The clients of the sample bank, their accounts and who manages them since when."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from random import Random

from qiao.engine.money import BASIS_POINTS
from qiao.sample import words
from qiao.sample.people import MILLION, Manager

BEGIN, YEAR, END = date(2024, 1, 1), date(2025, 1, 1), date(2025, 12, 31)
YEAR_DAYS = 365

CLIENTS = 1500
# Relative sizes at the middles of twenty equal slices of a log-normal distribution (sigma 1.75): the top fifth holds 80 %.
_SIZES = (32, 80, 133, 195, 267, 353, 454, 576, 723, 903, 1127, 1408, 1769, 2243, 2883, 3788, 5151, 7443, 12233, 31800)
_SCALES = ((9000, "large"), (2500, "medium"), (400, "small"), (0, "micro"))


@dataclass
class Account:
    """An account with the daily averages it is to have in 2024 and 2025, in fen of CNY, and how its balance moves."""

    account_id: str
    client: "Client"
    product: str
    shape: str
    before: int
    average: int
    currency: str = "CNY"
    account_type: str = "general"
    opened_on: date = date(2015, 6, 1)
    closed_on: date | None = None
    matures_on: date | None = None


@dataclass
class Client:
    """A client; `size` is relative."""

    client_id: str
    name: str
    industry: str
    size: int
    scale: str
    region: str
    opened_on: date
    uscc: str
    group_id: str = ""
    deposits: int = 0
    accounts: list[Account] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)

    @property
    def is_new(self) -> bool:
        """Whether it came in 2025."""
        return self.opened_on >= YEAR

    def has(self, *products: str) -> bool:
        """Whether it has an account of one of these products."""
        return any(account.product in products for account in self.accounts)


@dataclass(frozen=True)
class Assignment:
    """Who has how much of a client (basis points) from when to when (both included; None: still)."""

    client: Client
    manager: Manager
    from_date: date
    to_date: date | None = None
    share: int = BASIS_POINTS
    role: str = "lead"
    inherited: bool = False

    def days_in(self, start: date, end: date) -> int:
        """On how many days of a span it holds."""
        return max(0, (min(self.to_date or end, end) - max(self.from_date, start)).days + 1)


@dataclass
class Book:
    """All clients, and each manager's first clients."""

    clients: list[Client]
    of: dict[str, list[Client]]
    orphans: list[Client]


def draw(seed: int, managers: list[Manager]) -> Book:
    """All clients with their accounts."""
    luck = Random(f"{seed}:clients")
    names = words.draw_companies(luck, CLIENTS)
    numbers = count(1)
    made: list[Client] = []
    of: dict[str, list[Client]] = {}
    for manager in managers:
        of[manager.manager_id] = [
            _client(luck, next(numbers), names, manager, place) for place in range(manager.part.clients)
        ]
        made += of[manager.manager_id]
    hosts = [manager for manager in managers if manager.part.clients >= 20 and not manager.part.is_star]
    orphans: list[Client] = []
    while len(made) < CLIENTS:
        host = luck.choice(hosts)
        client = _client(luck, next(numbers), names, host, 12)
        made.append(client)
        if len(orphans) < 6:
            orphans.append(client)
        else:
            of[host.manager_id].append(client)
    _group(luck, made)
    return Book(made, of, orphans)


def _client(luck: Random, number: int, names: list[tuple[str, str]], manager: Manager, place: int) -> Client:
    """Sizes run through the whole distribution in each book, so that a book is many small clients and a few large."""
    clients = max(manager.part.clients, 1)
    size = _SIZES[place * len(_SIZES) // clients] * luck.randint(800, 1250) // 1000 if place < clients else 900
    name, industry = names[number - 1]
    opened = date(luck.randint(2006, 2023), luck.randint(1, 12), luck.randint(1, 28))
    newcomers = 7 if manager.part.is_star else max(1, manager.attainment // 300)
    if 4 <= place < 4 + newcomers and manager.part.name not in ("newcomer", "leaver"):
        opened = date(2025, luck.randint(1, 7), luck.randint(2, 28))
    scale = next(scale for least, scale in _SCALES if size >= least)
    district = words.DISTRICTS[int(manager.branch_id[1:]) - 1]
    return Client(
        f"{10000000 + number * 37:08d}",
        name,
        industry,
        size,
        scale,
        f"{words.CITY}{district}",
        opened,
        words.credit_code(luck),
    )


def _group(luck: Random, clients: list[Client]) -> None:
    """Some clients belong to a group."""
    large = [client for client in clients if client.scale in ("large", "medium")]
    for number in range(40):
        for client in luck.sample(large, luck.randint(2, 4)):
            client.group_id = client.group_id or f"G{number + 1:03d}"


# --- who manages whom ------------------------------------------------------------------------------------------------


def assign(seed: int, managers: list[Manager], book: Book) -> list[Assignment]:
    """Every client's managers by date: most have one since long ago, some are shared, handed over or nobody's a while."""
    luck = Random(f"{seed}:assignments")
    found: list[Assignment] = []
    receivers = [
        manager
        for manager in managers
        if not manager.part.is_star and manager.part.clients > 20 and not manager.in_post_to
    ]
    receiver = next(manager for manager in managers if "receiver" in manager.tags)
    for manager in managers:
        for client in book.of[manager.manager_id]:
            since = _since(client, manager)
            if manager.in_post_to:
                last = date.fromisoformat(manager.in_post_to)
                found += _handed_over(client, manager, receiver, since, date(2025, 7, 1), last)
            elif manager.part.name == "newcomer":
                giver = luck.choice(receivers)
                found += _handed_over(client, giver, manager, _since(client, giver), date(2025, 9, 1))
            else:
                found += _usual(luck, client, manager, managers, receivers, since)
    former = receivers[0]
    found += [Assignment(client, former, _since(client, former), date(2024, 10, 31)) for client in book.orphans]
    return found


def _since(client: Client, *managers: Manager) -> date:
    """Since when these managers may have the client."""
    return max(client.opened_on, *(date.fromisoformat(manager.in_post_from) for manager in managers))


def _handed_over(
    client: Client, giver: Manager, receiver: Manager, since: date, on: date, last: date | None = None
) -> list[Assignment]:
    last = last or date.fromordinal(on.toordinal() - 1)
    return [
        Assignment(client, giver, since, last),
        Assignment(client, receiver, on, inherited=True),
    ]


def _usual(
    luck: Random, client: Client, manager: Manager, managers: list[Manager], receivers: list[Manager], since: date
) -> list[Assignment]:
    chance = luck.randrange(100)
    if chance < 10 and not client.is_new and (client.size < 5000 or not manager.part.is_star):
        return _shared(luck, client, manager, managers, since)
    if manager.part.is_star or client.is_new or client.size > 2500:
        return [Assignment(client, manager, since)]
    if chance < 15:
        other = luck.choice([each for each in receivers if each is not manager])
        return _handed_over(client, manager, other, since, date(2025, luck.randint(2, 10), luck.choice((1, 15))))
    if chance < 17:
        gone = date(2025, luck.randint(3, 9), luck.randint(1, 28))
        back = date.fromordinal(gone.toordinal() + luck.randint(15, 45))
        return [Assignment(client, manager, since, gone), Assignment(client, manager, back)]
    return [Assignment(client, manager, since)]


def _shared(luck: Random, client: Client, manager: Manager, managers: list[Manager], since: date) -> list[Assignment]:
    near = [
        each for each in managers if each.branch_id == manager.branch_id and each is not manager and _may_assist(each)
    ]
    kind = luck.randrange(10)
    if kind == 0 and len(near) >= 2:
        second, third = luck.sample(near, 2)
        since = _since(client, manager, second, third)
        return [
            Assignment(client, manager, since, share=3333),
            Assignment(client, second, since, share=3333, role="assist"),
            Assignment(client, third, since, share=3333, role="assist"),
        ]
    helper = luck.choice(near)
    since = _since(client, manager, helper)
    share = luck.choice((7000, 7000, 7000, 8000, 6000))
    rest = [Assignment(client, helper, since, share=BASIS_POINTS - share, role="assist")]
    if kind == 1:
        start = date(2025, 7, 1)
        before = Assignment(client, manager, since, date(2025, 6, 30))
        rest = [Assignment(client, helper, start, share=BASIS_POINTS - share, role="assist")]
        return [before, Assignment(client, manager, start, share=share), *rest]
    return [Assignment(client, manager, since, share=share), *rest]


def _may_assist(manager: Manager) -> bool:
    return not manager.in_post_to and manager.part.name not in ("newcomer", "trainee")


# --- what they hold --------------------------------------------------------------------------------------------------


def open_accounts(seed: int, managers: list[Manager], book: Book) -> list[Account]:
    """Every client's accounts, sized so that a manager's book has the deposits and loans that the year is to show."""
    found: list[Account] = []
    numbers = count(1)
    for manager in managers:
        luck = Random(f"{seed}:accounts:{manager.manager_id}")
        opener = _Opener(luck, manager, book.of[manager.manager_id], numbers)
        found += opener.open()
    lone = _Opener(Random(f"{seed}:accounts:orphans"), managers[1], book.orphans, numbers, deposits=12 * MILLION)
    return found + lone.open()


class _Opener:
    """Opens the accounts of one manager's clients."""

    def __init__(
        self, luck: Random, manager: Manager, clients: list[Client], numbers: "count[int]", deposits: int | None = None
    ) -> None:
        self.luck, self.manager, self.clients, self.numbers = luck, manager, clients, numbers
        self.deposits = manager.deposits if deposits is None else deposits
        self.loans = manager.loans if deposits is None else 0
        self.made: list[Account] = []

    def open(self) -> list[Account]:
        if not self.clients:
            return []
        self._deposits()
        self._loans()
        self._trade()
        return self.made

    def _add(self, client: Client, product: str, shape: str, before: int, average: int, **more: object) -> Account:
        number = f"{self.manager.branch_id[1:]}{next(self.numbers) * 7:09d}"
        opened = client.opened_on
        made = Account(number, client, product, shape, before, average, opened_on=opened, **more)  # type: ignore[arg-type]
        client.accounts.append(made)
        self.made.append(made)
        return made

    def _deposits(self) -> None:
        total = sum(client.size for client in self.clients)
        growth = self.manager.part.growth
        new = sum(self.deposits * client.size // total for client in self.clients if client.is_new)
        old = max(self.deposits - new, 1)
        # What was there before, so that the whole book grows by the part's rate although new clients had nothing.
        before_rate = max(0, self.deposits * (1000 - growth) // 1000) * 1000 // old
        for client in self.clients:
            client.deposits = self.deposits * client.size // total
            before = 0 if client.is_new else client.deposits * before_rate // 1000
            self._deposit_accounts(client, before, client.deposits)

    def _deposit_accounts(self, client: Client, before: int, average: int) -> None:
        luck = self.luck
        left = 1000
        if client.size > 700 and luck.randrange(100) < 55:
            part = luck.randint(250, 450)
            left -= part
            self._add(client, luck.choice(("D02", "D03")), "time", before * part // 1000, average * part // 1000)
        if client.size > 2000 and luck.randrange(100) < 30:
            part = luck.randint(50, 120)
            left -= part
            self._add(client, "D04", "steps", before * part // 1000, average * part // 1000, account_type="special")
        if "foreign" in client.tags or (client.size > 1100 and luck.randrange(100) < 22):
            part = luck.randint(60, 180)
            left -= part
            client.tags.add("foreign")
            currency = luck.choice(("USD", "USD", "USD", "EUR", "JPY", "HKD"))
            self._add(client, "D05", "current", before * part // 1000, average * part // 1000, currency=currency)
        self._add(client, "D01", "current", before * left // 1000, average * left // 1000, account_type="basic")
        if luck.randrange(100) < 45:
            self._add(client, "D01", "current", before // 200, average // 200)

    def _loans(self) -> None:
        borrowers = [client for client in self.clients if client.size > 250 and not client.is_new][::2]
        if not borrowers or not self.loans:
            return
        weights = [client.size + 500 for client in borrowers]
        for client, weight in zip(borrowers, weights, strict=True):
            average = self.loans * weight // sum(weights)
            before = average * self.luck.randint(780, 860) // 1000
            if self.manager.attainment < 700:
                before = average * self.luck.randint(960, 1080) // 1000
            client.tags.add("borrower")
            small = client.scale in ("small", "micro")
            product = self.luck.choice(("L03", "L03", "L01")) if small else self.luck.choice(("L01", "L02"))
            self._loan(client, product, before, average)
            if not small and self.luck.randrange(100) < 15:
                self._loan(client, "L04", before // 12, average // 10)

    def _loan(self, client: Client, product: str, before: int, average: int) -> None:
        matures = date(2026, self.luck.randint(1, 12), 20)
        self._add(client, product, "loan", before, average, account_type="loan", matures_on=matures)

    def _trade(self) -> None:
        traders = [client for client in self.clients if "foreign" in client.tags]
        if len(traders) < 2 or (len(traders) < 3 and self.manager.part.is_star):
            traders = [client for client in self.clients if client.size > 900][-3:]
        for number, client in enumerate(traders):
            client.tags.add("trader")
            if number % 2 == 0:
                average = self.deposits // 30
                self._add(client, "T01", "steps", average * 85 // 100, average, account_type="other")
