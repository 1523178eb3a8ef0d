"""What-ifs for a random bank, and the same put into its ledger: written here once more, without a word of the engine's."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from oracle.folder import Bank
from oracle.luck import fen
from oracle_banks import WITH_BALANCES, WITH_FEE_LINE, bank_from

from qiao.engine import NEW_CLIENT, More, MoreBalance, MoreFlow, MoreHeld

Row = dict[str, str]
_KINDS = ("payment", "payroll", "ebanking", "ftp_margin", "international_settlement", "fx_deal", "tax")
_DATED = {"balances": "date", "flows": "date", "capital": "date", "loan_status": "date", "fx_rates": "date", "duties": "due_on",
          "referrals": "accepted_on", "awards": "date", "assignments": "from_date", "holdings": "from_date", "absences": "from_date"}  # fmt: skip
# What ends on the day or (1) after it does not end any more; leave is over when it says.
_ENDS = {"assignments": ("to_date", 0), "accounts": ("closed_on", 1), "holdings": ("to_date", 0), "managers": ("in_post_to", 0)}  # fmt: skip
# What other rows name stays, but does not begin as long as anybody asks.
_NEVER = "2999-12-31"
_LATER = {"clients": {"opened_on": _NEVER}, "accounts": {"opened_on": _NEVER}, "holdings": {"last_used_on": ""},
          "managers": {"from_date": _NEVER, "in_post_from": _NEVER}}  # fmt: skip


@dataclass
class Supposed:
    """A bank, what is known of it on a day, a manager's changes from the day after, and what is known with them in its ledger."""

    whole: Bank
    bank: Bank
    as_of: date
    manager: str
    changes: list[More] = field(default_factory=list)
    changed: Bank | None = None


def supposed(number: int, period: str, start: date, end: date) -> Supposed | None:
    """What the number gives for a bank of this period; None where no manager has a client."""
    luck, bank = Random(number), bank_from(number)
    while bank.period != period:
        number += 1
        bank = bank_from(number)
    as_of = start + timedelta(days=luck.randint(0, (end - start).days - 1))
    whole, bank = bank, known(bank, as_of)
    held = [row for row in bank.tables["assignments"] if is_in_force(row, as_of)]
    if not held or not {"balances", "flows", "holdings"} <= bank.tables.keys():
        return None
    manager = luck.choice(held)["manager_id"]
    clients = sorted({row["client_id"] for row in held if row["manager_id"] == manager})
    found = Supposed(whole, bank, as_of, manager)
    writer = _Writer(luck, found, end)
    for _ in range(luck.randint(1, 4)):
        writer.change(luck.choice([*clients * 3, NEW_CLIENT]))
    found.changed = writer.bank
    return found


def known(bank: Bank, as_of: date) -> Bank:
    """The bank without what is dated after a day; what holds on that day goes on, also what ends with it."""
    tables = {}
    for table, rows in bank.tables.items():
        tables[table] = [_as_known(table, row, as_of) for row in rows if _is_known(table, row, rows, as_of)]
    return Bank(bank.period, None, str(as_of), tables)


def _is_known(table: str, row: Row, rows: list[Row], as_of: date) -> bool:
    """Whether a row has begun on a day; of a manager who has not come yet, the first one stays."""
    if table == "managers":
        first = min(one["from_date"] for one in rows if one["manager_id"] == row["manager_id"])
        return row["from_date"] == first or row["from_date"] <= str(as_of)
    return row.get(_DATED.get(table, ""), "") <= str(as_of)


def _as_known(table: str, row: Row, as_of: date) -> Row:
    end, after = _ENDS.get(table, ("", 0))
    later = {column: text for column, text in _LATER.get(table, {}).items() if row[column] > str(as_of)}
    goes_on = {end: ""} if end and row.get(end, "") >= str(as_of + timedelta(days=after)) else {}
    return row | later | goes_on


def is_in_force(row: Row, day: date) -> bool:
    """Whether an assignment holds on a day."""
    return (row.get("from_date") or "") <= str(day) and (not row.get("to_date") or row["to_date"] >= str(day))


