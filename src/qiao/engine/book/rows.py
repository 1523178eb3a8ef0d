"""The rows of a ledger as the desk gets them: dates inclusive at both ends, None where nothing is said, no floats."""

from datetime import date
from typing import NamedTuple


class Branch(NamedTuple):
    """A branch of the bank's tree."""

    branch_id: str
    name: str | None
    parent_id: str | None


class Manager(NamedTuple):
    """A dated row of a manager: it holds from `from_date` (None: since ever) until the manager's next row."""

    manager_id: str
    from_date: date | None
    name: str | None
    branch_id: str | None
    team: str | None
    grade: str
    in_post_from: date
    in_post_to: date | None


class Client(NamedTuple):
    """A client."""

    client_id: str
    name: str | None
    uscc: str | None
    industry: str | None
    scale: str | None
    group_id: str | None
    region: str | None
    opened_on: date


class Product(NamedTuple):
    """A product; `coefficient` in ten-thousandths."""

    product_code: str
    name: str | None
    family: str
    fee_line: str | None
    tags: tuple[str, ...]
    coefficient: int


class Account(NamedTuple):
    """An account."""

    account_id: str
    client_id: str
    product_code: str
    currency: str
    account_type: str
    opened_on: date
    closed_on: date | None
    matures_on: date | None
    limit_id: str | None


class Assignment(NamedTuple):
    """Who manages a client from when to when; `share` in basis points, `role` is `lead` or `assist`."""

    client_id: str
    manager_id: str
    from_date: date
    to_date: date | None
    share: int
    role: str
    inherited: bool


class Holding(NamedTuple):
    """A product that a client holds, with the last day of use that was ever reported."""

    client_id: str
    product_code: str
    from_date: date
    to_date: date | None
    last_used_on: date | None


class Limit(NamedTuple):
    """A credit line; `amount` in hundredths of its currency."""

    client_id: str
    limit_id: str
    kind: str | None
    amount: int
    currency: str
    from_date: date
    to_date: date | None


class ManagerTarget(NamedTuple):
    """What a manager is to reach of an indicator in a period; `target` in ten-thousandths."""

    manager_id: str
    period: str
    indicator: str
    target: int


class Flow(NamedTuple):
    """Something that happened on a day; `fen` in CNY at that day's rate, None where the rate is missing."""

    client_id: str
    account_id: str | None
    product_code: str | None
    day: date
    kind: str
    currency: str
    cents: int
    fen: int | None


class BatchNote(NamedTuple):
    """A batch of the store: `rows` by table, `source` is `bank` or `desk`."""

    number: int
    digest: str
    source: str
    data_date: date | None
    imported_at: str
    imported_by: str
    rows: dict[str, int]
