"""End-of-day balances of the sample bank as change rows, shaped so that each year's average is what was planned."""

from collections.abc import Callable
from datetime import date
from random import Random

from qiao.sample import rates
from qiao.sample.book import BEGIN, YEAR, Account
from qiao.sample.calendar import days, is_working, left_in_month, season

_FIRST_YEAR = (YEAR - BEGIN).days
_OPENING = date(2023, 12, 31)
_DRESSED_DAYS = 3
_WHOLE = 1_000_000  # fen: large contracts are in whole ten thousand yuan

Path = list[int]
Rows = list[tuple[str, date, int]]


def draw(seed: int, accounts: list[Account]) -> Rows:
    """The change rows of every account: (account, day, balance in hundredths of its currency)."""
    found: Rows = []
    for account in accounts:
        found += _rows(account, Random(f"{seed}:balance:{account.account_id}"))
    return found


def _rows(account: Account, luck: Random) -> Rows:
    path = _SHAPES[account.shape](luck, account)
    _follow_growth(account, path)
    _tell_story(account, path)
    _live(account, path)
    amounts = _scaled(account, path)
    _overdraw(account, amounts)
    found: Rows = []
    before = 0
    if amounts[0]:
        found.append((account.account_id, _OPENING, amounts[0]))
        before = amounts[0]
    for day, amount in zip(days(), amounts, strict=True):
        if amount != before:
            found.append((account.account_id, day, amount))
            before = amount
    return found


# --- shapes: how full an account is each day, relative to itself ------------------------------------------------------


def _current(luck: Random, account: Account) -> Path:
    """A current account: moves on working days, the larger the oftener."""
    chance = 70 if account.average > 300_000_000 else 40 if account.average > 30_000_000 else 20
    path: Path = []
    noise, level = luck.randint(-120, 120), 1000
    for is_workday, full in zip(is_working(), season(), strict=True):
        if is_workday and luck.randrange(100) < chance:
            noise = noise * 7 // 8 + luck.randint(-110, 110)
            level = max(60, full + noise)
        path.append(level)
    return path


def _held(luck: Random, shortest: int, longest: int, spread: int) -> Path:
    path: Path = []
    while len(path) < len(days()):
        path += [1000 + luck.randint(-spread, spread)] * luck.randint(shortest, longest)
    return path[: len(days())]


def _time(luck: Random, account: Account) -> Path:
    """A time deposit: one amount until it matures, then another."""
    return _held(luck, 91, 366, 220)


def _steps(luck: Random, account: Account) -> Path:
    return _held(luck, 25, 120, 300)


def _loan(luck: Random, account: Account) -> Path:
    """A loan: repaid and drawn again on the twentieth of a month."""
    path: Path = []
    level = 1000
    for day in days():
        if day.day == 20 and luck.randrange(3) == 0:
            level = max(500, min(1500, level + luck.randint(-70, 75)))
        path.append(level)
    return path


_SHAPES: dict[str, Callable[[Random, Account], Path]] = {
    "current": _current, "time": _time, "steps": _steps, "loan": _loan,
}  # fmt: skip


# --- what happens to them ---------------------------------------------------------------------------------------------


def _at_its_changes(path: Path, changed: Callable[[int, int], int]) -> None:
    """Replace each level by `changed(level, day)`, but only where it moves: a balance at rest stays at rest."""
    before, held = -1, 0
    for at, level in enumerate(path):
        if level != before:
            before, held = level, max(1, changed(level, at))
        path[at] = held


def _follow_growth(account: Account, path: Path) -> None:
    """Grow or shrink evenly from the first year to the second, not in a leap on New Year's Day."""
    both = account.before + account.average
    if account.before and account.average and account.shape != "loan":
        tilt = 2000 * (account.average - account.before) // both
        _at_its_changes(path, lambda level, at: level * (1000 + tilt * (at - _FIRST_YEAR) // _FIRST_YEAR) // 1000)


def _tell_story(account: Account, path: Path) -> None:
    tags = account.client.tags
    if "slow_trouble" in tags and account.shape != "loan":
        start = (date(2024, 7, 1) - BEGIN).days
        _at_its_changes(path, lambda level, at: level * min(1000, max(40, 1000 - 2 * (at - start))) // 1000)
    if "lost" in tags:
        start = (date(2025, 2, 10) - BEGIN).days
        _at_its_changes(path, lambda level, at: level * min(1000, max(5, 1000 - 20 * (at - start))) // 1000)
    if "window_dressed" in tags and account.product == "D01":
        for at, day in enumerate(days()):
            if day >= YEAR and day.month % 3 == 0 and left_in_month(day) <= _DRESSED_DAYS:
                path[at] *= 6


def _live(account: Account, path: Path) -> None:
    """Nothing before the account is opened, nothing from its closing on."""
    for at, day in enumerate(days()):
        if day < account.opened_on or (account.closed_on and day >= account.closed_on):
            path[at] = 0


def _scaled(account: Account, path: Path) -> Path:
    """Levels as hundredths of the account's currency, each year's average as planned."""
    amounts: Path = []
    for levels, average in ((path[:_FIRST_YEAR], account.before), (path[_FIRST_YEAR:], account.average)):
        total, planned = sum(levels), _own(account, average) * len(levels)
        amounts += [level * planned // total if total else 0 for level in levels]
    if account.shape == "current":
        return amounts
    unit = _WHOLE if max(amounts) > 50 * _WHOLE else _WHOLE // 100
    return [amount // unit * unit for amount in amounts]


def _own(account: Account, fen: int) -> int:
    """An amount of CNY in the account's currency, at about the middle rate."""
    return fen if account.currency == "CNY" else fen * 10_000 // rates.middle(account.currency)


def _overdraw(account: Account, amounts: Path) -> None:
    """Ten days below zero: an overdraft of a client, a debit balance of a financial institution."""
    tags = account.client.tags
    if ("overdrawn" in tags and account.account_type == "basic") or account.product == "D09":
        start = (date(2025, 9, 12) - BEGIN).days
        depth = max(amounts) // 3
        amounts[start : start + 10] = [-depth] * 10
