"""The prepared ledger: what a run reads, all days and amounts as integers, as plain Parquet files and one manifest.

Whatever needs division, order or neighbours (translation to fen, the next balance, the class just before) is done here,
once, when a batch comes in; the kernels of a run then only add, multiply and compare.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow as pa

from qiao.engine import files, holds
from qiao.engine.engines.duckdb import Database
from qiao.engine.engines.engine import Engine
from qiao.engine.errors import RequestError
from qiao.engine.ledger import batches, merging
from qiao.engine.ledger.tables import TABLES
from qiao.engine.periods import EVER, FAR, day_number

FORMAT = 4
# Queries by the name of the view that they make, for each table that is made of them.
Queries = Mapping[str, Mapping[str, str]]
NO_QUERIES: Mapping[str, Any] = {}
MANIFEST = "ledger.json"


@dataclass(frozen=True)
class Made:
    """A prepared table: which ledger tables it is made of, and how its rows are told apart when only some are made anew.

    `order` is how its file is ordered, the first column what a client's rows are found by; `key` are the columns whose
    rows are replaced together. `by` says which rows a change touches: those of its clients, of its accounts, of its
    accounts from a day on (`steps`, and `sums` of them), of accounts that are cut otherwise or whose cuts have other sums (`edges`),
    of the rows' own identifiers (`self`, and `flows`), or simply all of them (`whole`). Rows whose day `until` is of the last
    three months stand behind all others: a batch changes recent days, and finds what stands on them by the bounds of row groups.
    """

    name: str
    by: str
    order: tuple[str, ...]
    key: tuple[str, ...]
    inputs: tuple[str, ...]
    names_managers: bool = False
    until: str = ""

    def is_recent(self, data_date: date | None) -> str:
        """SQL: whether a row of a ledger of that date stands behind the others; empty where none does."""
        return f"{self.until} >= {day_number(batches.recent_from(data_date))}" if self.until and data_date else ""

    def in_order(self, data_date: date | None) -> str:
        """SQL: the columns by which the rows of a ledger of that date are put in order in their file."""
        return ", ".join(filter(None, (self.is_recent(data_date), *self.order)))

    @property
    def told_by(self) -> tuple[str, ...]:
        """The columns that a file of rows taken away holds."""
        return tuple(dict.fromkeys((self.order[0], *self.key)))


def _made(
    name: str, by: str, order: str, inputs: str, *, key: str = "", names_managers: bool = False, until: str = ""
) -> Made:
    columns = tuple(order.split())
    return Made(name, by, columns, tuple(key.split()) or columns, tuple(inputs.split()), names_managers, until)


_STEPS = "balances accounts fx_rates"

# In the order in which they are made; `assigned` and `steps` are only on the way.
_ORDER = (
    _made("branches", "whole", "branch_id", "branches"),
    _made("clients", "clients", "client_no", "clients"),
    _made("products", "whole", "product_no", "products"),
    _made("managers", "whole", "manager_no from_day", "managers"),
    _made("accounts", "accounts", "client_no account_no", "accounts", key="account_no"),
    _made("assigned", "", "client_no", "assignments"),
    _made("assignments", "clients", "client_no from_day manager_no", "assignments", names_managers=True),
    _made("spans", "clients", "client_no from_day", "assignments clients"),
    _made("shares", "clients", "client_no from_day manager_no", "assignments", names_managers=True),
    _made("rates", "whole", "currency from_day", "fx_rates"),
    _made("steps", "", "account_no from_day", _STEPS),
    _made("foreign_steps", "steps", "account_no from_day", _STEPS, until="to_day"),
    _made("intervals", "steps", "client_no account_no from_day", _STEPS, key="account_no from_day", until="to_day"),
    _made("sums", "sums", "day client_no account_no product_no", _STEPS),
    _made("capital", "clients", "client_no from_day", "capital"),
    _made("flows", "self", "client_no day flow_id", "flows fx_rates", key="flow_id"),
    _made("flow_days", "flows", "kind day client_no flow_id", "flows fx_rates", key="flow_id"),
    _made("status", "accounts", "client_no account_no from_day", "loan_status accounts", key="account_no from_day"),
    _made("edge_sums", "edges", "client_no account_no day product_no", f"{_STEPS} assignments loan_status"),
    _made(
        "holdings",
        "clients",
        "client_no product_no from_day used_day",
        "holdings",
        key="client_no product_no from_day",
    ),
    _made("limits", "self", "client_no limit_id", "limits", key="limit_id"),
    _made("duties", "self", "client_no day duty_id", "duties", key="duty_id"),
    _made("referrals", "whole", "manager_no day referral_id", "referrals", names_managers=True),
    _made("awards", "whole", "manager_no day award_id", "awards", names_managers=True),
    _made("ratings", "whole", "manager_no period item rater_group rater", "ratings", names_managers=True),
    _made("targets", "whole", "manager_no period indicator", "targets", names_managers=True),
    _made("absences", "whole", "manager_no from_day", "absences", names_managers=True),
    _made("untranslated", "untranslated", "source id from_day", f"{_STEPS} flows"),
)
KEPT = tuple(made for made in _ORDER if made.by)
MADE = {made.name: made for made in KEPT}
PREPARED = frozenset(made.name for made in _ORDER)
_WORD, _COMMENT = re.compile(r"\w+"), re.compile(r"--.*")
# Months that begin, what sums are told by, and what edges are cut of: asked for several times, so they are made once.
_ASKED_OFTEN = frozenset((
    "sums_ahead", "sums_before", "intervals_told", "recut_clients", "recut_loans", "cut_accounts", "cut_anew", "edge_scope",
    "edge_accounts",
))  # fmt: skip
# Months are counted from the year 0. `rounded` is amount × over / under, half up and away from zero: in 64 bits where they suffice,
# since 128 take many times as long to divide.
_MACROS = (
    "rounded(amount, over, under) AS CAST(SIGN(amount) AS BIGINT) * CASE"
    " WHEN ABS(amount) <= (9223372036854775807 - under) // (2 * over) THEN (2 * ABS(amount) * over + under) // (2 * under)"
    " ELSE CAST((2 * ABS(CAST(amount AS HUGEINT)) * over + under) // (2 * under) AS BIGINT) END",
    "month_of(day) AS CAST(EXTRACT(YEAR FROM DATE '1970-01-01' + CAST(day AS INTEGER)) * 12"
    " + EXTRACT(MONTH FROM DATE '1970-01-01' + CAST(day AS INTEGER)) - 1 AS INTEGER)",
    "day_of(month) AS CAST(MAKE_DATE(month // 12, month % 12 + 1, 1) - DATE '1970-01-01' AS INTEGER)",
)
# Numbers of what is known already stay as they are; what is new is numbered after it.
_NUMBERED = {"clients": "client_id", "products": "product_code", "accounts": "account_id"}
NUMBERS = {"clients": "client_no", "products": "product_no", "accounts": "account_no"}


class NoLedgerError(RequestError):
    """A folder holds no ledger that this version reads: what is left of one may be cleared away and made again."""


@dataclass(frozen=True)
class MadeOf:
    """The batches that a store's ledger is made of: their digest, by which it is the same in whatever files, and their stamps."""

    digest: str
    stamps: dict[str, list[int]]