class _Writer:
    """Draws changes, and writes each into a copy of the bank as a batch would bring it."""

    def __init__(self, luck: Random, found: Supposed, end: date) -> None:
        self.luck, self.found, self.end = luck, found, end
        self.bank = Bank(
            found.bank.period, None, str(end), {name: list(rows) for name, rows in found.bank.tables.items()}
        )
        self.since = found.as_of + timedelta(days=1)
        self.left: dict[str, int] = {}

    def change(self, client: str) -> None:
        """One change more, never dated before the one drawn last."""
        self.since += timedelta(days=self.luck.choice([0, 0, self.luck.randint(0, (self.end - self.since).days)]))
        count = len(self.found.changes)
        self.luck.choice([self.rise, self.rise, self.fall, self.flow, self.fee, self.hold])(client)
        if client == NEW_CLIENT and len(self.found.changes) > count:
            self.win()

    def win(self) -> None:
        """The new client, if it is not there yet."""
        if all(row["client_id"] != "won" for row in self.bank.tables["clients"]):
            self.bank.add("clients", client_id="won", name="某公司", opened_on=str(self.since))
            row = {"client_id": "won", "manager_id": self.found.manager, "from_date": str(self.since)}
            self.bank.add("assignments", **row, share="1", role="lead")

    def add(self, table: str, client: str, **values: str) -> None:
        """A row of a client, the new one under the name that the ledger knows it by."""
        self.bank.add(table, client_id=client or "won", **values)

    def rise(self, client: str) -> None:
        """A new account in yuan."""
        amount = self.luck.choice([1, 30_000_000_00, self.luck.randint(1, 20_000_000_000)])
        product, account = self.luck.choice(WITH_BALANCES), f"more{len(self.bank.tables['accounts'])}"
        self.found.changes.append(MoreBalance(client, product, amount, self.since))
        row = {"account_id": account, "product_code": product, "currency": "CNY", "account_type": "general"}
        self.add("accounts", client, **row, opened_on=str(self.since))
        self.bank.add("balances", account_id=account, date=str(self.since), balance=fen(amount))

    def fall(self, client: str) -> None:
        """Less on the accounts in yuan of one product, the largest first."""
        accounts = [row for row in self.found.bank.tables["accounts"] if row["client_id"] == client]
        open_ = [row for row in accounts if row["currency"] == "CNY" and not row.get("closed_on")]
        if not (products := sorted({row["product_code"] for row in open_})):
            return
        product = self.luck.choice(products)
        own = [row["account_id"] for row in open_ if row["product_code"] == product]
        own.sort(key=lambda account: (-self.standing(account), account.encode()))
        total = sum(max(0, self.left.get(account, self.standing(account))) for account in own)
        if total <= 0:
            return
        missing = amount = self.luck.choice([1, total, self.luck.randint(1, total)])
        self.found.changes.append(MoreBalance(client, product, -amount, self.since))
        for account in own:
            there = max(0, self.left.get(account, self.standing(account)))
            taken = min(there, missing)
            missing -= taken
            if taken:
                self.left[account] = there - taken
                self.set_balance(account, there - taken)

    def standing(self, account: str) -> int:
        """The balance of an account as it is known, in fen."""
        rows = [row for row in self.found.bank.tables["balances"] if row["account_id"] == account]
        return round(float(max(rows, key=lambda row: row["date"])["balance"]) * 100) if rows else 0

    def set_balance(self, account: str, amount: int) -> None:
        """The balance from today on; a second one of a day takes the first one's place."""
        same = {"account_id": account, "date": str(self.since)}
        rows = [row for row in self.bank.tables["balances"] if {name: row[name] for name in same} != same]
        self.bank.tables["balances"] = [*rows, same | {"balance": fen(amount)}]

    def flow(self, client: str, kind: str = "", product: str = "", currency: str = "") -> None:
        """One flow, or a reversal."""
        kind, amount = kind or self.luck.choice(_KINDS), self.luck.choice([1, 50_000_00, -1_00, 90_000_000_00])
        currency = currency or self.luck.choice(["CNY", "USD", "JPY"])
        self.found.changes.append(MoreFlow(client, kind, product, amount, currency, self.since))
        row = {"kind": kind, "product_code": product, "amount": fen(amount), "currency": currency}
        self.add("flows", client, **row, flow_id=f"more{len(self.bank.tables['flows'])}", date=str(self.since))

    def fee(self, client: str) -> None:
        """A fee of a product with a fee line."""
        self.flow(client, "fee", self.luck.choice(WITH_FEE_LINE), "CNY")

    def hold(self, client: str) -> None:
        """A product held and used to the end."""
        product = self.luck.choice(["CARD", "WEALTH", "CASH", "DEMAND"])
        key = {"client_id": client or "won", "product_code": product, "from_date": str(self.since)}
        if all({name: row[name] for name in key} != key for row in self.bank.tables["holdings"]):
            self.found.changes.append(MoreHeld(client, product, self.since))
            self.bank.add("holdings", **key, last_used_on=str(self.end))
