"""The list of clients, the search and a client's page at a million clients: server time of whole requests as manager, branch head and auditor.

python bench/clients.py
"""

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from urllib.parse import quote

import banks
import figures
import psycopg

CLIENTS = figures.sized(full=1_000_000, small=4_000)
MANAGERS = CLIENTS // 50
TURNS = figures.sized(full=7, small=1)
REACH = 0.1  # seconds
SEARCHES = Path(__file__).with_name("searches.txt")
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
    SELECT gen_random_uuid(), 0, '!', 'M' || n, '经理' || n, '', 'm' || n, ARRAY['m' || n], '', '', '', 'wan'
    FROM generate_series(0, %(managers)s) n;
    INSERT INTO people_post (uuid, version, user_id, role, branch_id, from_date)
    SELECT gen_random_uuid(), 0, u.id, 'rm', b.id, DATE '2020-01-01'
    FROM (SELECT id, row_number() OVER (ORDER BY id) - 2 AS n FROM people_user WHERE staff_number ~ '^M[0-9]+$') u
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM people_branch WHERE code ~ '^X.*-') b ON b.n = u.n / 20
    WHERE u.n >= 0;
    INSERT INTO people_post (uuid, version, user_id, role, branch_id, from_date)
    SELECT gen_random_uuid(), 0, u.id, 'branch', b.id, DATE '2020-01-01'
    FROM people_user u, people_branch b WHERE u.staff_number = 'M0' AND b.code = 'X1';
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
    FROM people_user WHERE staff_number ~ '^M[1-9][0-9]*$';
    ANALYZE bench_ids, bench_managers
"""
_TABLES = ("clients_client", "clients_account", "clients_assignment", "clients_clientfigures")
KNOWN = figures.sized(
    full=10_000, small=300
)  # clients of whom the ledger tells two years; what one costs to read does not depend on the others
PAGES = {"client, one year": "", "client, three years": "?years=3", "client, timeline": "timeline/"}
LISTS = {
    "first page": "view=all",
    "page 150": "view=all&page=150",
    "by name": "view=all&sort=name",
    "by name, page 150": "view=all&sort=name&page=150",
    "by contribution, rising": "sort=contribution",
    "by change, falling deposits": "change=down&sort=deposit_change",
    "tier A with loans": "tier=A&lending=with&sort=-loans",
    "deposits from 100 to 500": "deposits_from=100&deposits_to=500",
    "industry and scale": "industry=E&scale=large",
    "region, new clients": "region=云州&opened_since=2023-01-01&sort=name",
    "words": "q=宏瑞",
    "common word": "q=科技",
    "every column": "view=all&"
    + "&".join(f"col={name}" for name in ("tier", "managers", "deposits", "loans", "number", "credit_code")),
}


def main() -> None:
    """Fill a desk, then open its list and search it as three people."""
    with _desk():
        from qiao.desk.people.models import User

        reference = min(_sum_seconds() for _ in range(3))
        people = [
            (name, User.objects.get(staff_number=number))
            for name, number in (("manager", "M1"), ("branch head", "M0"), ("auditor", "auditor"))
        ]
        for name, person in people:
            _lists(name, person, reference)
        for name, person in people:
            _pages(name, person, reference)
        for name, person in people:
            _searches(name, person, reference)


def _lists(name: str, person: object, reference: float) -> None:
    ask = _browser(person)
    for what, query in LISTS.items():
        took = sorted(ask(f"/clients/?{query}") for _ in range(TURNS))
        figures.figure(
            f"list as {name}, {what} (worst {took[-1] * 1000:.0f} ms)",
            statistics.median(took),
            figures.most(REACH),
            ("bare sum", reference),
        )


def _pages(name: str, person: object, reference: float) -> None:
    from qiao.desk.clients.models import Client

    ask = _browser(person)
    seen = Client.objects.visible_to(person).filter(number__in=["C00000006", "C00000012", "C00000038"])
    addresses = {f"{what} {one.number}": one.get_absolute_url() + rest for one in seen for what, rest in PAGES.items()}
    for what, address in {**addresses, "tiers": "/clients/tiers/", "today": "/"}.items():
        took = sorted(ask(address) for _ in range(TURNS))
        figures.figure(
            f"{what} as {name} (worst {took[-1] * 1000:.0f} ms)",
            statistics.median(took),
            figures.most(REACH),
            ("bare sum", reference),
        )


def _searches(name: str, person: object, reference: float) -> None:
    ask = _browser(person)
    words = SEARCHES.read_text(encoding="utf-8").splitlines()[:: figures.sized(full=1, small=25)]
    took = sorted((min(ask(f"/ui/search/?q={quote(word)}") for _ in range(2)), word) for word in words)
    half, most = took[len(took) // 2][0], took[len(took) * 95 // 100][0]
    figures.figure(
        f"{len(took)} searches as {name}, p95 (p50 {half * 1000:.0f} ms)",
        most,
        figures.most(REACH),
        ("bare sum", reference),
    )
    figures.say("  slowest: " + ", ".join(f"{word} {seconds * 1000:.0f} ms" for seconds, word in took[:-6:-1]))


def _browser(person: object):
    """Asks for an address and tells how long the whole request took."""
    from django.conf import settings
    from django.test import Client

    browser = Client(headers={"host": "localhost"})
    browser.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])

    def ask(address: str) -> float:
        begun = _spent()
        answer = browser.get(address)
        took = _spent() - begun
        assert answer.status_code == 200, (address, answer.status_code)
        return took

    ask("/clients/?view=all")
    return ask


def _spent() -> float:
    """Processor seconds of this process and of its database session: what a request costs, whoever else uses the machine."""
    from django.db import connection

    connection.ensure_connection()
    session = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text(encoding="ascii")
    return time.process_time() + int(session.split()[0]) / 1e9


def _sum_seconds() -> float:
    """Every client's average deposits, summed: what one pass over one row a client costs."""
    from django.db import connection

    begun = _spent()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(deposit_average) FROM clients_clientfigures")
    return _spent() - begun