@dataclass(frozen=True)
class Prepared:
    """A prepared ledger on disk: where its files are, which tables were delivered, and the data's date."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def data_date(self) -> date | None:
        """The latest day that the bank's data covers."""
        text = self.manifest["data_date"]
        return date.fromisoformat(text) if text else None

    @property
    def present(self) -> frozenset[str]:
        """The tables that were delivered."""
        return frozenset(self.manifest["tables"])

    @property
    def digest(self) -> str:
        """The hash over everything that counts."""
        return str(self.manifest["digest"])

    @property
    def is_layered(self) -> bool:
        """Whether a table stands in more than one file."""
        return any(map(self.has_layers, self.manifest["files"]))

    def has_layers(self, table: str) -> bool:
        """Whether rows of a table's base are gone or others were added."""
        return "plus" in self.manifest["files"][table]

    def entries(self) -> Iterator[dict[str, Any]]:
        """What the manifest says of each file: its name, hash and rows."""
        for entry in self.manifest["files"].values():
            yield entry
            yield from (entry[part] for part in ("minus", "plus") if part in entry)

    def file(self, table: str, part: str = "") -> Path:
        """The file of a table's base, or of the rows taken away (`minus`) or added (`plus`) since."""
        entry = self.manifest["files"][table]
        return self.folder / str((entry[part] if part else entry)["file"])

    def link(self, folder: Path) -> None:
        """Let its files stand in another folder too."""
        for name in (*(entry["file"] for entry in self.entries()), MANIFEST):
            files.link(self.folder / name, folder / name)

    def open(self, engine: Engine, prefix: str = "", *, but: Collection[str] = ()) -> None:
        """Make a view of every prepared table, whatever files it stands in, in an engine that keeps the ledger until it is closed.

        `but` are tables that nobody will ask for: a large file takes a while to be opened.
        """
        engine.hold(holds.Hold(self.folder))
        for table in self.manifest["files"]:
            if table not in but:
                self.view(engine, table, f"{prefix}{table}")

    def view(self, engine: Engine, table: str, name: str) -> None:
        """Make a view of one prepared table under a name."""
        if not self.has_layers(table):
            engine.view(name, [self.file(table)])
            return
        for part in ("", "minus", "plus"):
            engine.view(f"{name}_{part or 'base'}", [self.file(table, part)])
        same = " AND ".join(f"gone.{column} = base.{column}" for column in MADE[table].told_by)
        engine.define(
            name,
            f"SELECT base.* FROM {name}_base base ANTI JOIN {name}_minus gone ON {same} UNION ALL SELECT * FROM {name}_plus",
        )

    @property
    def stamps(self) -> dict[str, list[int]]:
        """Size and time of the files that were proved when it was made, of its own and of its batches by `digest/file`."""
        return dict(self.manifest.get("stamps", {}))

    @property
    def is_unchanged(self) -> bool:
        """Whether its files are, by size and time, those that were written."""
        return all(
            files.stamp(self.folder / entry["file"]) == self.stamps.get(entry["file"]) for entry in self.entries()
        )

    def damaged(self) -> list[str]:
        """The files whose bytes are no longer those of the manifest, or are gone."""
        return [
            entry["file"]
            for entry in self.entries()
            if not (self.folder / entry["file"]).is_file()
            or files.sha256_of(self.folder / entry["file"]) != entry["sha256"]
        ]


