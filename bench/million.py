"""A desk of 1,000,000 clients, 3,000,000 accounts and 20,000 managers: its rows put straight into the tables, its ledger imported, its year assessed.

What is measured on it: clients.py, load.py. QIAO_BENCH_HOME names a home that is kept and used again.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from pathlib import Path

import banks
import figures
import psycopg

HOME = "QIAO_BENCH_HOME"
CLIENTS = figures.sized(full=1_000_000, small=2_000)
MANAGERS = CLIENTS // 50
HEAD = "H1"  # who heads the first branch, of 500 managers
MANAGER = "M00001"
CITIES = ("澜江", "云州", "海宁城", "北岭", "南浦", "临川", "江东", "白沙", "青石", "平湖港", "龙门", "新安")
# Whose books: branches of the first level hold sub-branches of twenty managers each.
_BRANCHES = """
    INSERT INTO people_branch (uuid, version, code, name, name_en, path, parent_id)
    SELECT gen_random_uuid(), 0, 'X' || n, '分行' || n, '', head.path || 'X' || n || '/', head.id
    FROM generate_series(1, greatest(%(managers)s / 500, 1)) n, (SELECT id, path FROM people_branch WHERE parent_id IS NULL) head;
    INSERT INTO people_branch (uuid, version, code, name, name_en, path, parent_id)
    SELECT gen_random_uuid(), 0, above.code || '-' || n, '支行' || n, '', above.path || above.code || '-' || n || '/', above.id
    FROM people_branch above, generate_series(1, 25) n WHERE above.code LIKE 'X%%';
    INSERT INTO people_user (uuid, version, password, staff_number, name, name_en, name_key, search_keys, phone, language, theme, money_unit)
    SELECT gen_random_uuid(), 0, '!', number, name || n, '', lower(number), ARRAY[lower(number)], '', '', '', 'wan'
    FROM (SELECT n, 'M' || lpad(n::text, 5, '0') AS number, '经理' AS name FROM generate_series(1, %(managers)s) n
        UNION ALL SELECT n, 'H' || n, '行长' FROM generate_series(1, greatest(%(managers)s / 500, 1)) n) x;
    INSERT INTO people_post (uuid, version, user_id, role, branch_id, from_date)
    SELECT gen_random_uuid(), 0, u.id, 'rm', b.id, DATE '2020-01-01'
    FROM (SELECT id, substr(staff_number, 2)::int - 1 AS n FROM people_user WHERE staff_number ~ '^M[0-9]+$') u
    JOIN people_branch b ON b.code = 'X' || (1 + u.n / 500) || '-' || (1 + mod(u.n / 20, 25));
    INSERT INTO people_post (uuid, version, user_id, role, branch_id, from_date)
    SELECT gen_random_uuid(), 0, u.id, 'branch', b.id, DATE '2020-01-01'
    FROM people_user u JOIN people_branch b ON b.code = 'X' || substr(u.staff_number, 2) WHERE u.staff_number ~ '^H[0-9]+$';
"""
_CLIENTS = """
    INSERT INTO clients_client (uuid, version, number, name, name_key, search_keys, credit_code, industry, scale, region, opened_on)
    SELECT gen_random_uuid(), 0, 'C' || lpad((n - 1)::text, 8, '0'), c.core ||
        (ARRAY['有限公司', '有限公司', '有限公司', '有限责任公司', '股份有限公司'])[1 + mod(n, 5)],
        c.name_key, c.keys, '91330100MA' || lpad(n::text, 7, '0') || 'X', c.industry,
        (ARRAY['micro', 'micro', 'small', 'medium', 'large'])[1 + mod(n / 7, 5)], c.city, DATE '2000-01-01' + mod(n * 37, 9000)
    FROM generate_series(1, %(clients)s) n JOIN bench_cores c ON c.nr = mod(n * 7919::bigint, %(cores)s)
"""
_ACCOUNTS = """
    INSERT INTO clients_account (uuid, client_id, number, product_id, currency, account_type, opened_on, limit_number)
    SELECT gen_random_uuid(), c.id, '6228' || lpad((g.n * 7919::bigint)::text, 14, '0'), p.id, 'CNY', 'basic', DATE '2020-01-01', ''
    FROM generate_series(1, 3 * %(clients)s) g(n) JOIN bench_ids c ON c.n = 1 + mod(g.n, %(clients)s), (SELECT id FROM clients_product LIMIT 1) p
