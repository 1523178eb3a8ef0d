"""Banks of any size to measure on, written to disk by DuckDB as they are drawn, so that memory does not grow with them.

python bench/banks.py branch|national FOLDER [--scale 1/10] [--csv] [--correction FOLDER]

Everything is drawn by hashing a number, so a bank of a given size is always the same; "one in twenty" is exactly one of each
twenty. Balances change once within each of an account's own stretches of days, and a bank is written either as daily rows
or as those changes alone: both tell the same.
"""

import argparse
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import duckdb

FIRST = "2024-01-01"
DAYS = 731  # to the end of 2025
TARGETS = (
    "CORP01", "CORP02", "CORP03", "CORP04", "CORP05", "CORP06", "INTL01", "INTL02", "INTL03",
    "FEE01", "FEE02", "FEE03", "FEE04", "FEE05", "XSELL01", "XSELL03", "CONTRIB01", "CONTRIB02",
)  # fmt: skip
ITEMS = (
    "integrity", "compliance", "confidentiality", "responsibility", "careful_promises", "team_spirit",
    "product_knowledge", "marketing", "financial_analysis", "solution_design", "market_research", "documentation",
    "coordination", "learning", "pressure", "resilience", "self_drive", "communication", "openness",
)  # fmt: skip
# How many of a hundred accounts have each product, and how many of a thousand flows are of each kind.
_PRODUCTS = {"D01": 35, "D02": 25, "D03": 2, "L01": 14, "L03": 14, "B01": 4, "T01": 6}
_KINDS = {
    "payment": 400, "domestic_settlement": 50, "ebanking": 150, "fee": 100, "international_settlement": 50, "fx_deal": 30,
    "payroll": 50, "ftp_margin": 60, "interest_due": 30, "interest_received": 30, "credit_cost": 20, "direct_cost": 20, "tax": 10,
}  # fmt: skip


@dataclass(frozen=True)
class Bank:
    """How large a bank is, and how its balances come.

    `stretches` are the lengths in days of the stretches within which an account changes once, each held by equally many
    accounts; `is_daily` writes a row for every day that an account is open, otherwise only the days of change.
    """

    managers: int
    clients: int
    accounts: int
    flows: int
    stretches: tuple[int, ...]
    is_daily: bool = False

    def scaled(self, by: Fraction | int) -> "Bank":
        """The same bank with more or fewer managers, clients, accounts and flows."""
        managers, clients, accounts, flows = (
            max(int(count * by), 1) for count in (self.managers, self.clients, self.accounts, self.flows)
        )
        return replace(self, managers=managers, clients=clients, accounts=accounts, flows=flows)


# One branch: on average 60 changes an account a year, from daily ones down to one a month.
BRANCH = Bank(
    2_000, 100_000, 300_000, 20_000_000, (1,) * 5 + (3,) * 11 + (6,) * 30 + (15,) * 30 + (30,) * 24, is_daily=True
)
# A whole country: 24 changes an account in two years, 240 million in all.
NATIONAL = Bank(20_000, 1_000_000, 10_000_000, 20_000_000, (6,) * 10 + (30,) * 28 + (90,) * 62)


