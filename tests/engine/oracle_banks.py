"""Random small banks for Hypothesis, drawn so that bars, cuts, windows and month ends are really met.

A bank is a set of tables as text, a period, and perhaps an as-of. Figures are drawn near the default standard's bars,
dates near the edges of the period and its windows; everything is drawn by Hypothesis, so a failing bank shrinks.
"""

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import strategies as st
from oracle.decision import DEPOSIT_BAR, INCREASE_BAR, LADDER, LOAN_BAR, SETTLEMENT_BAR
from oracle.folder import Bank
from oracle.quality import GROUPS, WEIGHTS
from oracle.scoring import TARGETS
from oracle.span import ONE_DAY, Span, first_and_last, months_before

Draw = Callable[..., object]

OPTIONAL = [
    *("balances", "flows", "capital", "loan_status", "holdings", "duties", "referrals", "awards", "ratings"),
    *("targets", "absences", "branches"),
]

PERIODS = [
    *("2025", "2025", "2025", "2025", "2025", "2025", "2024", "2024-07-01..2025-06-30"),
    *("2025H1", "2025H2", "2025Q3", "2025-02", "2024-02", "2025-01-15..2025-03-20", "2025-05-31..2025-08-30"),
]
MANAGER_IDS = ["M1", "M10", "M2", "007", "经理甲", "m1", "B-1", "00"]
MILLION = 100_000_000  # in fen

