"""What a batch touches (触及): the few accounts, clients and rows of a ledger that must be made again after it.

The rest stays as it is. Where that cannot be told, or is not few, the whole ledger is made again.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from qiao.engine.engines.duckdb import Database, parquet
from qiao.engine.ledger import months, prepared
from qiao.engine.ledger.batches import Batch
from qiao.engine.ledger.prepared import KEPT, Made, Prepared, Queries, edge_days, sql_of, turns
from qiao.engine.ledger.tables import BY_NAME, TABLES

OLD = "old."  # the schema of the ledger before the batch
_EVER = "DATE '1800-01-01'"
_EPOCH = "DATE '1970-01-01'"
_SHARE = 10  # a change is small that is at most a tenth of what it changes

_REFERRED = frozenset(column.refers_to for table in TABLES for column in table.columns if column.refers_to)
# With these come flows, or flows are translated anew.
_WITH_FLOWS = frozenset(("flows", "fx_rates"))
# Of these every row is read, since they are few and others are held against them.
_FEW = ("branches", "managers", "products", "fx_rates")

# Delivered accounts in which nothing is new that a balance or a loan's status depends on: many banks hand over all each day.
_SAME_ACCOUNTS = f"""
SELECT t.account_id FROM t_accounts t JOIN were_accounts a ON a.account_id = t.account_id
JOIN old.clients c ON c.client_no = a.client_no JOIN old.products p ON p.product_no = a.product_no
WHERE c.client_id = t.client_id AND p.product_code = t.product_code AND a.currency = t.currency
  AND a.closed_day = COALESCE(t.closed_on, DATE '9999-01-01') - {_EPOCH}"""

_OF_CLIENTS = "client_id IN (SELECT client_id FROM touched_clients)"
_OF_ACCOUNTS = "account_id IN (SELECT account_id FROM touched_accounts)"


_ANEW = f"SELECT COUNT(*) FROM moved WHERE since = {_EVER}"
# Of a foreign step that a rate cuts, what ends before the account's balances may change stays as it is.
MOVED_INTERVALS = f"""SELECT x.* FROM ({sql_of("intervals")}) x
    ANTI JOIN moved m ON m.account_no = x.account_no AND x.to_day < m.since_day"""
# What the balance sums of moved accounts are made of: what they were, without the intervals that are gone, with the new ones.
_TOLD = """SELECT * EXCLUDE (sign), CAST(SUM(sign) AS INTEGER) AS sign
    FROM (SELECT 1 AS sign, * FROM intervals UNION ALL SELECT -1, * FROM moved_intervals) GROUP BY ALL HAVING SUM(sign) <> 0"""
_SUMS = {
    "sums_until": "SELECT until FROM summed",
    "sums_before": """SELECT o.* FROM (SELECT * FROM old.sums WHERE day >= {since} UNION ALL SELECT * FROM sums_ahead) o
        JOIN moved m ON m.account_no = o.account_no AND o.day >= m.since_day""",
    "sums_scope": "SELECT a.account_no, m.since_day FROM moved m JOIN accounts a ON a.account_id = m.account_id",
}
# Those up to edges likewise; but where an account is new, given anew or cut on other days, of all that it ever held.
_EDGE_SUMS = {
    "recut_clients": """SELECT client_no FROM (SELECT client_no, from_day FROM spans EXCEPT SELECT client_no, from_day FROM old.spans)
        UNION SELECT client_no FROM (SELECT o.client_no, o.from_day FROM old.spans o SEMI JOIN clients c ON c.client_no = o.client_no
        EXCEPT SELECT client_no, from_day FROM spans)""",
    "recut_loans": f"""SELECT account_no FROM (({turns("status")}) EXCEPT ({turns("old.status")}))
        UNION SELECT account_no FROM (SELECT t.* FROM ({turns("old.status")}) t SEMI JOIN accounts a ON a.account_no = t.account_no
        EXCEPT ({turns("status")}))""",
    "cut_accounts": """SELECT client_no, account_no FROM accounts
        UNION ALL SELECT o.client_no, o.account_no FROM old.accounts o SEMI JOIN recut_clients c ON c.client_no = o.client_no
        ANTI JOIN accounts a ON a.account_no = o.account_no""",
    "cut_anew": f"""SELECT a.account_no FROM cut_accounts a SEMI JOIN recut_clients c ON c.client_no = a.client_no
        UNION SELECT account_no FROM recut_loans
        UNION SELECT account_no FROM moved WHERE since = {_EVER} AND account_no IS NOT NULL
        UNION SELECT a.account_no FROM accounts a ANTI JOIN old.accounts o ON o.account_no = a.account_no""",
    "edge_scope": "SELECT account_no FROM cut_anew UNION SELECT account_no FROM moved WHERE account_no IS NOT NULL",
    "edge_accounts": "SELECT a.* FROM cut_accounts a SEMI JOIN edge_scope s ON s.account_no = a.account_no",
    "edge_days": edge_days(
        "edge_accounts",
        f"""{turns("status")} UNION ALL SELECT t.* FROM ({turns("old.status")}) t
            ANTI JOIN accounts a ON a.account_no = t.account_no""",
    ),
    "edge_intervals": """SELECT * FROM intervals_told
        UNION ALL SELECT o.*, 1 FROM old.intervals o SEMI JOIN cut_anew c ON c.account_no = o.account_no""",
    "edge_sums_before": """SELECT o.* FROM old.edge_sums o SEMI JOIN edge_scope s ON s.account_no = o.account_no
        ANTI JOIN cut_anew c ON c.account_no = o.account_no""",
}
# The prepared tables that these queries name.
_NAMED = {
    "sums": frozenset(("accounts", "intervals")),
    "edge_sums": frozenset(("accounts", "intervals", "spans", "status")),
}
# Where spans and loans' status are as they were, no account is cut anew for them.
_NOT_RECUT = {
    "spans": {"recut_clients": "SELECT client_no FROM accounts WHERE FALSE"},
    "status": {"recut_loans": "SELECT account_no FROM accounts WHERE FALSE"},
}
# What is asked for of tables that do not change: of accounts and clients what was looked up already, of others by what a change touches.
_WERE = {"accounts": "were_accounts", "clients": "were_clients"}
_STANDING = {
    "clients": "client_no IN (SELECT client_no FROM were_clients)",
    "accounts": "account_no IN (SELECT account_no FROM were_accounts)",
    "whole": "TRUE",
}


def sums_of_moved(db: Database, made: frozenset[str]) -> Queries:
    """What the balance sums of what was touched are made of, where these tables are made again."""
    # Written out, the day is a bound on the rows that are read, also where a table stands in layers.
    since = db.value("SELECT COALESCE(CAST(MIN(since_day) AS VARCHAR), 'NULL') FROM moved")
    sums = {"sums_ahead": months.ahead(db), **_SUMS, "sums_before": _SUMS["sums_before"].format(since=since)}
    edges = dict(_EDGE_SUMS)
    for name, none in _NOT_RECUT.items():
        if name not in made:
            edges.update(none)
    told = {"intervals_told": _TOLD}  # for both, so it goes with the first of them that is made
    return {"sums": told | sums, "edge_sums": edges if "sums" in made else told | edges}


def as_it_was(made: Made) -> str:
    """SQL: what stands in a table of the ledger before that does not change, of what was touched."""
    rows = _WERE.get(made.name) or f"{OLD}{made.name} WHERE {_STANDING[made.by]}"
    return f"SELECT * FROM {rows}"


@dataclass(frozen=True)
class Touched:
    """What a batch changes in the ledger before it: the prepared tables to make again, and what to read of earlier batches.

    For what is `made` other tables are `needed`; those among them that are `standing` are as they were.
    In the database stand the views `old.…` of that ledger and the tables `touched_…` and `moved`: the accounts whose
    balances may change, each with the first day on which they may.
    """

    old: Prepared
    made: frozenset[str]
    needed: frozenset[str]
    standing: frozenset[str]
    within: Mapping[str, str]


def is_small(part: int, whole: int) -> bool:
    """Whether a change is small beside what it changes."""
    return part * _SHARE <= whole


def open_before(db: Database, names: AbstractSet[str], old: Prepared) -> None:
    """Make the views `old.…` of the ledger before a batch of these tables."""
    db.run("CREATE SCHEMA IF NOT EXISTS old")
    old.open(db, OLD, but=() if names & _WITH_FLOWS else ("flows", "flow_days"))


def find(
    db: Database, staged: set[str], earlier: Sequence[Batch], old: Prepared, data_date: date | None
) -> Touched | None:
    """What the staged tables (`t_…`) touch; None where the whole ledger has to be made again. `data_date` is the store's after them.

    The ledger before must be open (`open_before`).
    """
    if not _can_be_told(db, staged, earlier, old) or not _is_few(db, staged, earlier):
        return None
    if not months.told(db, staged, old, data_date):
        return None
    _touch_flows(db, staged, earlier)
    _touch_accounts(db, staged)
    _move_accounts(db, staged)
    if not is_small(int(db.value(_ANEW)), int(db.value("SELECT COUNT(*) FROM old.accounts"))):
        return None
    _touch_others(db, staged)
    is_new = "managers" in staged and bool(
        db.value("SELECT COUNT(*) FROM t_managers WHERE manager_id NOT IN (SELECT manager_id FROM old.managers)")
    )
    _touch_clients(db, staged, is_new)
    begun = ["sums"] if months.have_begun(db) else []
    made = frozenset(
        made.name
        for made in KEPT
        if staged.intersection(made.inputs) or (is_new and made.names_managers) or made.name in begun
    )  # fmt: skip
    standing = frozenset(each.name for each in KEPT if each.name not in made and each.by in _STANDING)
    needed = prepared.made_for(made.union(*(named for name, named in _NAMED.items() if name in made)), standing)
    return Touched(old, made, needed, standing & needed, _within(staged, needed - standing))


def _can_be_told(db: Database, staged: set[str], earlier: Sequence[Batch], old: Prepared) -> bool:
    """Not where rows go that others may name, where a table comes for the first time that others name, or a rate goes."""
    present = {name for batch in earlier for name in batch.manifest["tables"]}
    if staged & _REFERRED - present or set(old.manifest["tables"]) != present:
        return False
    going = [name for name in staged if name in _REFERRED or name == "fx_rates"]
    return not any(db.value(f'SELECT COUNT(*) FROM "t_{name}" WHERE withdrawn') for name in going)


def _is_few(db: Database, staged: set[str], earlier: Sequence[Batch]) -> bool:
    """Whether few balances and flows come beside what is there."""
    return all(
        is_small(
            int(db.value(f"SELECT COALESCE(SUM({days}), 0) FROM {rows}")),
            sum(batch.manifest["tables"][name]["rows"] for batch in earlier if batch.file(name)),
        )
        for name, rows, days in (("balances", "r_balances", "through - date + 1"), ("flows", "t_flows", "1"))
        if name in staged
    )


def _union(db: Database, name: str, *queries: str) -> None:
    """A table of all that any of the queries gives, once each."""
    db.run(f"CREATE OR REPLACE TABLE {name} AS {' UNION '.join(queries)}")


def _given(staged: set[str], column: str, *tables: str) -> list[str]:
    """Queries for what the staged tables have in a column."""
    rows = {"balances": "r_balances"}  # joined to stretches of days
    return [
        f"SELECT {column} FROM {rows.get(name, f't_{name}')} WHERE {column} IS NOT NULL"
        for name in tables
        if name in staged
    ]


def _touch_flows(db: Database, staged: set[str], earlier: Sequence[Batch]) -> None:
    """Flows of the batch, and those that a rate translates anew: all of them where it is the dollar's, since all are told in it."""
    queries = ["SELECT '' AS flow_id WHERE FALSE", *_given(staged, "flow_id", "flows")]
    if "fx_rates" in staged:
        db.run("CREATE OR REPLACE TABLE late AS SELECT currency, MIN(date) AS since FROM t_fx_rates GROUP BY currency")
        for path in (path for batch in earlier if (path := batch.file("flows"))):
            queries.append(
                f"""SELECT flow_id FROM {parquet(path)} f JOIN late l ON f.date >= l.since AND l.currency IN (f.currency, 'USD')
                    WHERE f.date >= (SELECT MIN(since) FROM late)"""
            )
    _union(db, "touched_flows", *queries)