def simple(*, managers: int, accounts: int, stretch: int) -> Bank:
    """A bank of change rows with three accounts a client, each changing once in so many days."""
    return Bank(managers, accounts // 3, accounts, 5 * accounts, (stretch,))


def write(
    folder: Path,
    bank: Bank,
    form: str = "parquet",
    *,
    only: Collection[str] = (),
    say: Callable[[str], None] | None = None,
) -> None:
    """Write the tables of a bank, or only these, into a new folder, as Parquet as DuckDB writes it, or as CSV."""
    _write(folder, {name: query for name, query in _tables(bank).items() if not only or name in only}, form, say)


def write_correction(
    folder: Path, bank: Bank, accounts: int = 5_000, form: str = "parquet", *, by: str = "1000.01"
) -> None:
    """Write a batch that gives so many accounts of the bank, spread over it, other balances on every day of November 2025."""
    step = bank.accounts // accounts
    # Six accounts in a row may be opened or closed in 2025; the next one is neither.
    spread = f"SELECT CASE WHEN {_MOVES} < 6 THEN i + 6 ELSE i END AS i FROM range(0, {step * accounts}, {step}) t(i)"
    days = f"DATE '{FIRST}' + CAST(d AS INTEGER) BETWEEN DATE '2025-11-01' AND DATE '2025-11-30'"
    rows = (
        f"SELECT account_id, date, CAST(balance + {by} AS DECIMAL(18,2)) AS balance FROM ({_daily(bank, spread, days)})"
    )
    _write(folder, {"balances": rows}, form)


def write_night(folder: Path, bank: Bank, form: str = "parquet") -> None:
    """Write a batch of the night after the last: of every open account its balance, one in six another than the night before."""
    last = _daily(bank, f"SELECT i FROM range({bank.accounts}) t(i)", f"d = {DAYS - 1}")
    changed = "balance + CASE WHEN h(account_id) % 6 = 0 THEN 1.01 ELSE 0 END"
    rows = f"SELECT account_id, date + 1 AS date, CAST({changed} AS DECIMAL(18,2)) AS balance FROM ({last}) ORDER BY account_id"
    _write(folder, {"balances": rows}, form)


def replace_tables(folder: Path, queries: dict[str, str]) -> None:
    """Write some tables of a bank anew, by queries that may use what figures are drawn with, and read the bank's files."""
    _write(folder / "anew", queries, "parquet")
    for path in (folder / "anew").iterdir():
        path.replace(folder / path.name)
    (folder / "anew").rmdir()


def write_by_day(balances: Path, into: Path) -> None:
    """Write a file of balances again, in the order in which they come if they are put aside every night: all accounts of a day first."""
    form = "FORMAT parquet, COMPRESSION zstd" if into.suffix == ".parquet" else "FORMAT csv, HEADER"
    config = {"memory_limit": "6GB", "temp_directory": str(into.parent / "sorting")}
    with duckdb.connect(config=config) as connection:
        connection.execute(f"COPY (FROM '{balances}' ORDER BY date, account_id) TO '{into}' ({form})")


def _write(folder: Path, queries: dict[str, str], form: str, say: Callable[[str], None] | None = None) -> None:
    folder.mkdir(parents=True)
    connection = duckdb.connect(config={"memory_limit": "2GB"})
    for macro in _MACROS:
        connection.execute(f"CREATE MACRO {macro}")
    how = "FORMAT parquet, COMPRESSION zstd" if form == "parquet" else "FORMAT csv, HEADER"
    for name, query in queries.items():
        started = time.perf_counter()
        (rows,) = connection.execute(f"COPY ({query}) TO '{folder / name}.{form}' ({how})").fetchall()[0]
        if say and rows >= 1_000_000:
            say(f"  {name}.{form}: {rows:,} rows in {time.perf_counter() - started:.0f} s")
    connection.close()


# --- how figures are drawn -------------------------------------------------------------------------------------------

_MACROS = (
    "h(x) AS CAST(hash(x) % 1000000007 AS BIGINT)",
    # 0 to n - 1, each exactly once among n numbers that follow one another: `spot(i, 20, s) = 0` is one in twenty.
    "spot(i, n, salt) AS (i + h(i // n * 1009 + salt)) % n",
    # Fen as an amount, without a binary number on the way.
    "money(fen) AS CAST(CAST(fen AS DECIMAL(14,0)) * 0.01 AS DECIMAL(18,2))",
    "client_no(i) AS 'C' || lpad(CAST(i AS VARCHAR), 8, '0')",
    "manager_no(i) AS 'M' || lpad(CAST(i AS VARCHAR), 5, '0')",
    "account_no(i) AS 'A' || lpad(CAST(i AS VARCHAR), 9, '0')",
    "is_shared(c) AS spot(c, 10, 11) = 0",
    "is_handed_over(c) AS spot(c, 20, 12) = 0",
    "handed_over_on(c) AS DATE '2025-01-15' + CAST(h(c * 29) % 330 AS INTEGER)",
)
# Of a thousand accounts three are opened in 2025 (0 to 2) and three are closed in it (3 to 5).
_MOVES = "spot(i, 1000, 13)"
_MOVED_ON = "DATE '2025-01-05' + CAST(h(i * 19) % 350 AS INTEGER)"


def _one_of(counts: dict[str, int], spot: str) -> str:
    """The name whose share the number falls into."""
    names = [name for name, count in counts.items() for _ in range(count)]
    return f"CAST([{', '.join(map(repr, names))}][1 + {spot}] AS VARCHAR)"


def _product_of(account: str = "i") -> str:
    return _one_of(_PRODUCTS, f"spot({account}, 100, 14)")


# --- balances --------------------------------------------------------------------------------------------------------


def _account_lines(bank: Bank, numbers: str) -> str:
    """What the balances of each account are drawn from: its first and last day counted from FIRST, and its stretch."""
    # A book then comes to about the bars of the grades: managers differ by a factor of eight. In fen.
    largest = 15_000_000_000 * bank.managers // bank.accounts
    factor = f"(1 + h(h(i % {bank.clients}) % {bank.managers} + 31) % 8)"
    stretches = f"[{', '.join(map(str, bank.stretches))}][1 + (i * 37 + h(i // 100)) % {len(bank.stretches)}]"
    since = f"CASE WHEN {_MOVES} < 3 THEN {_MOVED_ON} - DATE '{FIRST}' ELSE 0 END"
    until = f"CASE WHEN {_MOVES} BETWEEN 3 AND 5 THEN {_MOVED_ON} - DATE '{FIRST}' ELSE {DAYS} END"
    return f"""SELECT i, account_no(i) AS account_id, {since} AS since, {until} AS until, {stretches} AS stretch,
        1000000 + h(i) % {largest} * {factor} AS usual, {_product_of()} = 'D01' AND spot(i, 50, 15) = 0 AS is_overdrawn FROM ({numbers})"""


# The balance after change number k, which shrinks or grows over the years: never the one before, since all but the last term is
# even as it changes and k is odd or even. Some accounts are overdrawn now and then.
_BALANCE = """money(CASE WHEN is_overdrawn AND k % 8 = 5 THEN -(h(i * 1009 + k) % 1000000 * 2 + k % 2)
    ELSE usual + usual * (h(i * 3) % 41 - 10) * k * stretch // 146200 * 2 + h(i * 1009 + k) % 10000000 * 2 + k % 2 END) AS balance"""
# A stretch's day of change; the first stretch begins with the account.
_CHANGES_ON = "CASE WHEN part = 0 THEN 0 ELSE part * stretch + h(i * 733 + part) % stretch END"


def _daily(bank: Bank, numbers: str, days: str = "true") -> str:
    """A row for every day on which an account is open, account by account."""
    return f"""SELECT account_id, DATE '{FIRST}' + CAST(d AS INTEGER) AS date, {_BALANCE} FROM (
        SELECT *, CASE WHEN d - since < {_CHANGES_ON} THEN part - 1 ELSE part END AS k FROM (
        SELECT *, (d - since) // stretch AS part FROM (
        SELECT *, unnest(range(since, until)) AS d FROM ({_account_lines(bank, numbers)})))) WHERE {days}"""


def _changes(bank: Bank, numbers: str) -> str:
    """The days of change alone, account by account."""
    return f"""SELECT account_id, DATE '{FIRST}' + CAST(d AS INTEGER) AS date, {_BALANCE} FROM (
        SELECT *, part AS k, since + {_CHANGES_ON} AS d FROM (
        SELECT *, unnest(range((until - since - 1) // stretch + 1)) AS part FROM ({_account_lines(bank, numbers)}))) WHERE d < until"""


# --- every table -----------------------------------------------------------------------------------------------------


def _tables(bank: Bank) -> dict[str, str]:
    numbers = f"SELECT i FROM range({bank.accounts}) t(i)"
    rows = _daily(bank, numbers) if bank.is_daily else _changes(bank, numbers)
    return {**_people(bank), **_books(bank), "balances": rows, **_business(bank), **_appraisal(bank)}


def _people(bank: Bank) -> dict[str, str]:
    branches = max(bank.managers // 100, 1)
    return {
        "branches": f"""SELECT 'B0' AS branch_id, '总行' AS name, CAST(NULL AS VARCHAR) AS parent_id
            UNION ALL SELECT 'B' || i, '支行 ' || i, 'B0' FROM range(1, {branches + 1}) t(i)""",
        "managers": f"""SELECT manager_no(i) AS manager_id, '客户经理 ' || i AS name, 'B' || (1 + i % {branches}) AS branch_id,
            ['assistant', 'manager', 'senior', 'chief'][1 + h(i) % 4] AS grade, DATE '2015-01-01' AS in_post_from
            FROM range(1, {bank.managers + 1}) t(i)""",
        "absences": f"""SELECT manager_no(i) AS manager_id, DATE '2025-03-01' AS from_date,
            DATE '2025-03-10' + CAST(h(i) % 150 AS INTEGER) AS to_date, 'sick' AS kind
            FROM range(1, {bank.managers + 1}) t(i) WHERE spot(i, 50, 16) = 0""",
    }


def _books(bank: Bank) -> dict[str, str]:
    """Clients, accounts, and who manages them: one client in ten shared 70 : 30, one in twenty handed over in 2025."""
    clients, managers = bank.clients, bank.managers
    other = max(managers - 1, 1)
    lead = f"h(c) % {managers}"
    assist, after = (f"(h(c) + 1 + h(c + {salt}) % {other}) % {managers}" for salt in (500_000_003, 700_000_001))
    until = "CASE WHEN is_handed_over(c) THEN handed_over_on(c) - 1 END"
    return {
        "clients": f"""SELECT client_no(c) AS client_id, '公司 ' || c AS name, ['C', 'E', 'F', 'G', 'I'][1 + h(c * 3) % 5] AS industry,
            ['large', 'medium', 'small', 'micro'][1 + h(c * 7) % 4] AS scale,
            CASE WHEN spot(c, 20, 17) = 0 THEN DATE '2025-01-02' + CAST(h(c) % 360 AS INTEGER)
                ELSE DATE '2015-01-01' + CAST(h(c) % 3650 AS INTEGER) END AS opened_on FROM range({clients}) t(c)""",
        "products": """SELECT * FROM (VALUES
            ('D01', '活期', 'deposit', NULL, 'demand', NULL), ('D02', '定期', 'deposit', NULL, 'time', 0.8),
            ('D03', '同业存款', 'deposit', NULL, 'interbank', NULL), ('L01', '贷款', 'loan', NULL, NULL, NULL),
            ('L03', '小企业贷款', 'loan', NULL, 'small_business', NULL), ('B01', '贴现', 'bill', NULL, 'discount', NULL),
            ('T01', '押汇', 'trade_finance', 'international', NULL, NULL), ('S01', '结算', 'settlement', 'settlement', NULL, NULL),
            ('G01', '保函', 'guarantee', 'guarantee', NULL, NULL), ('V01', '投行顾问', 'investment_banking', 'investment_banking', NULL, NULL),
            ('A01', '代理', 'agency', 'agency', NULL, NULL), ('E01', '网银', 'ebanking', NULL, NULL, NULL),
            ('P01', '代发工资', 'payroll', NULL, NULL, NULL)) t(product_code, name, family, fee_line, tags, coefficient)""",
        "accounts": f"""SELECT account_no(i) AS account_id, client_no(i % {clients}) AS client_id, {_product_of()} AS product_code,
            CASE WHEN spot(i, 20, 18) = 0 THEN ['USD', 'EUR', 'JPY'][1 + h(i // 20) % 3] ELSE 'CNY' END AS currency,
            ['basic', 'general', 'loan', 'other'][1 + h(i * 3) % 4] AS account_type,
            CASE WHEN {_MOVES} < 3 THEN {_MOVED_ON} ELSE DATE '2015-01-01' + CAST(h(i * 5) % 3200 AS INTEGER) END AS opened_on,
            CASE WHEN {_MOVES} BETWEEN 3 AND 5 THEN {_MOVED_ON} END AS closed_on FROM range({bank.accounts}) t(i)""",
        "assignments": f"""SELECT client_no(c) AS client_id, manager_no(1 + {lead}) AS manager_id, DATE '2015-01-01' AS from_date,
            {until} AS to_date, CAST(CASE WHEN is_shared(c) THEN 0.7 ELSE 1 END AS DECIMAL(18,4)) AS share, 'lead' AS role
            FROM range({clients}) t(c)
            UNION ALL SELECT client_no(c), manager_no(1 + {assist}), DATE '2015-01-01', {until}, 0.3, 'assist'
            FROM range({clients}) t(c) WHERE is_shared(c)
            UNION ALL SELECT client_no(c), manager_no(1 + {after}), handed_over_on(c), NULL, 1, 'lead'
            FROM range({clients}) t(c) WHERE is_handed_over(c)""",
    }


def _business(bank: Bank) -> dict[str, str]:
    """What clients do and owe besides their balances."""
    kind = _one_of(_KINDS, "h(i * 13) % 1000")
    # A third of the clients have business abroad and pay wages through the bank, an eighth of these since March 2025 only.
    is_for_few = "kind IN ('international_settlement', 'fx_deal', 'payroll')"
    comes_late = "h(c * 43) % 8 = 0 AND date < DATE '2025-03-01'"
    day = f"DATE '{FIRST}' + CAST(i * {DAYS} // {bank.flows} AS INTEGER)"
    lent = f"SELECT i FROM range({bank.accounts}) t(i) WHERE {_product_of()} IN ('L01', 'L03', 'B01')"
    # One loan in sixty turns bad in one of the eight quarters and stays so.
    bad = "CASE WHEN spot(i, 60, 19) = 0 THEN q - h(i * 23) % 8 ELSE -1 END"
    quarter = f"CAST(DATE '{FIRST}' + INTERVAL (3 * q) MONTH AS DATE)"
    return {
        "flows": f"""SELECT 'F' || lpad(CAST(i AS VARCHAR), 10, '0') AS flow_id, client_no(c) AS client_id, date,
            CASE WHEN kind IN ('international_settlement', 'fx_deal') THEN ['USD', 'USD', 'EUR', 'CNY'][1 + h(i * 3) % 4] ELSE 'CNY' END
            AS currency, kind, CASE WHEN kind = 'fee' THEN ['S01', 'T01', 'G01', 'V01', 'A01'][1 + h(i * 7) % 5] END AS product_code,
            money(CASE WHEN h(i * 11) % 200 = 0 THEN -1 ELSE 1 END * (1 + h(i * 17) % 10000000)) AS amount FROM (
            SELECT i, c, date, CASE WHEN {is_for_few} AND (h(c * 41) % 3 > 0 OR {comes_late}) THEN 'payment' ELSE kind END AS kind FROM (
            SELECT i, h(i) % {bank.clients} AS c, {day} AS date, {kind} AS kind FROM range({bank.flows}) t(i)))""",
        "loan_status": f"""SELECT account_no(i) AS account_id, {quarter} AS date, CASE WHEN {bad} >= 0 THEN 3 ELSE 1 END AS five_class,
            CASE WHEN {bad} >= 0 THEN 20 + 90 * ({bad}) ELSE 0 END AS overdue_days, false AS exempted
            FROM ({lent}), range(8) s(q)""",
        "capital": f"""SELECT client_no(c) AS client_id, {quarter} AS date, money(h(c * 8 + q) % 100000000) AS economic_capital
            FROM range({bank.clients}) t(c), range(8) s(q) WHERE c % 3 = 0""",
        "holdings": f"""SELECT client_no(c) AS client_id, p AS product_code, DATE '2020-01-01' AS from_date,
            DATE '2025-07-01' + CAST(h(c * 31 + length(p)) % 184 AS INTEGER) AS last_used_on
            FROM range({bank.clients}) t(c), (VALUES ('D01'), ('S01'), ('E01'), ('P01'), ('L01')) s(p) WHERE h(c || p) % 2 = 0""",
        "duties": f"""SELECT 'D' || c || '-' || k AS duty_id, client_no(c) AS client_id, k AS kind, due_on,
            CASE WHEN h(c * 37 + length(k)) % 50 > 0 THEN due_on + CAST(h(c * 59) % 20 - 18 AS INTEGER) END AS done_on FROM (
            SELECT c, k, DATE '2025-01-31' + CAST(h(c * 53 + length(k)) % 320 AS INTEGER) AS due_on
            FROM range({bank.clients}) t(c), (VALUES ('post_loan_check'), ('signal')) s(k))""",
        "fx_rates": f"""SELECT c AS currency, date, CAST(CASE c WHEN 'USD' THEN 7.1 WHEN 'EUR' THEN 7.7 ELSE 4.8 END
            + CAST(h(d * 3 + length(c) + ascii(c)) % 1000 AS DECIMAL(6,0)) * 0.0001 AS DECIMAL(18,6)) AS rate_to_cny,
            CASE WHEN c = 'JPY' THEN 100 ELSE 1 END AS units FROM (
            SELECT c, d, DATE '2023-12-29' + CAST(d AS INTEGER) AS date FROM (VALUES ('USD'), ('EUR'), ('JPY')) t(c), range({DAYS + 3}) s(d))
            WHERE isodow(date) < 6""",
    }


def _appraisal(bank: Bank) -> dict[str, str]:
    """What is asked of the managers and said of them."""
    managers = f"range(1, {bank.managers + 1}) t(i)"
    return {
        "targets": f"""SELECT manager_no(i) AS manager_id, '2025' AS period, k AS indicator, CAST(
            CASE WHEN k = 'XSELL01' THEN 3 WHEN k = 'XSELL03' THEN 0.5
            WHEN k IN ('CORP01', 'CORP03', 'CORP04') THEN 1000000 + h(k || i) % 90000000 ELSE 1000000 + h(k || i) % 9000000 END
            AS DECIMAL(18,4)) AS target FROM {managers}, (VALUES {_values(TARGETS)}) s(k)""",
        # The superior and the fewest colleagues that count.
        "ratings": f"""SELECT manager_no(i) AS manager_id, '2025' AS period, item, CASE WHEN r = 0 THEN 'superior' ELSE 'peer' END AS rater_group,
            'R' || r AS rater, CAST(70 + h(i * 31 + r * 7 + length(item)) % 30 AS DECIMAL(18,2)) AS score
            FROM {managers}, (VALUES {_values(ITEMS)}) s(item), range(4) u(r)""",
        "awards": f"""SELECT 'W' || i || '-' || n AS award_id, manager_no(i) AS manager_id, DATE '2025-06-30' AS date,
            ['BONUS01', 'BONUS02', 'BONUS03'][1 + h(i * 3 + n) % 3] AS indicator, CAST(1 + h(i * 5 + n) % 3 AS DECIMAL(18,2)) AS points,
            '表彰' AS reason, 'M00001' AS approved_by FROM {managers}, range(2) s(n) WHERE h(i * 7 + n) % 3 = 0""",
        "referrals": f"""SELECT 'T' || i || '-' || n AS referral_id, manager_no(i) AS manager_id, DATE '2025-02-01' AS date,
            DATE '2025-03-01' AS accepted_on, h(i * 11 + n) % 2 = 0 AS active_after_90_days FROM {managers}, range(6) s(n)""",
    }


def _values(names: tuple[str, ...]) -> str:
    return ", ".join(f"('{name}')" for name in names)


def main() -> None:
    """Write the bank that the command line asks for."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("profile", choices=("branch", "national"))
    asked.add_argument("folder", type=Path)
    asked.add_argument("--scale", type=Fraction, default=Fraction(1))
    asked.add_argument("--csv", action="store_true")
    asked.add_argument(
        "--correction", type=Path, help="a second folder, for a correction of 5,000 accounts, times the scale"
    )
    given = asked.parse_args()
    bank = (BRANCH if given.profile == "branch" else NATIONAL).scaled(given.scale)
    form = "csv" if given.csv else "parquet"
    write(given.folder, bank, form, say=print)
    if given.correction:
        write_correction(given.correction, bank, int(5_000 * given.scale), form)


if __name__ == "__main__":
    main()