# product_code, family, fee_line, tags, coefficient ("?": drawn)
PRODUCTS = [
    ("DEMAND", "deposit", "", "demand", "?"),
    ("LOAN", "loan", "", "", "0.9"),
    ("TIME", "deposit", "", "time", "?"),
    ("SMALL", "loan", "", "small_business", "0.5"),
    ("DISCOUNT", "bill", "", "discount", ""),
    ("FINANCE", "trade_finance", "international", "", "0.8"),
    ("SMALLBILL", "bill", "", "discount|small_business", ""),
    ("MARGIN", "deposit", "guarantee", "margin|demand", "?"),
    ("INTERBANK", "deposit", "", "interbank|demand", "?"),
    ("ACCEPTANCE", "bill", "", "", ""),
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

FLOW_KINDS = [
    *("fee", "international_settlement", "ftp_margin", "interest_due", "interest_received", "ebanking", "fx_deal"),
    *("payroll", "payment", "credit_cost", "direct_cost", "tax", "domestic_settlement"),
]


class Dates:
    """Strategies of days, near the edges that the calculation has."""

    def __init__(self, period: str) -> None:
        start, end = first_and_last(period)
        self.start, self.end = start, end
        self.first = months_before(start, 12) - timedelta(days=20)
        after = end + ONE_DAY
        edges = [start, end, months_before(start, 12), months_before(after, 12)]
        edges += [months_before(after, k) for k in (1, 2, 3, 6)] + [end - timedelta(days=k) for k in (29, 89)]
        near = st.builds(
            lambda day, off: day + timedelta(days=off), st.sampled_from(edges), st.sampled_from([0, -1, 1])
        )
        self.inside = st.dates(start, end).map(str)
        self.any = st.one_of(self.inside, near.map(str), st.dates(self.first, end + timedelta(days=20)).map(str))
        self.long_ago = str(self.first - timedelta(days=400))
        self.opening = st.one_of(st.just(self.long_ago), self.any)


def fen(amount: int) -> str:
    """An amount in fen as text."""
    sign, amount = ("-" if amount < 0 else ""), abs(amount)
    return f"{sign}{amount // 100}.{amount % 100:02d}"


def maybe(strategy: st.SearchStrategy[str], blank_weight: int = 1) -> st.SearchStrategy[str]:
    """The strategy, or blank, mostly blank with a higher weight."""
    return st.one_of(*[st.just("")] * blank_weight, strategy)


def until(first: str, last: str) -> str:
    """The later of two days as text, so that no row ends before it begins."""
    return max(first, last)


BARS = sorted({*DEPOSIT_BAR.values(), *LOAN_BAR.values(), *INCREASE_BAR.values(), *SETTLEMENT_BAR.values()})
AT_BAR = st.builds(lambda bar, off: bar * MILLION + off, st.sampled_from(BARS), st.sampled_from([0, -1, 1]))
SMALL = st.one_of(
    st.integers(0, 3_000_000_000),
    st.sampled_from([0, 1, 10_000_000, 9_999_999, 10_000_001, 5 * MILLION, 10 * MILLION, 15 * MILLION - 1]),
)
NEGATIVE = st.one_of(st.integers(-2_000_000_000, -1), st.just(-1), AT_BAR.map(lambda amount: -amount))
BALANCE = st.one_of(AT_BAR, SMALL, AT_BAR, SMALL, NEGATIVE).map(fen)
AMOUNT = st.one_of(SMALL, st.integers(1, 20_000), SMALL, AT_BAR, st.integers(-3_000_000, 0)).map(fen)
CURRENCY = st.sampled_from(["CNY", "CNY", "CNY", "USD", "JPY", "EUR"])
SHARES = [["1"], ["0.7", "0.3"], ["0.3333", "0.3333", "0.3333"], ["0.5"], ["0.6667", "0.3333"], ["0.0001"]]
COEFFICIENT = st.sampled_from(["", "1", "0.5", "1.2000", "0.3333", "0"])


@st.composite
def banks(draw: Draw) -> Bank:
    """A bank, its period, and perhaps an as-of or a data date before the period's end."""
    bank = Bank(period=draw(st.sampled_from(PERIODS)))
    dates = Dates(bank.period)
    _branches_and_managers(draw, bank, dates)
    _products_and_rates(draw, bank, dates)
    _clients(draw, bank, dates)
    _anchors(draw, bank, dates)
    _accounts(draw, bank, dates)
    _flows(draw, bank, dates)
    _flow_patterns(draw, bank, dates)
    _loan_status(draw, bank, dates)
    _client_records(draw, bank, dates)
    _manager_records(draw, bank, dates)
    _ratings(draw, bank)
    _targets(draw, bank)
    _leave_out(draw, bank)
    _known_until(draw, bank, dates)
    return bank


def _branches_and_managers(draw: Draw, bank: Bank, dates: Dates) -> None:
    branches = ["B0"]
    bank.add("branches", branch_id="B0", name="总行")
    for n in range(1, draw(st.integers(2, 4))):
        bank.add("branches", branch_id=f"B{n}", name=f"Branch {n}", parent_id=draw(st.sampled_from(branches)))
        branches.append(f"B{n}")
    edge = months_before(dates.end + ONE_DAY, 6)
    in_post = st.one_of(
        st.just(dates.long_ago),
        st.just(dates.long_ago),
        st.sampled_from([edge, edge + ONE_DAY, dates.start, dates.start + ONE_DAY]).map(str),
        dates.any,
    )
    for manager in draw(st.permutations(MANAGER_IDS))[: draw(st.integers(1, 8))]:
        froms = draw(
            st.sampled_from([[""], [""], [""], ["2010-01-01"], ["", "later"], ["later"], ["", "later", "last"]])
        )
        for from_date in froms:
            since = draw(in_post)
            bank.add(
                "managers",
                manager_id=manager,
                from_date={"later": draw(dates.any), "last": "2030-01-01"}.get(from_date, from_date),
                name=f"Name {manager}",
                branch_id=draw(st.sampled_from(branches)),
                grade=draw(st.sampled_from(LADDER)),
                in_post_from=since,
                in_post_to=draw(maybe(dates.any.map(lambda day, since=since: until(since, day)), 8)),
            )


def _products_and_rates(draw: Draw, bank: Bank, dates: Dates) -> None:
    for code, family, fee_line, tags, coefficient in PRODUCTS:
        drawn = draw(COEFFICIENT) if coefficient == "?" else coefficient
        bank.add(
            "products", product_code=code, name=code, family=family, fee_line=fee_line, tags=tags, coefficient=drawn
        )
    for currency, low, units in [("USD", 7_000_000, ""), ("EUR", 7_500_000, "1"), ("JPY", 4_700_000, "100")]:
        days = [dates.long_ago, *draw(st.lists(dates.any, max_size=4, unique=True))]
        for day in days:
            millionths = low + draw(st.integers(0, 999_999))
            rate = f"{millionths // 1_000_000}.{millionths % 1_000_000:06d}"
            bank.add("fx_rates", currency=currency, date=day, rate_to_cny=rate, units=units)


def _managers_of(bank: Bank) -> list[str]:
    return sorted({row["manager_id"] for row in bank.tables["managers"]})


def _clients_of(bank: Bank) -> list[str]:
    return [row["client_id"] for row in bank.tables["clients"]]


def _clients(draw: Draw, bank: Bank, dates: Dates) -> None:
    for n in range(draw(st.integers(1, 6))):
        client = f"0{n}"
        bank.add("clients", client_id=client, name=f"公司 {n}", scale="small", opened_on=draw(dates.opening))
        cuts = sorted({dates.long_ago, *draw(st.lists(dates.inside, max_size=3))})
        ends = [str(date.fromisoformat(cut) - ONE_DAY) for cut in cuts[1:]]
        for first, last in zip(cuts, [*ends, draw(maybe(st.just(str(dates.end + timedelta(days=30)))))], strict=True):
            _assign(draw, bank, client, first, last)


def _assign(draw: Draw, bank: Bank, client: str, first: str, last: str) -> None:
    """Who has the client in one stretch of days: nobody, one, or several of whom one may lead."""
    shares = draw(st.sampled_from([["1"], ["1"], *SHARES, []]))
    led = draw(st.sampled_from([True, True, True, False]))
    managers = draw(st.permutations(_managers_of(bank)))
    for n, (manager, share) in enumerate(zip(managers, shares, strict=False)):
        role = "lead" if n == 0 and led else "assist"
        row = {"client_id": client, "manager_id": manager, "to_date": last, "inherited": "false"}
        bank.add("assignments", **row, from_date=first, share=share, role=role)
        second = str(date.fromisoformat(first) + ONE_DAY)
        if share == "0.5" and (not last or second <= last):
            bank.add("assignments", **row, from_date=second, share="0.25", role="assist")


def _anchors(draw: Draw, bank: Bank, dates: Dates) -> None:
    """For some managers a client of their own that lies at a grade's bars."""
    for n, manager in enumerate(_managers_of(bank)[:4]):
        level = draw(st.sampled_from([None, "manager", "senior", "assistant", "chief", "manager"]))
        if level is not None:
            _anchor(draw, bank, dates, f"A{n}", manager, level)


def _anchor(draw: Draw, bank: Bank, dates: Dates, client: str, manager: str, level: str) -> None:
    by = draw(st.sampled_from(["loan", "increase", "settlement"]))
    off = draw(st.sampled_from([0, 0, 0, -1, 1]))
    bank.add("clients", client_id=client, name=client, opened_on=dates.long_ago)
    row = {"client_id": client, "manager_id": manager, "from_date": dates.long_ago, "share": "1", "role": "lead"}
    bank.add("assignments", **row)
    deposit = DEPOSIT_BAR[level] * MILLION + off
    loan = LOAN_BAR[level] * MILLION + off if by == "loan" else draw(st.sampled_from([1, 100, 0]))
    base = deposit - INCREASE_BAR[level] * MILLION if by == "increase" else deposit
    for name, product, rows in [
        ("D", "DEMAND", {dates.long_ago: base, str(dates.start): deposit}),
        ("L", "LOAN", {dates.long_ago: loan}),
    ]:
        account = {"account_id": client + name, "client_id": client, "product_code": product, "currency": "CNY"}
        bank.add("accounts", **account, account_type="general", opened_on=dates.long_ago)
        for day, amount in rows.items():
            bank.add("balances", account_id=client + name, date=day, balance=fen(amount))
    if by == "settlement":
        usd = fen(SETTLEMENT_BAR[level] * MILLION + off)
        _flow(bank, client, "international_settlement", str(dates.start), usd, "USD")


def _accounts(draw: Draw, bank: Bank, dates: Dates) -> None:
    bank.tables.setdefault("accounts", [])
    bank.tables.setdefault("balances", [])
    kinds = ["basic", "basic", "general", "special", "temporary", "loan", "other"]
    for n in range(draw(st.integers(0, 8))):
        opened = draw(dates.opening)
        bank.add(
            "accounts",
            account_id=f"{n:04d}",
            client_id=draw(st.sampled_from(_clients_of(bank))),
            product_code=draw(st.sampled_from(["DEMAND", "LOAN", *WITH_BALANCES])),
            currency=draw(CURRENCY),
            account_type=draw(st.sampled_from(kinds)),
            opened_on=opened,
            closed_on=draw(maybe(dates.any.map(lambda day, opened=opened: until(opened, day)), 3)),
        )
        for day, balance in sorted(draw(_balance_rows(dates)).items()):
            bank.add("balances", account_id=f"{n:04d}", date=day, balance=balance)


def _balance_rows(dates: Dates) -> st.SearchStrategy[dict[str, str]]:
    """Rows of one account: standing since long ago, changes, or a snapshot on each day of some weeks."""

    def daily(first: date, length: int, amounts: list[str]) -> dict[str, str]:
        return {str(first + timedelta(days=n)): amounts[n % len(amounts)] for n in range(length)}

    snapshots = st.builds(
        daily, st.dates(dates.first, dates.end), st.integers(1, 40), st.lists(BALANCE, min_size=1, max_size=3)
    )
    standing = BALANCE.map(lambda amount: {dates.long_ago: amount})
    return st.one_of(standing, st.dictionaries(dates.any, BALANCE, max_size=6), snapshots)


def _flow(bank: Bank, client: str, kind: str, day: str, amount: str, currency: str, product: str = "") -> None:
    number = len(bank.tables.setdefault("flows", []))
    values = {"client_id": client, "kind": kind, "date": day, "amount": amount, "currency": currency}
    bank.add("flows", flow_id=f"F{number}", product_code=product, **values)


def _flows(draw: Draw, bank: Bank, dates: Dates) -> None:
    bank.tables.setdefault("flows", [])
    for _ in range(draw(st.integers(0, 16))):
        client, kind = draw(st.sampled_from(_clients_of(bank))), draw(st.sampled_from(["fee", *FLOW_KINDS]))
        product = draw(maybe(st.sampled_from(CODES[9:]))) if kind == "fee" else ""
        _flow(bank, client, kind, draw(dates.any), draw(AMOUNT), draw(CURRENCY), product)
        mine = [row["account_id"] for row in bank.tables["accounts"] if row["client_id"] == client]
        bank.tables["flows"][-1]["account_id"] = draw(st.sampled_from(["", *mine]))


def _flow_patterns(draw: Draw, bank: Bank, dates: Dates) -> None:
    """Payments in the last months, payrolls month after month, interest just below what was due."""
    windows = Span(dates.start, dates.end, dates.end).last_three_months
    for client in draw(st.lists(st.sampled_from(_clients_of(bank)), max_size=3, unique=True)):
        counts = draw(st.sampled_from([[3, 3, 3], [3, 3, 3], [3, 2, 3], [4, 3, 3]]))
        for window, count in zip(windows, counts, strict=True):
            for day in draw(st.lists(st.sampled_from(window), min_size=count, max_size=count)):
                _flow(
                    bank, client, "payment", str(day), draw(st.sampled_from(["100.00", "0.00", "-5.00", "8.00"])), "CNY"
                )
    for client in draw(st.lists(st.sampled_from(_clients_of(bank)), max_size=2, unique=True)):
        first = draw(st.dates(dates.start, dates.end))
        for month in draw(st.sampled_from([[0, 1, 2], [0, 1, 2], [0, 1], [0, 2, 3], [-12, 0, 1, 2], [-13, 0, 1, 2]])):
            _flow(bank, client, "payroll", str(months_before(first, -month)), "50000.00", "CNY")
    for client in draw(st.lists(st.sampled_from(_clients_of(bank)), max_size=2, unique=True)):
        received = draw(st.sampled_from(["97.00", "96.01", "96.00", "96.99", "94.50", "92.99", "100.00", "-3.00"]))
        _flow(bank, client, "interest_due", draw(dates.inside), "100.00", "CNY")
        _flow(bank, client, "interest_received", draw(dates.inside), received, "CNY")


def _loan_status(draw: Draw, bank: Bank, dates: Dates) -> None:
    bank.tables["loan_status"] = []
    overdue = st.sampled_from(["0", "0", "1", "30", "31", "90", "91", "400"])
    for account in bank.tables["accounts"]:
        for day in draw(st.one_of(st.just([]), st.lists(dates.any, max_size=4, unique=True))):
            bank.add(
                "loan_status",
                account_id=account["account_id"],
                date=day,
                five_class=draw(st.sampled_from(["1", "3", "2", "4", "5"])),
                overdue_days=draw(overdue),
                exempted=draw(st.sampled_from(["false", "false", "false", "true"])),
            )


def _client_records(draw: Draw, bank: Bank, dates: Dates) -> None:
    """Economic capital, holdings and duties."""
    clients = st.sampled_from(_clients_of(bank))
    for table in ("capital", "holdings", "duties"):
        bank.tables[table] = []
    for client, day in draw(st.lists(st.tuples(clients, dates.any), max_size=5, unique=True)):
        bank.add("capital", client_id=client, date=day, economic_capital=fen(draw(SMALL)))
    for client in draw(st.lists(clients, max_size=4, unique=True)):
        for product in draw(st.lists(st.sampled_from(CODES), max_size=12, unique=True)):
            used, ends = draw(maybe(dates.any)), draw(maybe(dates.any, 3))
            bank.add(
                "holdings",
                client_id=client,
                product_code=product,
                from_date=dates.long_ago,
                to_date=ends,
                last_used_on=used or str(dates.end),
            )
    for n in range(draw(st.integers(0, 8))):
        due = draw(dates.any)
        done = draw(st.sampled_from([due, due, str(date.fromisoformat(due) + ONE_DAY), ""]))
        kind = draw(st.sampled_from(["post_loan_check", "signal"]))
        bank.add("duties", duty_id=f"D{n}", client_id=draw(clients), kind=kind, due_on=due, done_on=done)


def _manager_records(draw: Draw, bank: Bank, dates: Dates) -> None:
    """Referrals, awards and absences."""
    managers = st.sampled_from(_managers_of(bank))
    for table in ("referrals", "awards", "absences"):
        bank.tables[table] = []
    for n in range(draw(st.integers(0, 6))):
        values = {"referral_id": f"R{n}", "manager_id": draw(managers), "client_id": "retail", "date": draw(dates.any)}
        accepted, active = draw(maybe(dates.any)), draw(st.sampled_from(["true", "1", "是", "false"]))
        bank.add("referrals", **values, accepted_on=accepted, active_after_90_days=active)
    points = st.sampled_from(["1.00", "0.01", "2.50", "4.00", "-1.00", "0.33"])
    for n in range(draw(st.integers(0, 6))):
        values = {"award_id": f"W{n}", "manager_id": draw(managers), "date": draw(dates.any), "points": draw(points)}
        approver, code = draw(st.sampled_from(["Chen", "Chen", ""])), f"BONUS0{draw(st.integers(1, 3))}"
        bank.add("awards", **values, indicator=code, reason="good work", approved_by=approver)
    lengths = st.sampled_from([90, 91, 30, 61, 89])
    absences = st.lists(st.tuples(managers, dates.inside, lengths), max_size=3, unique_by=lambda row: row[:2])
    for manager, first, length in draw(absences):
        last = str(date.fromisoformat(first) + timedelta(days=length - 1))
        bank.add("absences", manager_id=manager, from_date=first, to_date=last, kind="study")


ROUND = st.sampled_from(["80", "90.00", "85", "70", "79.99", "84.99", "89.99", "69.99", "95.5", "100", "0", "63.33"])
SCORE = st.one_of(ROUND, st.integers(0, 10_000).map(fen))


def _ratings(draw: Draw, bank: Bank) -> None:
    """A superior's score on all items or the first ones, some items by others, and rarely a veto."""
    bank.tables["ratings"] = []
    for manager in _managers_of(bank):
        period = draw(st.sampled_from([bank.period, "", ".."]))
        row = {"manager_id": manager, "period": _same_days(bank.period) if period == ".." else period}
        score, count = draw(SCORE), draw(st.sampled_from([19, 19, 19, 19, 12, 11, 0]))
        for item in list(WEIGHTS)[:count]:
            bank.add("ratings", **row, item=item, rater_group="superior", rater="S", score=score, veto="false")
        for item in draw(st.lists(st.sampled_from(list(WEIGHTS)), max_size=3, unique=True)):
            group = draw(st.sampled_from(["peer", "peer", *GROUPS]))
            for n, other in enumerate(draw(st.lists(SCORE, min_size=1, max_size=6))):
                bank.add("ratings", **row, item=item, rater_group=group, rater=f"R{n}", score=other, veto="false")
        if draw(st.integers(0, 9)) == 9:
            values = {"item": draw(st.sampled_from(list(WEIGHTS))), "rater_group": "record", "rater": "V"}
            bank.add("ratings", **row, **values, score=draw(st.sampled_from(["", "50"])), veto="true")
        other_year = {"period": "2019", "item": "integrity", "rater_group": "superior", "rater": "S", "score": "1"}
        bank.add("ratings", manager_id=manager, **other_year, veto="true")


def _same_days(period: str) -> str:
    start, end = first_and_last(period)
    return f"{start}..{end}"


def _targets(draw: Draw, bank: Bank) -> None:
    """Targets for all, some or none of the indicators, some of them not above 0."""
    bank.tables["targets"] = []
    ratios = st.sampled_from(["0.5000", "0.8000", "2.5000", "1.0001", "0"])
    money = st.one_of(AT_BAR, st.sampled_from([100_00, 10_000_00, 72 * MILLION]), SMALL).map(fen)
    either = st.sampled_from(["0.00", "-1.00", "0.01"])
    for manager in _managers_of(bank):
        codes = draw(st.one_of(st.just(list(TARGETS)), st.lists(st.sampled_from(list(TARGETS)), unique=True)))
        for code in codes:
            target = draw(ratios if code.startswith("XSELL") else st.one_of(money, money, money, either))
            period = draw(st.sampled_from([bank.period, bank.period, _same_days(bank.period), "2019"]))
            bank.add("targets", manager_id=manager, period=period, indicator=code, target=target)


def _leave_out(draw: Draw, bank: Bank) -> None:
    """Sometimes a table or two are not delivered at all."""
    for table in draw(
        st.one_of(st.just([]), st.just([]), st.lists(st.sampled_from(OPTIONAL), max_size=2, unique=True))
    ):
        bank.tables.pop(table, None)


def _known_until(draw: Draw, bank: Bank, dates: Dates) -> None:
    """The data date, stated or not, and perhaps an earlier as-of."""
    latest = max((row["date"] for table in ("balances", "flows") for row in bank.tables.get(table, [])), default="")
    choice = draw(st.sampled_from(["whole", "whole", "whole", "later", "early", "not stated"]))
    if choice == "early":
        bank.data_date = draw(dates.inside)
    elif choice != "not stated" or latest < str(dates.start):
        bank.data_date = str(dates.end + timedelta(days=10 if choice == "later" else 0))
    known = min(bank.data_date or latest, str(dates.end))
    if draw(st.integers(0, 6)) == 6:
        bank.as_of = draw(st.dates(dates.start, date.fromisoformat(known)).map(str))