def _touch_accounts(db: Database, staged: set[str]) -> None:
    """Accounts of the batch, of its rows, and those that a touched flow or a rate names."""
    queries = ["SELECT '' AS account_id WHERE FALSE"]
    queries += _given(staged, "account_id", "accounts", "balances", "loan_status", "flows")
    if "fx_rates" in staged:
        queries.append("SELECT account_id FROM old.accounts JOIN late USING (currency)")
        queries.append(
            """SELECT account_id FROM old.accounts WHERE account_no IN
            (SELECT account_no FROM old.flows WHERE flow_id IN (SELECT flow_id FROM touched_flows))"""
        )
    _union(db, "touched_accounts", *queries)
    db.keep("were_accounts", f"SELECT * FROM old.accounts WHERE {_OF_ACCOUNTS}")


def _move_accounts(db: Database, staged: set[str]) -> None:
    """Accounts whose balances may change, and from which day on: of an account that is itself delivered, ever."""
    moves = [f"SELECT '' AS account_id, {_EVER} AS since WHERE FALSE"]
    if "balances" in staged:
        moves.append("SELECT account_id, MIN(date) FROM r_balances GROUP BY account_id")
    if "accounts" in staged:
        moves.append(f"SELECT account_id, {_EVER} FROM t_accounts WHERE account_id NOT IN ({_SAME_ACCOUNTS})")
    if "fx_rates" in staged:
        moves.append("SELECT account_id, since FROM were_accounts JOIN late USING (currency)")
    db.run(f"""CREATE OR REPLACE TABLE moved AS
        SELECT m.account_id, a.account_no, a.currency, MIN(m.since) AS since, CAST(MIN(m.since) - {_EPOCH} AS INTEGER) AS since_day
        FROM ({" UNION ALL ".join(moves)}) m LEFT JOIN were_accounts a ON a.account_id = m.account_id
        WHERE m.account_id IS NOT NULL AND m.since IS NOT NULL GROUP BY ALL""")
    # What stands of them from that day on; the earliest of these days, written out, is a bound on the row groups that are read.
    first = db.value("SELECT MIN(since_day) FROM moved WHERE account_no IS NOT NULL")
    for name in ("intervals", "foreign_steps"):
        db.run(f"""CREATE OR REPLACE TABLE moved_{name} AS
            SELECT o.* FROM old.{name} o JOIN moved m ON m.account_no = o.account_no
            WHERE o.to_day >= m.since_day AND o.to_day >= {first or 0}""")
    # What each of them holds on the day before: the step that is in force then, which may now end sooner or later.
    db.run("""CREATE OR REPLACE TABLE standing AS
        SELECT m.account_id, i.account_no, i.from_day, i.fen AS cents FROM moved_intervals i JOIN moved m ON m.account_no = i.account_no
        WHERE m.currency = 'CNY' AND i.from_day < m.since_day AND i.to_day >= m.since_day
        UNION ALL
        SELECT m.account_id, i.account_no, i.from_day, i.cents FROM moved_foreign_steps i JOIN moved m ON m.account_no = i.account_no
        WHERE i.from_day < m.since_day AND i.to_day >= m.since_day""")
    db.run("""CREATE OR REPLACE TABLE moved_from AS SELECT m.account_no, COALESCE(s.from_day, m.since_day) AS from_day, m.account_id
        FROM moved m LEFT JOIN standing s ON s.account_no = m.account_no""")


