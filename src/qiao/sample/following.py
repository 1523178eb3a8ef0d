"""The months after (次年续批): what the sample bank's second batch brings, drawn from the first one's own tables.

Each account and client goes on as in the year before, on the same days moved by a year, larger or smaller by as much as that year
was than the one before it; who manages whom stays. One fee of December comes in late: it belongs to the year that is over.
"""

import csv
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from qiao.engine import files, workdays
from qiao.engine.money import as_text, parse
from qiao.sample.book import END as FIRST_END
from qiao.sample.book import YEAR
from qiao.sample.writing import write

END = date(2026, 10, 31)
LATE_FEE_OF = "M0035"  # whose client paid it
_LATE = date(2025, 12, 24)
_MAPPING = f"# 样例银行第二批:数据截至日 / the sample bank's second batch: data date\ndata_date: {END}\n"
_LEAST, _MOST = 800, 1250  # thousandths by which a year may differ from the one before
_WHOLE = 1_000_000  # fen: large contracts are in whole ten thousand yuan
_RAISED = 118  # per cent of a year's targets that the next year's are
_RATIOS = ("XSELL01", "XSELL03")  # whose targets are shares, and stay
_SUBSTANDARD = 90  # days overdue from which a loan does not simply repeat its year
_NOISE = 4
Row = dict[str, str]


def follow(seed: int, first: Path, out: Path, late_fee_of: str = LATE_FEE_OF) -> dict[str, int]:
    """Write the second batch after the first into a new folder; how many rows each table has.

    Args:
        seed: of the bank.
        first: the folder of the first batch.
        out: the new folder.
        late_fee_of: the manager whose largest client's fee comes in late.
    """
    growth = _growth(first)
    tables = {
        "balances": ("account_id date balance", _balances(first, growth)),
        "flows": (_columns(first, "flows"), _flows(first, growth, late_fee_of)),
        "capital": (_columns(first, "capital"), _moved(first, "capital", "date")),
        "loan_status": (_columns(first, "loan_status"), _statuses(first)),
        "holdings": (_columns(first, "holdings"), _holdings(first)),
        "duties": (_columns(first, "duties"), _duties(first)),
        "ratings": (_columns(first, "ratings"), _ratings(seed, first)),
        "targets": (_columns(first, "targets"), _targets(first)),
        "fx_rates": (_columns(first, "fx_rates"), _moved(first, "fx_rates", "date")),
    }
    with files.new_folder(out) as new:
        counts = write(new.path, tables)
        files.write_new(new.path / "mapping.yaml", _MAPPING.encode())
    return counts


def _rows(folder: Path, table: str) -> Iterator[Row]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _columns(folder: Path, table: str) -> str:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return " ".join(next(csv.reader(file)))


@cache
def _next_year(day: str) -> str:
    """The working day of the following year that a day of the last year becomes; blank where it lies behind the end."""
    moved = date.fromisoformat(day) + timedelta(days=365)
    while not workdays.is_workday(moved):
        moved += timedelta(days=1)
    return moved.isoformat() if YEAR <= date.fromisoformat(day) and moved <= END else ""


def _moved(first: Path, table: str, column: str) -> Iterator[tuple[str, ...]]:
    """The last year's rows a year later; of several that fall on one day the last."""
    found: dict[tuple[str, str], Row] = {}
    for row in _rows(first, table):
        if day := _next_year(row[column]):
            found[next(iter(row.values())), day] = {**row, column: day}
    for row in found.values():
        yield tuple(row.values())


# --- how much larger or smaller --------------------------------------------------------------------------------------


