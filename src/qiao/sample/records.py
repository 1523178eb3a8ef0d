"""What else the bank knows: loan status, capital, holdings, duties, ratings, awards, targets, absences, credit lines."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from qiao.engine.money import as_text
from qiao.sample import products
from qiao.sample.book import Account, Book, Client
from qiao.sample.people import Manager
from qiao.sample.standing import Held, lead_on

Row = tuple[object, ...]

_QUARTER_ENDS = tuple(
    date(year, month, 30 if month in (6, 9) else 31) for year in (2024, 2025) for month in (3, 6, 9, 12)
)

_ITEMS = {
    "character": ("integrity", "compliance", "confidentiality", "responsibility", "careful_promises", "team_spirit"),
    "professional": ("product_knowledge", "marketing", "financial_analysis", "solution_design", "market_research",
                     "documentation", "coordination", "learning"),
    "mental": ("pressure", "resilience", "self_drive", "communication", "openness"),
}  # fmt: skip
_GROUPS = {
    "character": (("superior", 1), ("peer", 5), ("office", 2), ("record", 1)),
    "professional": (("self", 1), ("superior", 1), ("office", 2), ("exam", 1)),
    "mental": (("self", 1), ("superior", 1), ("peer", 5), ("exam", 1)),
}


def loan_status(seed: int, accounts: list[Account]) -> Iterator[Row]:
    """Normal for nearly all; one client slides from late interest to a substandard loan within the year."""
    for account in accounts:
        if account.shape != "loan":
            continue
        luck = Random(f"{seed}:status:{account.account_id}")
        opened = max(account.opened_on, date(2023, 12, 31))
        yield account.account_id, opened, 1, 0, ""
        if "slow_trouble" in account.client.tags:
            yield account.account_id, date(2025, 6, 21), 2, 12, ""
            yield account.account_id, date(2025, 8, 1), 2, 52, ""
            yield account.account_id, date(2025, 10, 9), 3, 121, ""
            yield account.account_id, date(2025, 12, 20), 4, 193, ""
        elif "late" in account.client.tags:
            late = date(2025, luck.randint(2, 10), 21)
            yield account.account_id, late, 1, luck.randint(3, 25), ""
            yield account.account_id, late + timedelta(days=luck.randint(5, 20)), 1, 0, ""
        elif "exempted" in account.client.tags:
            yield account.account_id, date(2025, 5, 21), 3, 95, "true"


def mark_late(seed: int, managers: list[Manager], book: Book) -> None:
    """Some borrowers of the weaker managers pay late; one small borrower's loss is exempted (尽职免责)."""
    luck = Random(f"{seed}:late")
    exempted = False
    for manager in managers:
        borrowers = [client for client in book.of[manager.manager_id] if "borrower" in client.tags]
        if manager.attainment < 900 and borrowers:
            for client in luck.sample(borrowers, min(2, len(borrowers))):
                if not client.tags & {"slow_trouble", "lost"}:
                    client.tags.add("late")
        small = [
            client for client in borrowers if client.scale == "micro" and not client.tags & {"late", "slow_trouble"}
        ]
        if small and not exempted and not manager.part.is_star:
            small[0].tags.add("exempted")
            exempted = True