def _touch_others(db: Database, staged: set[str]) -> None:
    """Credit lines and duties of the batch, and the lines that touched accounts name."""
    _union(
        db,
        "touched_limits",
        "SELECT limit_id FROM were_accounts WHERE limit_id IS NOT NULL",
        *_given(staged, "limit_id", "limits", "accounts"),
    )
    _union(db, "touched_duties", "SELECT '' AS duty_id WHERE FALSE", *_given(staged, "duty_id", "duties"))


def _touch_clients(db: Database, staged: set[str], is_all: bool) -> None:
    """Clients of the batch, of its rows, and whoever has something that is touched; all, where managers get new numbers."""
    delivered = ("clients", "accounts", "assignments", "capital", "holdings", "flows", "limits", "duties")
    numbers = """SELECT client_no FROM were_accounts
        UNION SELECT client_no FROM old.limits WHERE limit_id IN (SELECT limit_id FROM touched_limits)"""
    if "fx_rates" in staged:
        numbers += " UNION SELECT client_no FROM old.flows WHERE flow_id IN (SELECT flow_id FROM touched_flows)"
    given = _given(staged, "client_id", *delivered)
    named = f" OR client_id IN ({' UNION '.join(given)})" if given else ""
    db.keep(
        "were_clients",
        f"SELECT client_no, client_id FROM old.clients WHERE {is_all} OR client_no IN ({numbers}){named}",
    )
    _union(db, "touched_clients", "SELECT client_id FROM were_clients", *given)


def _within(staged: set[str], asked: frozenset[str]) -> dict[str, str]:
    """What to read of earlier batches, by table: for prepared tables that are asked for anew, and for the rules on what is staged.

    The conditions name tables that stand in the database.
    """
    parts = {
        "clients": _OF_CLIENTS, "accounts": _OF_ACCOUNTS, "assignments": _OF_CLIENTS, "capital": _OF_CLIENTS, "holdings": _OF_CLIENTS,
        "loan_status": _OF_ACCOUNTS, "flows": "flow_id IN (SELECT flow_id FROM touched_flows)",
        "limits": "limit_id IN (SELECT limit_id FROM touched_limits)", "duties": "duty_id IN (SELECT duty_id FROM touched_duties)",
        "balances": "account_id IN (SELECT account_id FROM moved)",
    }  # fmt: skip
    named = {column.refers_to for name in staged for column in BY_NAME[name].columns if column.refers_to}
    needed = {*_FEW, *named, *staged, *prepared.read_for(asked)}
    if not staged & _WITH_FLOWS:  # none is touched, and their file alone takes as long to be opened as all others
        needed.discard("flows")
    return {name: parts.get(name, "") for name in BY_NAME if name in needed}
