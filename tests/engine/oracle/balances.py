"""What an account holds at the end of a day, in its currency and in CNY, and what that counts as."""

from datetime import date
from fractions import Fraction
from functools import cache

from oracle.rounding import half_up
from oracle.tables import Ledger, Row, day_of, number, on


class Rates:
    """Middle rates to CNY; one holds until the next."""

    def __init__(self, ledger: Ledger) -> None:
        self._rows = ledger.grouped("fx_rates", "currency")

    def rate(self, currency: str, day: date) -> Fraction:
        """CNY for one unit of the currency on a day. KeyError where no rate is known by then."""
        if currency == "CNY":
            return Fraction(1)
        known = [row for row in self._rows.get(currency, []) if on(row, "date") <= day]
        if not known:
            raise KeyError(f"no rate of {currency} on {day}")
        latest = max(known, key=lambda row: row["date"])
        return number(latest["rate_to_cny"]) / number(latest["units"] or "1")

    def to_cny(self, amount: Fraction, currency: str, day: date) -> Fraction:
        """An amount in CNY at a day's rate, to the fen. Zero needs no rate, and CNY, which the ledger has to the fen, neither."""
        if not amount or currency == "CNY":
            return amount
        return half_up(amount * self.rate(currency, day), 2)

    def to_usd(self, amount: Fraction, currency: str, day: date) -> Fraction:
        """An amount in USD: as it is, or its rounded CNY divided by the day's USD rate, to the cent."""
        if currency == "USD" or not amount:
            return amount
        return half_up(self.to_cny(amount, currency, day) / self.rate("USD", day), 2)


class Balances:
    """Every account on every day."""

    def __init__(self, ledger: Ledger, rates: Rates) -> None:
        self._accounts = ledger.by("accounts", "account_id")
        self._products = ledger.by("products", "product_code")
        self._rows = ledger.grouped("balances", "account_id")
        self._rates = rates
        self._accounts_of: dict[str, list[str]] = {}
        for account_id, account in self._accounts.items():
            self._accounts_of.setdefault(account["client_id"], []).append(account_id)
        for rows in self._rows.values():
            rows.sort(key=lambda row: row["date"])
        self.cny = cache(self._cny)
        self.weights = cache(self._weights)
        self.counting = cache(self._counting)
        self.of_client = cache(self._of_client)

    def closed(self, account_id: str, day: date) -> bool:
        """Whether the account is closed on a day; it is from closed_on on."""
        closed_on = day_of(self._accounts[account_id]["closed_on"])
        return closed_on is not None and closed_on <= day

    def balance(self, account_id: str, day: date) -> Fraction:
        """The end-of-day balance in its own currency: the last row by then; 0 before the first, and once closed."""
        if self.closed(account_id, day):
            return Fraction(0)
        text = day.isoformat()
        balance = "0"
        for row in self._rows.get(account_id, []):
            if row["date"] > text:
                break
            balance = row["balance"]
        return number(balance)

    def _cny(self, account_id: str, day: date) -> Fraction:
        currency = self._accounts[account_id]["currency"]
        return self._rates.to_cny(self.balance(account_id, day), currency, day)

    def product(self, account_id: str) -> Row:
        """The account's product."""
        return self._products[self._accounts[account_id]["product_code"]]

    def is_deposit(self, account_id: str) -> bool:
        """Family deposit, but never interbank."""
        product = self.product(account_id)
        return product["family"] == "deposit" and "interbank" not in tags(product)

    def is_loan(self, account_id: str) -> bool:
        """Family loan, or a discounted bill."""
        product = self.product(account_id)
        return product["family"] == "loan" or (product["family"] == "bill" and "discount" in tags(product))

    def counts_as(self, kind: str, account_id: str, day: date) -> Fraction:
        """What one account brings to one kind of balance on one day, in CNY."""
        above, below = self.weights(kind, account_id)
        cny = self.cny(account_id, day)
        return cny * above if cny > 0 else -cny * below

    def _weights(self, kind: str, account_id: str) -> tuple[Fraction, Fraction]:
        """With what weight a balance above 0, and the absolute value of one below 0, counts as this kind."""
        product, deposit, loan = self.product(account_id), self.is_deposit(account_id), self.is_loan(account_id)
        whole, nothing = Fraction(1), Fraction(0)
        counts = {
            "deposit": (whole if deposit else nothing, nothing),
            "weighted_deposit": (number(product["coefficient"] or "1") if deposit else nothing, nothing),
            "demand_deposit": (whole if deposit and "demand" in tags(product) else nothing, nothing),
            "loan": (whole if loan else nothing, whole if deposit else nothing),
            "small_business_loan": (whole if loan and "small_business" in tags(product) else nothing, nothing),
            "trade_finance": (whole if product["family"] == "trade_finance" else nothing, nothing),
        }
        return counts[kind]

    def _of_client(self, kind: str, client_id: str, day: date) -> Fraction:
        return sum((self.counts_as(kind, a, day) for a in self.counting(kind, client_id)), Fraction(0))

    def _counting(self, kind: str, client_id: str) -> list[str]:
        """The client's accounts that can bring anything to a kind of balance."""
        return [account for account in self._accounts_of.get(client_id, []) if any(self.weights(kind, account))]

    def accounts_of(self, client_id: str) -> list[str]:
        """The accounts of a client."""
        return self._accounts_of.get(client_id, [])

    def average_of_client(self, kind: str, client_id: str, days: list[date]) -> Fraction:
        """The client's whole average over these days, to whomever it belongs; exact."""
        return sum((self.of_client(kind, client_id, day) for day in days), Fraction(0)) / len(days)


def tags(product: Row) -> list[str]:
    """A product's tags."""
    return product["tags"].split("|")
