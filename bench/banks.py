"""Large banks to measure on, written as Parquet by DuckDB: change rows for two years, a few currencies, some handovers.

Figures are drawn by hashing, so a bank of a given size is always the same.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from qiao.engine.engines.duckdb import Database
from qiao.engine.ledger import gate, store

_CLIENT, _MANAGER, _ACCOUNT = ("'C' || lpad(CAST({} AS VARCHAR), 8, '0')", "'M' || lpad(CAST({} AS VARCHAR), 5, '0')",
                               "'A' || lpad(CAST({} AS VARCHAR), 9, '0')")  # fmt: skip


def write(folder: Path, *, managers: int, accounts: int, days_between_changes: int) -> None:
    """Write the tables of a bank with so many managers and accounts; three accounts a client."""
    folder.mkdir(parents=True)
    connection = duckdb.connect()
    connection.execute("CREATE MACRO h(x) AS CAST(hash(x) % 1000000007 AS BIGINT)")
    for name, query in _tables(managers, accounts // 3, accounts, days_between_changes).items():
        connection.execute(f"COPY ({query}) TO '{folder / name}.parquet' (FORMAT parquet, COMPRESSION zstd)")
    connection.close()


def _tables(managers: int, clients: int, accounts: int, gap: int) -> dict[str, str]:
    client, manager, account = _CLIENT.format("i"), _MANAGER.format, _ACCOUNT.format("i")
    lead, second, third = (manager(f"1 + h(i + {n}) % {managers}") for n in range(3))
    largest = 300_000_000 * managers // accounts  # a book's deposits then come to about the bars of the grades
    ends = "CASE WHEN h(i * 11) % 20 = 0 THEN DATE '2025-06-30' END"
    return {
        "branches": "SELECT 'B0' AS branch_id, '总行' AS name, CAST(NULL AS VARCHAR) AS parent_id "
        "UNION ALL SELECT 'B' || i, '支行 ' || i, 'B0' FROM range(1, 21) t(i)",
        "managers": f"""SELECT {manager("i")} AS manager_id, '客户经理 ' || i AS name, 'B' || (1 + i % 20) AS branch_id,
            ['assistant', 'manager', 'senior', 'chief'][1 + h(i) % 4] AS grade, DATE '2015-01-01' AS in_post_from
            FROM range(1, {managers} + 1) t(i)""",
        "clients": f"""SELECT {client} AS client_id, '公司 ' || i AS name,
            DATE '2015-01-01' + CAST(h(i) % 3900 AS INTEGER) AS opened_on FROM range({clients}) t(i)""",
        "products": """SELECT * FROM (VALUES
            ('D01', '活期', 'deposit', NULL, 'demand'), ('D02', '定期', 'deposit', NULL, 'time'),
            ('L01', '贷款', 'loan', NULL, NULL), ('L03', '小企业贷款', 'loan', NULL, 'small_business'),
            ('T01', '押汇', 'trade_finance', 'international', NULL), ('S01', '结算', 'settlement', 'settlement', NULL))
            t(product_code, name, family, fee_line, tags)""",
        "accounts": f"""SELECT {account} AS account_id, {_CLIENT.format(f"i % {clients}")} AS client_id,
            ['D01', 'D01', 'D02', 'L01', 'L03', 'T01'][1 + h(i) % 6] AS product_code,
            CASE WHEN h(i * 7) % 20 = 0 THEN ['USD', 'EUR', 'JPY'][1 + h(i) % 3] ELSE 'CNY' END AS currency,
            ['basic', 'general', 'loan', 'other'][1 + h(i * 3) % 4] AS account_type, DATE '2015-01-01' AS opened_on
            FROM range({accounts}) t(i)""",
        # One client in ten is shared 70 : 30, one in twenty is handed over in the middle of the year.
        "assignments": f"""SELECT {client} AS client_id, {lead} AS manager_id, DATE '2015-01-01' AS from_date,
            {ends} AS to_date, CAST(CASE WHEN h(i * 5) % 10 = 0 THEN 0.7 ELSE 1 END AS DECIMAL(18,4)) AS share, 'lead' AS role
            FROM range({clients}) t(i)
            UNION ALL SELECT {client}, {second}, DATE '2015-01-01', {ends}, 0.3, 'assist' FROM range({clients}) t(i)
            WHERE h(i * 5) % 10 = 0 AND {lead} <> {second}
            UNION ALL SELECT {client}, {third}, DATE '2025-07-01', NULL, 1, 'lead' FROM range({clients}) t(i)
            WHERE h(i * 11) % 20 = 0""",
        "balances": f"""SELECT {account} AS account_id, DATE '2023-12-31' + CAST(d AS INTEGER) AS date,
            CAST(10000 + h(i) % {largest} + h(i * 1000 + d) % 200000 + (h(i + d) % 100) / 100 AS DECIMAL(18,2)) AS balance
            FROM range({accounts}) t(i), range(732) s(d) WHERE d = 0 OR h(i * 733 + d) % {gap} = 0""",
        "flows": f"""SELECT 'F' || i AS flow_id, {_CLIENT.format(f"h(i) % {clients}")} AS client_id,
            DATE '2024-01-01' + CAST(h(i * 3) % 731 AS INTEGER) AS date, 'CNY' AS currency,
            ['payment', 'fee', 'ebanking', 'ftp_margin', 'interest_due', 'interest_received', 'payroll'][1 + h(i * 13) % 7] AS kind,
            CASE WHEN h(i * 13) % 7 = 1 THEN 'S01' END AS product_code,
            CAST((h(i * 17) % 1000000) / 100 AS DECIMAL(18,2)) AS amount FROM range({accounts * 5}) t(i)""",
        "fx_rates": """SELECT c AS currency, DATE '2023-12-29' + CAST(d AS INTEGER) AS date,
            CAST(CASE c WHEN 'USD' THEN 7.1 WHEN 'EUR' THEN 7.7 ELSE 4.8 END + (h(d) % 100) / 1000 AS DECIMAL(18,6)) AS rate_to_cny,
            CASE WHEN c = 'JPY' THEN 100 ELSE 1 END AS units FROM (VALUES ('USD'), ('EUR'), ('JPY')) t(c), range(733) s(d)""",
        "targets": f"""SELECT {manager("i")} AS manager_id, '2025' AS period, k AS indicator,
            CAST(1000000 + h(i) % 90000000 AS DECIMAL(18,4)) AS target
            FROM range(1, {managers} + 1) t(i), (VALUES ('CORP01'), ('CORP02'), ('CORP03'), ('CORP04'), ('FEE01')) s(k)""",
        "ratings": f"""SELECT {manager("i")} AS manager_id, '2025' AS period, item, 'superior' AS rater_group, 'S1' AS rater,
            CAST(70 + h(i * 31 + length(item)) % 30 AS DECIMAL(18,2)) AS score FROM range(1, {managers} + 1) t(i),
            (VALUES ('integrity'), ('compliance'), ('confidentiality'), ('responsibility'), ('product_knowledge'),
            ('marketing'), ('financial_analysis'), ('solution_design'), ('market_research'), ('documentation')) s(item)""",
    }


@contextmanager
def stored(*, managers: int, accounts: int, days_between_changes: int) -> Iterator[Path]:
    """A store of such a bank in a temporary folder."""
    place = Path(tempfile.mkdtemp(prefix="qiao-bench-"))
    try:
        say(f"bank of {managers:,} managers and {accounts:,} accounts")
        write(place / "bank", managers=managers, accounts=accounts, days_between_changes=days_between_changes)
        started = time.perf_counter()
        made = store.import_batch(gate.Request(place / "bank"), place / "store")
        rows = made.batch.manifest["tables"]["balances"]["rows"]
        took = time.perf_counter() - started
        say(
            f"imported in {took:.1f} s: {rows:,} balance rows, {rows / took / 1e6:.2f} M a second with every table and check"
        )
        yield place
    finally:
        shutil.rmtree(place)


def bare_query(place: Path) -> float:
    """Seconds of the bare sum over the bank's balance rows, the third of three runs: what a scan costs at least."""
    with Database() as db:
        db.view("rows", [place / "bank" / "balances.parquet"])
        return best_of(lambda: db.rows("SELECT account_id, SUM(balance) FROM rows GROUP BY 1"), 3)


def best_of(work: object, times: int) -> float:
    """The least seconds of so many runs."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        work()  # type: ignore[operator]
        found.append(time.perf_counter() - started)
    return min(found)


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def figure(name: str, seconds: float, reach: str, reference: str, compared: float) -> None:
    """Print a figure beside what it has to reach and what was measured with it."""
    say(f"{name}: {seconds:.3f} s (reach {reach}); {reference}: {compared:.3f} s; ratio {seconds / compared:.3f}")