def sql_of(name: str) -> str:
    """The text of the preparing query of that name."""
    return resources.files(__package__).joinpath("prepare_sql", f"{name}.sql").read_text(encoding="utf-8")


def edge_days(accounts: str, turned: str) -> str:
    """SQL: the days that cut each of these accounts: of the spans in the database, and of the turns of their loans.

    Where the first and the last span of a client begin and end nothing changes.
    """
    return f"""SELECT a.client_no, a.account_no, s.from_day AS day FROM spans s JOIN {accounts} a ON a.client_no = s.client_no
        WHERE s.from_day > {EVER} AND s.from_day < {FAR}
        UNION SELECT a.client_no, a.account_no, t.day FROM ({turned}) t JOIN {accounts} a ON a.account_no = t.account_no"""


def turns(status: str) -> str:
    """SQL: the day after each day on which a loan is classed worse."""
    return f"SELECT account_no, from_day + 1 AS day FROM {status} WHERE five_class > class_before"


def prepare(
    db: Database,
    present: Iterable[str],
    sums_of: Queries = NO_QUERIES,
    known: str = "",
    instead: Mapping[str, str | None] = NO_QUERIES,
) -> None:
    """Make every prepared table in `db` from the rows in force (`e_…`); tables not delivered are empty.

    `sums_of` are, for each table of balance sums, the queries of what it is made of. `known` is the prefix of an earlier ledger's
    tables, whose numbers stay as they are. `instead` are queries in the place of a table's own, None where it is not made.
    """
    define_macros(db)
    there = set(present)
    for table in TABLES:
        if table.name not in there:
            merging.empty(db, table)
    for name, identifier in _NUMBERED.items():
        number = NUMBERS[name]
        rows = f"{known}{name}" if known else f"(SELECT '' AS {identifier}, 0 AS {number} WHERE FALSE)"
        db.run(f"CREATE OR REPLACE VIEW known_{name} AS SELECT {identifier}, {number} FROM {rows}")
    for made in _ORDER:
        if (query := instead.get(made.name, sql_of(made.name))) is not None:
            define(db, sums_of.get(made.name, NO_QUERIES))
            db.keep(made.name, query)