def _growth(first: Path) -> Callable[[str], int]:
    """For each account, in thousandths: its change rows' mean of the last year to that of the year before."""
    sums: dict[tuple[str, bool], tuple[int, int]] = {}
    for row in _rows(first, "balances"):
        key = row["account_id"], row["date"] >= YEAR.isoformat()
        total, count = sums.get(key, (0, 0))
        sums[key] = total + parse(row["balance"], 2), count + 1

    @cache
    def of(account: str) -> int:
        before, now = sums.get((account, False)), sums.get((account, True))
        if not before or not now or before[0] <= 0 or now[0] <= 0:
            return 1000
        return min(_MOST, max(_LEAST, 1000 * now[0] * before[1] // (before[0] * now[1])))

    return of


def _larger(amount: str, thousandths: int) -> str:
    """An amount times its growth; whole ten thousand yuan stay whole."""
    units = parse(amount, 2)
    unit = _WHOLE if units % _WHOLE == 0 else 1
    return as_text(units * thousandths // 1000 // unit * unit, 2)


# --- table by table --------------------------------------------------------------------------------------------------


def _balances(first: Path, growth: Callable[[str], int]) -> Iterator[tuple[str, str, str]]:
    closed = {row["account_id"] for row in _rows(first, "accounts") if row["closed_on"]}
    for account, day, balance in _moved(first, "balances", "date"):
        if account not in closed:
            yield account, day, _larger(balance, growth(account))


def _flows(first: Path, growth: Callable[[str], int], late_fee_of: str) -> Iterator[tuple[str, ...]]:
    closed = {row["account_id"] for row in _rows(first, "accounts") if row["closed_on"]}
    for row in _rows(first, "flows"):
        day = _next_year(row["date"])
        if day and row["account_id"] not in closed:
            amount = _larger(row["amount"], growth(row["account_id"]))
            yield tuple({**row, "flow_id": f"U{row['flow_id'][1:]}", "date": day, "amount": amount}.values())
    yield _late_fee(first, late_fee_of)


def _late_fee(first: Path, manager: str) -> tuple[str, ...]:
    """A fee of 180,000 yuan that was booked in December and left out of the first batch."""
    client = next(
        row["client_id"] for row in _rows(first, "assignments") if row["manager_id"] == manager and not row["to_date"]
    )
    columns = _columns(first, "flows").split()
    fee = {
        "flow_id": "L00000001", "client_id": client, "date": _LATE.isoformat(), "kind": "fee", "product_code": "I01",
        "amount": "180000.00", "currency": "CNY",
    }  # fmt: skip
    return tuple(fee.get(column, "") for column in columns)


def _statuses(first: Path) -> Iterator[tuple[str, ...]]:
    for row in _rows(first, "loan_status"):
        day = _next_year(row["date"])
        if day and int(row["overdue_days"]) < _SUBSTANDARD and row["five_class"] == "1":
            yield tuple({**row, "date": day}.values())


def _holdings(first: Path) -> Iterator[tuple[str, ...]]:
    """What was used in the last months of the year is used in the last months before the end."""
    for row in _rows(first, "holdings"):
        if not row["to_date"] and row["last_used_on"] >= YEAR.isoformat():
            used = date.fromisoformat(row["last_used_on"]) + (END - FIRST_END)
            yield tuple({**row, "last_used_on": used.isoformat()}.values())


def _duties(first: Path) -> Iterator[tuple[str, ...]]:
    for row in _rows(first, "duties"):
        if due := _next_year(row["due_on"]):
            done = _next_year(row["done_on"]) if row["done_on"] else ""
            yield tuple({**row, "duty_id": f"E{row['duty_id'][1:]}", "due_on": due, "done_on": done}.values())


def _targets(first: Path) -> Iterator[tuple[str, ...]]:
    for row in _rows(first, "targets"):
        target = parse(row["target"], 4)
        if row["indicator"] not in _RATIOS:
            target = target * _RAISED // 100
        yield tuple({**row, "period": str(END.year), "target": as_text(target, 4)}.values())


def _ratings(seed: int, first: Path) -> Iterator[tuple[str, ...]]:
    """The half-yearly round: about the marks of the year before; nobody is vetoed."""
    for row in _rows(first, "ratings"):
        if row["score"]:
            luck = Random(f"{seed}:ratings:{END.year}:{row['manager_id']}:{row['item']}:{row['rater']}")
            score = min(10_000, max(0, parse(row["score"], 2) + 50 * luck.randint(-_NOISE, _NOISE)))
            yield tuple({**row, "period": str(END.year), "score": as_text(score, 2), "veto": ""}.values())