"""
_ASSIGNMENTS = """
    INSERT INTO clients_assignment (uuid, client_id, manager_id, part, share, is_inherited, from_date, to_date)
    SELECT gen_random_uuid(), c.id, m.id, 'lead', CASE WHEN mod(c.n, 10) = 0 THEN 0.7 ELSE 1 END, false,
        CASE WHEN mod(c.n, 20) = 1 THEN DATE '2025-07-01' ELSE DATE '2020-01-01' END, NULL::date
    FROM bench_ids c JOIN bench_managers m ON m.n = (c.n - 1) / 50 WHERE mod(c.n, 500) > 0
    UNION ALL
    SELECT gen_random_uuid(), c.id, m.id, 'assist', 0.3, false, DATE '2020-01-01', NULL::date
    FROM bench_ids c JOIN bench_managers m ON m.n = mod((c.n - 1) / 50 + 1, %(managers)s) WHERE mod(c.n, 10) = 0 AND mod(c.n, 500) > 0
    UNION ALL
    SELECT gen_random_uuid(), c.id, m.id, 'lead', 1, false, DATE '2020-01-01', DATE '2025-06-30'
    FROM bench_ids c JOIN bench_managers m ON m.n = mod((c.n - 1) / 50 + 7, %(managers)s) WHERE mod(c.n, 20) = 1
"""
_FIGURES = """
    INSERT INTO clients_clientfigures (uuid, client_id, data_date, deposits, deposit_average, deposit_average_before, deposit_change,
        loans, loan_average, contribution, tier, last_flow_on)
    SELECT gen_random_uuid(), id, DATE '2025-12-31', size * 1.1, size, size * grown, size - size * grown, lent, lent,
        CASE WHEN mod(n, 100) > 0 THEN size * 0.012 + lent * 0.01 END,
        CASE WHEN size > 2.7e7 THEN 'A' WHEN size > 6e6 THEN 'B' WHEN size > 1e6 THEN 'C' ELSE 'D' END, DATE '2025-12-01'
    FROM (SELECT id, n, round(exp(13 + 2.3 * (random() + random() + random() - 1.5) * 2)::numeric, 2) AS size,
        (0.8 + random() * 0.4)::numeric(4, 3) AS grown, CASE WHEN random() < 0.3 THEN (random() * 1e7)::numeric(20, 2) ELSE 0 END AS lent
        FROM bench_ids) x
"""
_PRODUCT = """
    INSERT INTO clients_product (uuid, code, name, family, fee_line, tags, coefficient)
    VALUES (gen_random_uuid(), 'DD', '活期', 'deposit', '', '{}', 1)
"""
_IDS = """
    CREATE TEMP TABLE bench_ids AS SELECT id, row_number() OVER (ORDER BY number) AS n FROM clients_client;
    CREATE TEMP TABLE bench_managers AS SELECT id, substr(staff_number, 2)::int - 1 AS n
    FROM people_user WHERE staff_number ~ '^M[0-9]+$';
    ANALYZE bench_ids, bench_managers
