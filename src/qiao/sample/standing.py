"""Who stands for how much of what: the planned figures of each manager's year, from which targets are set."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from qiao.engine.money import BASIS_POINTS
from qiao.sample.book import END, YEAR, YEAR_DAYS, Account, Assignment, Client

Held = dict[str, list[Assignment]]


def by_client(assignments: Iterable[Assignment]) -> Held:
    """The assignments of each client."""
    held: Held = defaultdict(list)
    for each in assignments:
        held[each.client.client_id].append(each)
    return held


def lead_on(held: Held, client: Client, day: date) -> Assignment | None:
    """The lead's assignment on a day."""
    for each in held[client.client_id]:
        if each.role == "lead" and each.from_date <= day and (each.to_date is None or each.to_date >= day):
            return each
    return None


def averages(accounts: Iterable[Account], held: Held, products: frozenset[str]) -> dict[str, tuple[int, int]]:
    """By manager: (2024's average that travels with the clients, 2025's average) of some products, in fen, about."""
    before: dict[str, int] = defaultdict(int)
    now: dict[str, int] = defaultdict(int)
    for account in accounts:
        if account.product in products:
            for each in held[account.client.client_id]:
                part = each.share * each.days_in(YEAR, END)
                before[each.manager.manager_id] += account.before * part // (YEAR_DAYS * BASIS_POINTS)
                now[each.manager.manager_id] += account.average * part // (YEAR_DAYS * BASIS_POINTS)
    return {manager: (before[manager], now[manager]) for manager in now}


def shares(held: Held, client: Client, day: date) -> list[tuple[str, int]]:
    """(manager, basis points) of a client on a day."""
    return [
        (each.manager.manager_id, each.share)
        for each in held[client.client_id]
        if each.from_date <= day and (each.to_date is None or each.to_date >= day)
    ]