# --- the bank ----------------------------------------------------------------------------------------------------------


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


def _ledger(place: Path) -> None:
    """Two years of change rows of the first clients, as the engine imports them."""
    from qiao.engine.ledger import gate, store

    banks.write(place / "bank", banks.simple(managers=KNOWN // 50, accounts=3 * KNOWN, stretch=5))
    store.import_batch(gate.Request(place / "bank"), place / "ledger")


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


@contextmanager
def _desk() -> Iterator[None]:
    """A desk with the bank, in a temporary home."""
    kept = os.environ.get("QIAO_BENCH_HOME")
    place = Path(kept or tempfile.mkdtemp(prefix="qiao-bench-"))
    is_filled = (place / "filled").exists()
    os.environ["QIAO_HOME"] = str(place)
    os.environ["QIAO_HTTPS"] = "off"
    os.environ["QIAO_LOG"] = "warning"
    os.environ.pop("DATABASE_URL", None)
    from qiao.desk.server import migrating, postgres, setup, static

    try:
        with setup.ready(as_owner=True):
            from django.db import connection

            if not is_filled:
                begun = time.perf_counter()
                migrating.migrate()
                from qiao.desk.people import sample_people

                sample_people.make()
                with postgres.running(place) as cluster:
                    _fill(cluster.url(postgres.SUPERUSER))
                figures.say(
                    f"{CLIENTS:,} clients, {3 * CLIENTS:,} accounts, {MANAGERS:,} managers made in {time.perf_counter() - begun:.0f} s"
                )
                _ledger(place)
                (place / "filled").touch()
            static.collect()
            yield
            connection.close()
    finally:
        if not kept:
            shutil.rmtree(place)


if __name__ == "__main__":
    main()
