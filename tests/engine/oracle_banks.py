"""Random small banks, drawn so that bars, cuts, windows and month ends are really met, and the way to make one smaller.

A bank grows from one number: the same number gives the same bank, always. Hypothesis draws the numbers. (Drawing every
figure by Hypothesis was tried: its copying of figures within an example leaves few different banks and rare rules
unmet.) A bank that fails is made smaller by `smallest`, which takes rows away as long as it still fails.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st
from oracle.decision import DEPOSIT_BAR, INCREASE_BAR, LADDER, LOAN_BAR, SETTLEMENT_BAR
from oracle.folder import COLUMNS, Bank
from oracle.luck import MILLION, Luck, fen
from oracle.quality import GROUPS, WEIGHTS
from oracle.scoring import TARGETS
from oracle.span import ONE_DAY, Span, months_before

PERIODS = [
    *["2025"] * 14,
    *("2024", "2024-07-01..2025-06-30", "2025H1", "2025H2", "2025Q3", "2025-02", "2024-02"),
    *("2025-01-15..2025-03-20", "2025-05-31..2025-08-30"),
]
MANAGER_IDS = ["M1", "M10", "M2", "007", "经理甲", "m1", "B-1", "00", "M3", "M4", "M5", "Z"]

# product_code, family, fee_line, tags, coefficient ("?": drawn)
PRODUCTS = [
    ("DEMAND", "deposit", "", "demand", "?"),
    ("LOAN", "loan", "", "", "0.9"),
    ("TIME", "deposit", "", "time", "?"),
    ("SMALL", "loan", "", "small_business", "0.5"),
    ("DISCOUNT", "bill", "", "discount", ""),
    ("FINANCE", "trade_finance", "international", "", "0.8"),
    ("SMALLBILL", "bill", "", "discount|small_business", ""),
    ("MARGIN", "deposit", "guarantee", "margin|demand|small_business", "?"),
    ("INTERBANK", "deposit", "", "interbank|demand", "?"),
    ("ACCEPTANCE", "bill", "", "small_business", ""),
    ("SETTLE", "settlement", "settlement", "", ""),
    ("CASH", "cash_management", "settlement", "", ""),
    ("FX", "fx", "international", "", ""),
    ("GUARANTEE", "guarantee", "guarantee", "", ""),
    ("ADVICE", "investment_banking", "investment_banking", "", ""),
    ("AGENCY", "agency", "agency", "", ""),
    ("CUSTODY", "custody", "agency", "", ""),
    ("PAYROLL", "payroll", "", "", ""),
    ("EBANK", "ebanking", "", "", ""),
    ("WEALTH", "wealth", "", "", ""),
    ("CARD", "card", "", "", ""),
]
CODES = [product[0] for product in PRODUCTS]
WITH_BALANCES = CODES[:10]
WITH_FEE_LINE = [code for code, _, fee_line, _, _ in PRODUCTS if fee_line]

OPTIONAL = [
    *("balances", "flows", "capital", "loan_status", "holdings", "duties", "referrals", "awards", "ratings"),
    *("targets", "absences", "branches"),
]
FLOW_KINDS = [
    *("international_settlement", "ftp_margin", "interest_due", "interest_received", "ebanking", "fx_deal", "payroll"),
    *("payment", "credit_cost", "direct_cost", "tax", "domestic_settlement"),
]
SPLITS = [["0.7", "0.3"], ["0.3333", "0.3333", "0.3333"], ["0.5"], ["0.6667", "0.3333"], ["0.0001"], []]
ROUND_SCORES = ["70", "79.99", "84.99", "89.99", "69.99", "95.5", "100", "0", "63.33"]


def banks() -> st.SearchStrategy[Bank]:
    """Hypothesis' strategy of banks."""
    return st.integers(0, 2**48).map(bank_from)


def bank_from(number: int) -> Bank:
    """The bank of a number, its period, and perhaps an as-of or a data date before the period's end."""
    return _Maker(Random(number)).bank


def smallest(bank: Bank, fails: Callable[[Bank], bool]) -> Bank:
    """A bank that fails like this one and of which no row can be taken away."""
    rows = sum(map(len, bank.tables.values()))
    for table in list(bank.tables):
        step = max(1, len(bank.tables[table]))
        while step:
            bank = _without_blocks(bank, table, step, fails)
            step //= 2
    return bank if rows == sum(map(len, bank.tables.values())) else smallest(bank, fails)