def capital(accounts: list[Account]) -> Iterator[Row]:
    """Economic capital: eight per cent of a client's loans, anew each quarter."""
    clients: dict[str, list[Account]] = {}
    for account in accounts:
        if account.shape == "loan":
            clients.setdefault(account.client.client_id, []).append(account)
    for client, loans in clients.items():
        yield client, date(2023, 12, 31), _money(sum(loan.before for loan in loans) * 8 // 100)
        for day in _QUARTER_ENDS:
            amount = sum(loan.average if day.year == 2025 else loan.before for loan in loans) * 8 // 100
            yield client, day, _money(amount)


def holdings(seed: int, managers: list[Manager], book: Book) -> Iterator[Row]:
    """Products held and last used, the more the better the manager's year; each family that an account is of is held."""
    for manager in managers:
        luck = Random(f"{seed}:holdings:{manager.manager_id}")
        for client in book.of[manager.manager_id]:
            yield from _held(luck, manager, client)
    for client in book.orphans:
        yield client.client_id, "D01", client.opened_on, "", date(2025, 12, 30)


def _held(luck: Random, manager: Manager, client: Client) -> Iterator[Row]:
    used = {account.product for account in client.accounts if products.FAMILY[account.product] != "bill"}
    chance = 62 if manager.part.is_star else manager.attainment * 45 // 1000
    used |= {
        product for product in ("S01", "S02", "E01", "P01", "W01", "F01", "G01", "A01") if luck.randrange(100) < chance
    }
    for product in sorted(used):
        since = max(client.opened_on, date(luck.randint(2018, 2024), luck.randint(1, 12), 1))
        last = client.accounts[0].closed_on or date(2025, 12, 31) - timedelta(days=luck.randint(0, 80))
        if luck.randrange(100) < 6:
            last = date(2025, luck.randint(6, 9), 15)
        yield client.client_id, product, since, client.accounts[0].closed_on or "", max(last, since)


def duties(seed: int, accounts: list[Account], held: Held) -> Iterator[Row]:
    """A post-loan check each quarter for every borrower, and now and then a signal; the weaker the year, the later done."""
    luck, number = Random(f"{seed}:duties"), 0
    borrowers = {account.client.client_id: account.client for account in accounts if account.shape == "loan"}
    for client in borrowers.values():
        for year, month in ((year, month) for year in (2024, 2025) for month in (3, 6, 9, 12)):
            due = date(year, month, 25)
            found = lead_on(held, client, due)
            punctual = 1000 if found is None or found.manager.part.is_star else min(985, found.manager.attainment + 60)
            number += 1
            yield f"D{number:06d}", client.client_id, "post_loan_check", due, _done(luck, due, punctual)
            if luck.randrange(10) == 0 or "slow_trouble" in client.tags:
                number += 1
                yield (
                    f"D{number:06d}",
                    client.client_id,
                    "signal",
                    date(year, month, 12),
                    _done(luck, date(year, month, 12), punctual),
                )


def _done(luck: Random, due: date, punctual: int) -> object:
    if luck.randrange(1000) < punctual:
        return due - timedelta(days=luck.randint(0, 9))
    return due + timedelta(days=luck.randint(1, 25)) if luck.randrange(3) else ""


def ratings(seed: int, managers: list[Manager]) -> Iterator[Row]:
    """Every item by every group that rates it; one manager is hardly rated, one has a veto."""
    for manager in managers:
        luck = Random(f"{seed}:ratings:{manager.manager_id}")
        for item, group, number in _rated(manager):
            better = 150 if group == "self" else 0
            score = min(9950, max(3000, manager.quality + luck.randint(-9, 9) * 50 + better)) // 50 * 50
            veto = "true" if "veto" in manager.tags and (item, group) == ("compliance", "superior") else ""
            yield manager.manager_id, "2025", item, group, _rater(manager, group, number), _money(score), veto


def _rated(manager: Manager) -> Iterator[tuple[str, str, int]]:
    """(item, group of raters, number of the rater) of one manager."""
    classes = ["mental"] if "unrated" in manager.tags else [] if manager.part.name == "trainee" else list(_ITEMS)
    for name in classes:
        for item in _ITEMS[name]:
            for group, raters in _GROUPS[name]:
                yield from ((item, group, number) for number in range(raters))


def _rater(manager: Manager, group: str, number: int) -> str:
    if group == "self":
        return manager.manager_id
    names = {"superior": f"S{manager.branch_id}", "office": f"Z{number + 1:02d}", "record": "", "exam": "E2025"}
    return names.get(group, f"P{int(manager.manager_id[1:]) * 7 % 89:02d}{number + 1}")


def awards(managers: list[Manager]) -> Iterator[Row]:
    """Awards (加分), in hundredths: the caps of the three kinds are 4, 3 and 3; one waits for its approver."""
    number = 0
    for manager in managers:
        left = manager.awards
        for indicator, cap, reason in (
            ("BONUS01", 400, "重大项目落地"),
            ("BONUS02", 300, "创新与市场情报"),
            ("BONUS03", 300, "协作与荣誉"),
        ):
            points = min(left, cap)
            left -= points
            if points:
                number += 1
                yield (
                    f"W{number:04d}",
                    manager.manager_id,
                    date(2025, 11, 28),
                    indicator,
                    as_text(points, 2),
                    reason,
                    "行长办公会",
                )
    waiting = next(manager for manager in managers if manager.part.name == "steady_manager")
    yield f"W{number + 1:04d}", waiting.manager_id, date(2025, 12, 12), "BONUS03", "1.50", "协助兄弟支行(待批)", ""


def absences(managers: list[Manager]) -> Iterator[Row]:
    """One manager is away for five months, two for a few weeks."""
    away = next(manager for manager in managers if manager.part.name == "on_leave")
    yield away.manager_id, date(2025, 3, 3), date(2025, 8, 8), "maternity"
    for number, manager in enumerate([each for each in managers if each.part.name == "steady_manager"][:2]):
        start = date(2025, 5 + 4 * number, 6)
        yield manager.manager_id, start, start + timedelta(days=23 + 9 * number), "study" if number else "sick"


def limits(accounts: list[Account]) -> Iterator[Row]:
    """A credit line for every borrower, a third above what it uses."""
    clients: dict[str, int] = {}
    for account in accounts:
        if account.shape == "loan":
            clients[account.client.client_id] = clients.get(account.client.client_id, 0) + account.average
    for client, used in clients.items():
        amount = (used * 4 // 3 // 100_000_000 + 1) * 100_000_000
        yield f"X{client}", client, "综合授信", _money(amount), "CNY", date(2025, 1, 1), date(2026, 12, 31)


def _money(fen: int) -> str:
    return as_text(fen, 2)