def made_for(wanted: Collection[str], standing: Collection[str]) -> frozenset[str]:
    """The tables wanted and all that their queries name, those of queries that name others in turn; what is standing needs nothing."""
    found = set(wanted)
    for made in reversed(_ORDER):
        if made.name in found and made.name not in standing:
            found |= PREPARED.intersection(_words(made.name))
    return frozenset(found)


def read_for(made: Iterable[str]) -> frozenset[str]:
    """The ledger tables whose rows in force (`e_…`) the queries of these prepared tables name."""
    words = {word for name in made for word in _words(name)}
    return frozenset(table.name for table in TABLES if f"e_{table.name}" in words)


def _words(name: str) -> set[str]:
    return set(_WORD.findall(_COMMENT.sub("", sql_of(name))))


def define(db: Database, queries: Mapping[str, str]) -> None:
    """Let these queries be found by their names."""
    if queries:
        define_macros(db)
    for view, query in queries.items():
        (db.keep if view in _ASKED_OFTEN else db.define)(view, query)


def define_macros(db: Database) -> None:
    """Let a database understand the preparing queries (`sql_of`)."""
    for macro in _MACROS:
        db.run(f"CREATE OR REPLACE MACRO {macro}")


def write(db: Database, query: str, folder: Path, name: str) -> dict[str, Any]:
    """Write the rows of a query as a file of a ledger; what the manifest says of it."""
    return write_rows(db.arrow_batches(query), folder, name)


def write_rows(rows: pa.RecordBatchReader, folder: Path, name: str) -> dict[str, Any]:
    """Write rows as a file of a ledger; what the manifest says of it."""
    fresh = folder / f"{name}.parquet"
    amounts = [field.name for field in rows.schema if pa.types.is_int64(field.type) or pa.types.is_decimal(field.type)]
    sha256, count = files.write_parquet(fresh, rows, varied=amounts)
    named = f"{name}-{sha256[:16]}.parquet"
    files.rename(fresh, folder / named)
    return {"file": named, "sha256": sha256, "rows": count}


def seal(
    folder: Path,
    entries: dict[str, Any],
    *,
    present: Iterable[str],
    data_date: date | None,
    made_of: MadeOf | None = None,
) -> Prepared:
    """Write the manifest of a ledger whose files are there; without batches that it is made of, its files name it."""
    counted = {
        "format": FORMAT,
        "data_date": data_date.isoformat() if data_date else None,
        "tables": sorted(present),
        "files": entries,
    }
    manifest = {**counted, "digest": made_of.digest if made_of else digest_of(counted)}
    if made_of:
        own = {entry["file"]: files.stamp(folder / entry["file"]) for entry in Prepared(folder, manifest).entries()}
        manifest["stamps"] = {**made_of.stamps, **own}
    files.write_new(folder / MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())
    return Prepared(folder, manifest)


def load(folder: Path) -> Prepared:
    """The prepared ledger in `folder`.

    Raises:
        NoLedgerError: there is none, its manifest is damaged, a file of it is lost, or it is of another format.
        RequestError: the manifest may not be read, or the machine cannot just now.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        written = manifest["format"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        is_refused = isinstance(error, OSError) and not isinstance(error, FileNotFoundError | NotADirectoryError)
        raise (RequestError if is_refused else NoLedgerError)(
            f"{folder} 里没有可用的台账清单 {MANIFEST}。", f"{folder} holds no readable ledger manifest {MANIFEST}."
        ) from error
    if written != FORMAT:
        raise NoLedgerError(
            f"{folder} 的格式版本不受支持。", f"{folder} is of a format that this version does not read."
        )
    found = Prepared(folder, manifest)
    if lost := next((entry["file"] for entry in found.entries() if not (folder / entry["file"]).exists()), None):
        raise NoLedgerError(
            f"{folder} 的台账缺少 {lost};台账库的会在使用时由批次重新整理,考评运行的请从备份恢复。",
            f"The ledger in {folder} lacks {lost}; a store makes it again when it is needed, restore a run's from a backup.",
        )
    return found


def digest_of(value: Any) -> str:
    """SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(
        json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()