def _without_blocks(bank: Bank, table: str, step: int, fails: Callable[[Bank], bool]) -> Bank:
    at = 0
    while at < len(bank.tables[table]):
        rows = bank.tables[table]
        fewer = Bank(bank.period, bank.as_of, bank.data_date, bank.tables | {table: rows[:at] + rows[at + step :]})
        if fails(fewer):
            bank = fewer
        else:
            at += step
    return bank


class _Maker(Luck):
    """Makes one bank, table by table."""

    def __init__(self, luck: Random) -> None:
        super().__init__(luck, luck.choice(PERIODS))
        self.bank = Bank(self.period, tables={table: [] for table in COLUMNS})
        self.managers = luck.sample(MANAGER_IDS, self.pick([1, 2, 3, 4, 5, 6, 7, 8, 8, 10, 12]))
        self.clients: list[str] = []
        self._make()

    def _make(self) -> None:
        self.make_branches()
        for manager in self.managers:
            self.make_manager(manager)
        self.make_products_and_rates()
        self.make_clients()
        self.make_accounts()
        self.make_flows()
        self.make_flow_patterns()
        self.make_loan_status()
        self.make_client_records()
        self.make_manager_records()
        for manager in self.managers:
            self.make_ratings(manager)
            self.make_targets(manager)
        self.leave_out()
        self.know_until()

    # --- who

    def make_branches(self) -> None:
        """A tree with one root."""
        self.branches = ["B0"]
        self.bank.add("branches", branch_id="B0", name="总行")
        for n in range(1, self.luck.randint(2, 4)):
            self.bank.add("branches", branch_id=f"B{n}", name=f"Branch {n}", parent_id=self.pick(self.branches))
            self.branches.append(f"B{n}")

    def make_manager(self, manager: str) -> None:
        """One dated row or several, mostly in post since long ago."""
        patterns = [*[[""]] * 7, ["2010-01-01"], ["", self.inside()], [self.day()], ["", self.day(), "2030-01-01"]]
        for from_date in self.pick(patterns):
            since, grade = self.in_post_from(), self.pick(LADDER)
            left = max(since, self.day()) if self.chance(9) else ""
            row = {"manager_id": manager, "from_date": from_date, "name": f"Name {manager}", "grade": grade}
            self.bank.add("managers", **row, branch_id=self.pick(self.branches), in_post_from=since, in_post_to=left)

    def in_post_from(self) -> str:
        """Long ago, or around the last day on which one may come."""
        edge = months_before(self.end + ONE_DAY, 6)
        edges = [edge, edge + ONE_DAY, self.start, self.start + ONE_DAY]
        return self.pick([*[self.long_ago] * 8, str(self.pick(edges)), self.day()])

    def make_products_and_rates(self) -> None:
        """The products, and rates that change now and then."""
        for code, family, fee_line, tags, coefficient in PRODUCTS:
            drawn = self.pick(["", "1", "0.5", "1.2000", "0.3333", "0"]) if coefficient == "?" else coefficient
            row = {"product_code": code, "name": code, "family": family, "fee_line": fee_line, "tags": tags}
            self.bank.add("products", **row, coefficient=drawn)
        for currency, low, units in [("USD", 7_000_000, ""), ("EUR", 7_500_000, "1"), ("JPY", 4_700_000, "100")]:
            for day in [self.long_ago, *self.days(4)]:
                millionths = low + self.luck.randint(0, 999_999)
                rate = f"{millionths // 1_000_000}.{millionths % 1_000_000:06d}"
                self.bank.add("fx_rates", currency=currency, date=day, rate_to_cny=rate, units=units)

    def make_clients(self) -> None:
        """Clients that pass from hand to hand, and for some managers one that lies at a grade's bars."""
        for n in range(self.luck.randint(1, 6)):
            client = self.make_client(f"0{n}", self.pick([self.long_ago, self.inside(), self.day()]))
            cuts = sorted({self.long_ago, *[self.inside() for _ in range(self.pick([0, 0, 0, 1, 1, 2, 3]))]})
            ends = [str(date.fromisoformat(cut) - ONE_DAY) for cut in cuts[1:]]
            for first, last in zip(cuts, [*ends, self.pick(["", "", "", str(self.end)])], strict=True):
                self.assign(client, first, last)
        for n, manager in enumerate(self.some(self.managers, 6)):
            self.make_anchor(f"A{n}", manager, self.pick(LADDER))

    def make_client(self, client: str, opened_on: str) -> str:
        """One client."""
        self.bank.add("clients", client_id=client, name=f"公司 {client}", scale="small", opened_on=opened_on)
        self.clients.append(client)
        return client

    def assign(self, client: str, first: str, last: str) -> None:
        """Who has the client in one stretch of days: nobody, one, or several of whom one may lead."""
        led = not self.chance(5)
        shares = self.pick([*[["1"]] * 5, *SPLITS])
        managers = self.luck.sample(self.managers, min(len(shares), len(self.managers)))
        for n, (manager, share) in enumerate(zip(managers, shares, strict=False)):
            role = "lead" if n == 0 and led else "assist"
            row = {"client_id": client, "manager_id": manager, "to_date": last, "inherited": "false"}
            self.bank.add("assignments", **row, from_date=first, share=share, role=role)
            second = str(date.fromisoformat(first) + ONE_DAY)
            if share == "0.5" and (not last or second <= last):
                self.bank.add("assignments", **row, from_date=second, share="0.25", role="assist")

    # --- balances

    def make_anchor(self, client: str, manager: str, level: str) -> None:
        """A client whose deposits, and loans or increase or settlement, stand at the bars of a grade."""
        by, off = self.pick(["loan", "increase", "settlement"]), self.pick([0, 0, 0, 0, -1, 1])
        self.make_client(client, self.long_ago)
        row = {"client_id": client, "manager_id": manager, "from_date": self.long_ago, "share": "1", "role": "lead"}
        self.bank.add("assignments", **row)
        deposit = DEPOSIT_BAR[level] * MILLION + self.pick([0, 0, off])
        loan = LOAN_BAR[level] * MILLION + off if by == "loan" else self.pick([1, 100, 0])
        before = deposit - INCREASE_BAR[level] * MILLION - off if by == "increase" else deposit
        self.make_account(client + "D", client, "DEMAND", "CNY", self.long_ago)
        self.make_account(client + "L", client, "LOAN", "CNY", self.long_ago)
        self.add_balances(client + "D", {self.long_ago: fen(before), str(self.start): fen(deposit)})
        self.add_balances(client + "L", {self.long_ago: fen(loan)})
        if by == "settlement":
            usd = fen(SETTLEMENT_BAR[level] * MILLION + off)
            self.flow(client, "international_settlement", str(self.start), usd, "USD")

    def make_account(self, account: str, client: str, product: str, currency: str, opened_on: str) -> None:
        """An account, now and then a closed one."""
        kind = self.pick(["basic", "basic", "general", "special", "temporary", "loan", "other"])
        closed_on = max(opened_on, self.day()) if self.chance(6) else ""
        row = {"account_id": account, "client_id": client, "product_code": product, "currency": currency}
        self.bank.add("accounts", **row, account_type=kind, opened_on=opened_on, closed_on=closed_on)

    def add_balances(self, account: str, rows: dict[str, str]) -> None:
        """Balances of one account by day."""
        for day, balance in rows.items():
            self.bank.add("balances", account_id=account, date=day, balance=balance)

    def make_accounts(self) -> None:
        """Accounts of every family: standing since long ago, changing, or with a snapshot on each day of some weeks."""
        for n in range(self.luck.randint(0, 10)):
            opened_on = self.pick([self.long_ago, self.inside(), self.day()])
            product = self.pick(["DEMAND", "LOAN", *WITH_BALANCES])
            self.make_account(f"{n:04d}", self.pick(self.clients), product, self.currency(), opened_on)
            first, amounts = date.fromisoformat(self.day()), [self.balance() for _ in range(self.luck.randint(1, 3))]
            daily = {str(first + timedelta(days=k)): amounts[k % len(amounts)] for k in range(self.luck.randint(1, 40))}
            changes = {day: self.balance() for day in self.days(6)}
            self.add_balances(f"{n:04d}", self.pick([{self.long_ago: self.balance()}, changes, changes, daily]))

    def make_loan_status(self) -> None:
        """Classes and overdue days, also where they decide nothing."""
        for account in self.bank.tables.get("accounts", []):
            for day in self.days(self.pick([0, 1, 4])):
                row = {
                    "account_id": account["account_id"],
                    "date": day,
                    "five_class": self.pick(["1", "2", "3", "4", "5"]),
                }
                overdue = self.pick(["0", "0", "0", "1", "30", "31", "90", "91", "400"])
                self.bank.add(
                    "loan_status", **row, overdue_days=overdue, exempted=self.pick(["false", "0", "否", "true"])
                )

    # --- flows

    def flow(self, client: str, kind: str, day: str, amount: str, currency: str = "CNY", product: str = "") -> None:
        """One flow."""
        number = len(self.bank.tables.get("flows", []))
        row = {"client_id": client, "kind": kind, "date": day, "amount": amount, "currency": currency}
        mine = [a["account_id"] for a in self.bank.tables.get("accounts", []) if a["client_id"] == client]
        self.bank.add("flows", flow_id=f"F{number}", product_code=product, account_id=self.pick(["", *mine]), **row)

    def make_flows(self) -> None:
        """Flows of every kind, fees with every fee line."""
        for _ in range(self.luck.randint(0, 24)):
            kind = self.pick(["fee"] * 6 + FLOW_KINDS)
            product = self.pick([*WITH_FEE_LINE, "WEALTH", ""]) if kind == "fee" else self.pick(["", "FX"])
            self.flow(self.pick(self.clients), kind, self.day(), self.amount(), self.currency(), product)

    def make_flow_patterns(self) -> None:
        """Payments in the last months, payrolls month by month, e-banking lately, interest just below what was due."""
        for client in self.clients:
            if self.chance(3):
                self.make_payments(client)
            if self.chance(4):
                first = date.fromisoformat(self.inside())
                for month in self.pick([[0, 1, 2], [0, 1, 2], [0, 1], [0, 2, 3], [-12, 0, 1, 2], [-13, 0, 1, 2]]):
                    self.flow(client, "payroll", str(months_before(first, -month)), "50000.00")
            if self.chance(4):
                day = str(self.end - timedelta(days=self.pick([0, 10, 29, 29, 30])))
                self.flow(client, "ebanking", day, self.pick(["0.00", "1.00", "-1.00"]))
            if self.chance(4):
                received = self.pick(["97.00", "96.01", "96.00", "96.99", "94.50", "92.99", "100.00", "-3.00"])
                self.flow(client, "interest_due", str(self.start), "100.00")
                self.flow(client, "interest_received", str(self.start), received)

    def make_payments(self, client: str) -> None:
        """Three payments or so in each of the last three months, of a client with money and opened lately."""
        windows = Span(self.start, self.end, self.end).last_three_months
        for window, count in zip(windows, self.pick([[3, 3, 3], [3, 4, 3], [3, 2, 3]]), strict=True):
            for _ in range(count):
                self.flow(client, "payment", str(self.pick(window)), self.pick(["100.00", "8.00", "0.00", "5.00"]))
        self.make_account(client + "P", client, "TIME", "CNY", self.long_ago)
        amount = self.pick(["100000.00", "100000.01", "99999.99", "500000.00"])
        self.add_balances(client + "P", {self.long_ago: amount})

    # --- other records

    def make_client_records(self) -> None:
        """Economic capital, holdings and duties."""
        for client in self.clients:
            for day in self.days(self.pick([0, 0, 3])):
                self.bank.add("capital", client_id=client, date=day, economic_capital=fen(self.small()))
            for product in self.some(CODES, self.pick([0, 0, 6, 21])):
                used, ends = self.pick([str(self.end), str(self.end), self.day(), ""]), self.pick(["", "", self.day()])
                row = {"client_id": client, "product_code": product, "to_date": ends, "last_used_on": used}
                self.bank.add(
                    "holdings", **row, from_date=self.pick([self.long_ago, min(ends or self.day(), self.day())])
                )
        for n in range(self.luck.randint(0, 12)):
            due = self.day()
            done = self.pick([due, due, due, self.long_ago, str(date.fromisoformat(due) + ONE_DAY), ""])
            kind = self.pick(["post_loan_check", "signal"])
            self.bank.add(
                "duties", duty_id=f"D{n}", client_id=self.pick(self.clients), kind=kind, due_on=due, done_on=done
            )

    def make_manager_records(self) -> None:
        """Referrals, awards and absences."""
        for n in range(self.luck.randint(0, 12)):
            row = {"referral_id": f"R{n}", "manager_id": self.pick(self.managers), "client_id": "retail"}
            accepted, active = self.pick([self.inside(), self.day(), ""]), self.pick(["true", "1", "是", "false"])
            self.bank.add("referrals", **row, date=self.day(), accepted_on=accepted, active_after_90_days=active)
        for n in range(self.luck.randint(0, 10)):
            points = self.pick(["1.00", "0.01", "2.50", "4.00", "-1.00", "0.33"])
            row = {"award_id": f"W{n}", "manager_id": self.pick(self.managers), "date": self.day(), "points": points}
            approver, code = self.pick(["Chen", "Chen", ""]), f"BONUS0{self.luck.randint(1, 3)}"
            self.bank.add("awards", **row, indicator=code, reason="good work", approved_by=approver)
        for manager in self.some(self.managers, 4):
            for first in {self.inside() for _ in range(self.luck.randint(1, 2))}:
                last = str(date.fromisoformat(first) + timedelta(days=self.pick([90, 89, 88, 30, 60])))
                self.bank.add("absences", manager_id=manager, from_date=first, to_date=last, kind="study")

    def same_period(self) -> str:
        """The period as it was asked for, or its days, or its days under another name."""
        return self.pick([self.period, self.period, f"{self.start}..{self.end}"])

    def make_ratings(self, manager: str) -> None:
        """A superior's score on all items or the first ones, some items by others, and rarely a veto."""
        row = {"manager_id": manager, "period": self.pick([self.same_period(), ""])}
        score = self.pick(["80", "90.00", "85", "95", self.pick(ROUND_SCORES), fen(self.luck.randint(0, 10_000))])
        self.rate(row, list(WEIGHTS)[: self.pick([19, 19, 19, 19, 19, 19, 12, 11, 0])], "superior", [score], "S")
        for item in self.some(list(WEIGHTS), 4):
            others = [self.pick([score, fen(self.luck.randint(0, 10_000))]) for _ in range(self.luck.randint(1, 6))]
            self.rate(row, [item], self.pick(["peer", "peer", *GROUPS]), others, "R")
        if self.chance(15):
            veto = {"item": self.pick(list(WEIGHTS)), "rater_group": "record", "rater": "V", "veto": "true"}
            self.bank.add("ratings", **row, **veto, score=self.pick(["", "50"]))
        other_year = {"period": "2019", "item": "integrity", "rater_group": "superior", "rater": "S", "score": "1"}
        self.bank.add("ratings", manager_id=manager, **other_year, veto="true")

    def rate(self, row: dict[str, str], items: Iterable[str], group: str, scores: Sequence[str], rater: str) -> None:
        """One group's scores on some items."""
        for item in items:
            for n, score in enumerate(scores):
                values = {"item": item, "rater_group": group, "rater": f"{rater}{n}", "score": score, "veto": "false"}
                self.bank.add("ratings", **row, **values)

    def make_targets(self, manager: str) -> None:
        """Targets for all, some or none of the indicators, some of them not above 0, some within reach of a measure."""
        for code in self.some(list(TARGETS), self.pick([0, 9, 18, 18])) if self.chance(2) else list(TARGETS):
            money = fen(self.pick([self.at_bar(), 100_00, 10_000_00, 72 * MILLION, self.small(), self.small(), 1]))
            ratio = self.pick(["0.5000", "0.8000", "2.5000", "1.0001", "3"])
            target = self.pick([ratio if code.startswith("XSELL") else money] * 9 + ["0.00", "-1.00"])
            period = self.pick([self.same_period()] * 9 + ["2019"])
            self.bank.add("targets", manager_id=manager, period=period, indicator=code, target=target)

    # --- what is known

    def leave_out(self) -> None:
        """Sometimes a table or two are not delivered at all."""
        for table in self.some(OPTIONAL, self.pick([0, 0, 0, 0, 2])):
            self.bank.tables.pop(table, None)

    def know_until(self) -> None:
        """The data date, stated or not, and perhaps an earlier as-of."""
        dated = [row["date"] for table in ("balances", "flows") for row in self.bank.tables.get(table, [])]
        latest, choice = max(dated, default=""), self.pick(["whole", "whole", "whole", "later", "early", "not stated"])
        if choice == "early":
            self.bank.data_date = self.inside()
        elif choice != "not stated" or latest < str(self.start):
            self.bank.data_date = str(self.end + timedelta(days=10 if choice == "later" else 0))
        known = min(date.fromisoformat(self.bank.data_date or latest), self.end)
        if self.chance(8):
            self.bank.as_of = str(self.start + timedelta(days=self.luck.randint(0, (known - self.start).days)))
