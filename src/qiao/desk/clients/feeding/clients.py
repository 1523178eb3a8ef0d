"""Clients, groups, products, accounts, assignments, holdings and limits: copied, compared and merged, each as a whole.

What the ledger no longer has is taken away, but for clients, groups and products: other rooms write of those. A client that
was made on the desk becomes the ledger's client of the same credit code; until then its assignments are the desk's alone.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Model

from qiao.desk.clients import naming as companies
from qiao.desk.clients.feeding.staging import Merged, Told, merge, staged
from qiao.desk.clients.models import Account, Assignment, Client, ClientGroup, Holding, Limit, Product
from qiao.desk.people import naming
from qiao.engine import Book

_CLIENTS = {"number": "text", "name": "text", "credit_code": "text", "industry": "text", "scale": "text", "group_number": "text",
            "region": "text", "opened_on": "date"}  # fmt: skip
_KEYS = {"number": "text", "name_key": "text", "search_keys": "varchar[]"}
_ACCOUNTS = {"number": "text", "client": "text", "product": "text", "currency": "text", "account_type": "text",
             "opened_on": "date", "closed_on": "date", "matures_on": "date", "limit_number": "text"}  # fmt: skip
_ASSIGNMENTS = {"client": "text", "manager": "text", "from_date": "date", "to_date": "date", "basis": "integer", "part": "text",
                "is_inherited": "boolean"}  # fmt: skip
_HOLDINGS = {"client": "text", "product": "text", "from_date": "date", "to_date": "date", "last_used_on": "date"}
_LIMITS = {"client": "text", "number": "text", "kind": "text", "cents": "bigint", "currency": "text", "from_date": "date",
           "to_date": "date"}  # fmt: skip
_PRODUCTS = {
    "code": "text",
    "name": "text",
    "family": "text",
    "fee_line": "text",
    "tags": "varchar[]",
    "ten_thousandths": "bigint",
}

_OF_CLIENT = f"JOIN {Client._meta.db_table} c ON c.number = f.client"
_OF_PRODUCT = f"JOIN {Product._meta.db_table} p ON p.code = f.product"


def feed_clients(book: Book, told: Told) -> Merged:
    """Groups and clients; names are spelled out only where they are new."""
    with staged("feed_clients", _CLIENTS, map(_client, book.clients()), told):
        groups = (
            "SELECT DISTINCT group_number AS number, group_number AS name FROM feed_clients WHERE group_number <> ''"
        )
        _add_lacking(ClientGroup, groups, ["number"])
        _join_awaited()
        with staged("feed_keys", _KEYS, _spelled(), lambda _: None):
            return merge(
                Client,
                f"""SELECT f.number, f.name, COALESCE(k.name_key, c.name_key) AS name_key,
                    COALESCE(k.search_keys, c.search_keys) AS search_keys, f.credit_code, f.industry, f.scale,
                    g.id AS group_id, f.region, f.opened_on
                FROM feed_clients f LEFT JOIN feed_keys k ON k.number = f.number
                LEFT JOIN {Client._meta.db_table} c ON c.number = f.number
                LEFT JOIN {ClientGroup._meta.db_table} g ON g.number = f.group_number""",
                key=["number"],
            )


def _join_awaited() -> None:
    """Let a client that was made on the desk become the ledger's of the same credit code, unless that one is here already."""
    table = Client._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE {table} c SET number = n.number, is_awaited = FALSE, version = c.version + 1
            FROM (
                SELECT f.credit_code, MIN(f.number) AS number FROM feed_clients f
                WHERE f.credit_code <> '' AND NOT EXISTS (SELECT FROM {table} k WHERE k.number = f.number)
                GROUP BY f.credit_code
            ) n WHERE c.is_awaited AND c.credit_code = UPPER(n.credit_code)"""
        )


def _client(row: Any) -> tuple[object, ...]:
    told = (row.uscc, row.industry, row.scale, row.group_id, row.region)
    return row.client_id, row.name or row.client_id, *(text or "" for text in told), row.opened_on


def _add_lacking(model: type[Model], select: str, key: list[str]) -> None:
    """Groups have a name of their own once somebody gives them one; the ledger knows their number alone."""
    table = model._meta.db_table
    merge(
        model, f"SELECT * FROM ({select}) f WHERE NOT EXISTS (SELECT FROM {table} t WHERE t.number = f.number)", key=key
    )


def _spelled() -> Iterator[tuple[str, str, list[str]]]:
    """The keys of names that are new or another than before; read first, since one connection does one thing at a time."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT f.number, f.name FROM feed_clients f LEFT JOIN {Client._meta.db_table} c ON c.number = f.number
            WHERE c.number IS NULL OR c.name <> f.name"""
        )
        found = cursor.fetchall()
    return ((number, naming.sort_key(name), companies.search_keys(name)) for number, name in found)


def feed_products(book: Book, told: Told) -> Merged:
    """Products."""
    rows = (
        (p.product_code, p.name or p.product_code, p.family, p.fee_line or "", list(p.tags), p.coefficient)
        for p in book.products()
    )
    with staged("feed_products", _PRODUCTS, rows, told):
        select = "SELECT code, name, family, fee_line, tags, (ten_thousandths * 0.0001)::numeric(10, 4) AS coefficient FROM feed_products"
        return merge(Product, select, key=["code"])


def feed_accounts(book: Book, told: Told) -> Merged:
    """Accounts."""
    rows = ((a.account_id, *a[1:8], a.limit_id or "") for a in book.accounts())
    with staged("feed_accounts", _ACCOUNTS, rows, told):
        select = f"""SELECT f.number, c.id AS client_id, p.id AS product_id, f.currency, f.account_type, f.opened_on, f.closed_on,
            f.matures_on, f.limit_number FROM feed_accounts f {_OF_CLIENT} {_OF_PRODUCT}"""
        return merge(Account, select, key=["number"], is_whole=True)


def feed_assignments(book: Book, told: Told) -> Merged:
    """Assignments; those of managers who cannot be people of the desk are left out."""
    with staged("feed_assignments", _ASSIGNMENTS, iter(book.assignments()), told):
        awaited = f"EXISTS (SELECT FROM {Client._meta.db_table} c WHERE c.id = t.client_id AND c.is_awaited)"
        select = f"""SELECT c.id AS client_id, u.id AS manager_id, f.from_date, f.to_date, f.part,
            (f.basis * 0.0001)::numeric(5, 4) AS share, f.is_inherited
            FROM feed_assignments f {_OF_CLIENT} JOIN people_user u ON u.staff_number = f.manager"""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS assignment_one_lead_at_a_time DEFERRED")
            merged = merge(
                Assignment, select, key=["client_id", "manager_id", "from_date"], is_whole=True, kept=awaited
            )
            cursor.execute("SET CONSTRAINTS assignment_one_lead_at_a_time IMMEDIATE")
        return merged


def feed_holdings(book: Book, told: Told) -> Merged:
    """Products that clients hold."""
    with staged("feed_holdings", _HOLDINGS, iter(book.holdings()), told):
        select = f"""SELECT c.id AS client_id, p.id AS product_id, f.from_date, f.to_date, f.last_used_on
            FROM feed_holdings f {_OF_CLIENT} {_OF_PRODUCT}"""
        return merge(Holding, select, key=["client_id", "product_id", "from_date"], is_whole=True)


def feed_limits(book: Book, told: Told) -> Merged:
    """Credit lines."""
    rows = (
        (x.client_id, x.limit_id, x.kind or "", x.amount, x.currency, x.from_date, x.to_date) for x in book.limits()
    )
    with staged("feed_limits", _LIMITS, rows, told):
        select = f"""SELECT f.number, c.id AS client_id, f.kind, (f.cents * 0.01)::numeric(20, 2) AS amount, f.currency,
            f.from_date, f.to_date FROM feed_limits f {_OF_CLIENT}"""
        return merge(Limit, select, key=["number"], is_whole=True)