"""
_TABLES = ("clients_client", "clients_account", "clients_assignment", "clients_clientfigures")


@contextmanager
def desk() -> Iterator[Path]:
    """The home of such a desk, Django set up on it as its owner; made if it is not there yet."""
    kept = os.environ.get(HOME)
    place = Path(kept or tempfile.mkdtemp(prefix="qiao-bench-"))
    place.mkdir(parents=True, exist_ok=True)
    os.environ |= {"QIAO_HOME": str(place), "QIAO_HTTPS": "off", "QIAO_LOG": "warning", "QIAO_ASSIGNMENTS": "desk"}
    os.environ.pop("DATABASE_URL", None)
    from qiao.desk.server import migrating, setup, static

    try:
        with setup.ready(as_owner=True):
            from django.db import connection

            migrating.migrate()  # one that was kept may be of an older version
            _make_once(place)
            static.collect()
            yield place
            connection.close()
    finally:
        if not kept:
            shutil.rmtree(place)


def _make_once(place: Path) -> None:
    """Make the desk unless it is there; a script that wants it too waits."""
    with (place / "making").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for what, work in (("rows", _rows), ("ledger", _ledger), ("scorecards", _assess)):
            if (place / f"{what} made").exists():
                continue
            begun = time.perf_counter()
            work(place)
            (place / f"{what} made").touch()
            figures.say(f"{what} of {CLIENTS:,} clients and {MANAGERS:,} managers: {time.perf_counter() - begun:.0f} s")


# --- the desk's rows ---------------------------------------------------------------------------------------------------


def _rows(place: Path) -> None:
    from qiao.desk.people import sample_people
    from qiao.desk.server import postgres

    sample_people.make()
    with postgres.running(place) as cluster:
        _fill(cluster.url(postgres.SUPERUSER))


def _fill(url: str) -> None:
    """All rows straight into the tables, their indexes made afterwards."""
    cores = _cores()
    given = {"clients": CLIENTS, "managers": MANAGERS, "cores": len(cores)}
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("SET session_replication_role = replica; SET maintenance_work_mem = '1GB'")
        for statement in _BRANCHES.split(";\n"):
            if statement.strip():
                database.execute(
                    statement.replace("%%", "%") if "%(" not in statement else statement,
                    given if "%(" in statement else None,
                )
        database.execute(_PRODUCT)
        database.execute(
            "CREATE TEMP TABLE bench_cores (nr int, core text, city text, industry text, name_key text, keys varchar[])"
        )
        with database.cursor().copy("COPY bench_cores FROM STDIN") as copy:
            copy.set_types(["int4", "text", "text", "text", "text", "varchar[]"])
            for row in cores:
                copy.write_row(row)
        database.execute("ANALYZE bench_cores")
        indexes = _without_indexes(database)
        database.execute(_CLIENTS, given)
        database.execute(_IDS)
        for statement in (_ACCOUNTS, _ASSIGNMENTS, _FIGURES):
            database.execute(statement, given)
        for index in indexes:
            database.execute(index)
        database.execute(f"VACUUM ANALYZE {', '.join(_TABLES)}, people_user, people_post, people_branch")


def _without_indexes(database: psycopg.Connection) -> list[str]:
    """Take indexes and keys away, all but the primary; how to make them again. The rule on leads is for writers alone."""
    database.execute("ALTER TABLE clients_assignment DROP CONSTRAINT assignment_one_lead_at_a_time")
    tables = [list(_TABLES)]
    keys = database.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'u' AND conrelid::regclass::text = ANY(%s)",
        tables,
    ).fetchall()
    for table, name, _ in keys:
        database.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    found = database.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT LIKE '%%_pkey'", tables
    ).fetchall()
    for name, _ in found:
        database.execute(f'DROP INDEX "{name}"')
    made = [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {rule}' for table, name, rule in keys]
    return made + [index for _, index in found]


def _cores() -> list[tuple[object, ...]]:
    """Names without their legal form, in the words of the sample bank, each with what it is sorted and found by."""
    from pypinyin import Style, lazy_pinyin

    from qiao.desk.clients import naming
    from qiao.sample.words import _FIRST, _SECOND, INDUSTRIES

    parts = {*CITIES, *_FIRST, *_SECOND, *(trade for _, trade in INDUSTRIES)}
    toned = {part: lazy_pinyin(part, style=Style.TONE3) for part in parts}
    plain = {part: lazy_pinyin(part, style=Style.NORMAL) for part in parts}
    combined = list(product(CITIES, _FIRST, _SECOND, INDUSTRIES))
    step = max(len(combined) // CLIENTS, 1)
    found = []
    for number, (city, first, second, (industry, trade)) in enumerate(combined[::step]):
        pieces = (city, first, second, trade)
        core = "".join(pieces)
        key = " ".join(syllable for piece in pieces for syllable in toned[piece])
        found.append(
            (
                number,
                core,
                city,
                industry,
                key,
                naming.keys_of(core, [syllable for piece in pieces for syllable in plain[piece]]),
            )
        )
    return found


# --- the ledger, and a period assessed of it -----------------------------------------------------------------------------

_ORGANISATION = {
    "branches": """SELECT 'HO' AS branch_id, '总行' AS name, CAST(NULL AS VARCHAR) AS parent_id
        UNION ALL SELECT DISTINCT 'X' || (1 + i // 500), '分行' || (1 + i // 500), 'HO' FROM range({managers}) t(i)
        UNION ALL SELECT DISTINCT 'X' || (1 + i // 500) || '-' || (1 + i // 20 % 25), '支行' || (1 + i // 20 % 25), 'X' || (1 + i // 500)
        FROM range({managers}) t(i)""",
    "managers": """SELECT * EXCLUDE (i) REPLACE ('X' || (1 + i // 500) || '-' || (1 + i // 20 % 25) AS branch_id)
        FROM (SELECT *, CAST(substr(manager_id, 2) AS INTEGER) - 1 AS i FROM '{bank}/managers.parquet')""",
    # As the desk's rows say it: every fifty clients a manager, one in ten shared, one in twenty handed over in July.
    "assignments": """
        SELECT client_no(n - 1) AS client_id, manager_no(1 + m) AS manager_id, since AS from_date, until AS to_date,
            CAST(share AS DECIMAL(18, 4)) AS share, role FROM (
        SELECT n, (n - 1) // 50 AS m, CASE WHEN n % 20 = 1 THEN DATE '2025-07-01' ELSE DATE '2020-01-01' END AS since,
            CAST(NULL AS DATE) AS until, CASE WHEN n % 10 = 0 THEN 0.7 ELSE 1 END AS share, 'lead' AS role
            FROM range(1, {clients} + 1) t(n) WHERE n % 500 > 0
        UNION ALL SELECT n, ((n - 1) // 50 + 1) % {managers}, DATE '2020-01-01', NULL, 0.3, 'assist'
            FROM range(1, {clients} + 1) t(n) WHERE n % 10 = 0 AND n % 500 > 0
        UNION ALL SELECT n, ((n - 1) // 50 + 7) % {managers}, DATE '2020-01-01', DATE '2025-06-30', 1, 'lead'
            FROM range(1, {clients} + 1) t(n) WHERE n % 20 = 1)""",
}


def _write(bank: Path) -> None:
    """The bank of the ledger; its folder has this name once it is whole."""
    size = {"managers": MANAGERS, "clients": CLIENTS, "accounts": 3 * CLIENTS, "flows": 5 * CLIENTS}
    half = bank.with_name("writing")
    shutil.rmtree(half, ignore_errors=True)
    banks.write(half, replace(banks.NATIONAL, **size), say=figures.say)
    banks.replace_tables(half, {name: query.format(bank=half, **size) for name, query in _ORGANISATION.items()})
    half.rename(bank)


def _ledger(place: Path) -> None:
    """Two years of change rows of every client, as the engine imports them; the desk knows the batch as fed."""
    from django.utils import timezone

    from qiao.desk.clients import ledger
    from qiao.desk.clients.models import Delivery
    from qiao.engine.ledger import gate, store

    bank = place / "bank"
    if not bank.exists():
        _write(bank)
    shutil.rmtree(place / "ledger", ignore_errors=True)
    store.import_batch(gate.Request(bank), place / "ledger")
    shutil.rmtree(bank)
    book = ledger.book()
    (note,) = book.batches
    known = {name: getattr(note, name) for name in ("number", "digest", "source", "data_date", "rows")}
    now = timezone.now()
    Delivery.objects.all().delete()
    Delivery.objects.create(**known, imported_at=now, imported_by="", ledger=book.digest, fed_at=now)


def _assess(place: Path) -> None:
    """2025 through the desk's own acts up to the day on which every manager sees their scorecard."""
    from qiao.desk.assess.actions import periods, runs, standards
    from qiao.desk.assess.models import Period, Step
    from qiao.desk.jobs import carrying
    from qiao.desk.jobs.models import Job, State
    from qiao.desk.people.models import User

    first, second = (User.objects.get(staff_number=number) for number in ("hr", "hr2"))
    period = Period.objects.filter(label="2025").first()
    if period is None:
        made = standards.draft(None, by=first)
        made = standards.propose(made, by=first, version=made.version, reason="2025年度考评标准,行长办公会审议通过。")
        period = periods.open_period("2025", standards.publish(made, by=second), by=first)
    for step in (Step.DATA, Step.CHECKS):
        periods.end_step(period, step, by=first)
    run = runs.ask(period, by=first)
    while (job := Job.objects.filter(state=State.WAITING).order_by("pk").first()) is not None:
        begun = time.perf_counter()
        carrying.here(job)
        figures.say(f"  {job.kind}: {time.perf_counter() - begun:.0f} s")
    run.refresh_from_db()
    periods.end_step(period, Step.REVIEW, by=first)
    runs.show(run, by=first)
