"""What an account's own dates and owner say of its rows: all of these are warnings."""

from collections.abc import Set as AbstractSet

from qiao.engine.errors import Text
from qiao.engine.ledger.checks.listing import Listing, Rule


def check(listing: Listing, present: AbstractSet[str]) -> None:
    """Warn of balances before an account's opening or from its closing on, and of flows through another's account."""
    if "balances" in listing.staged:
        _balances(listing)
    if "flows" in listing.staged and "flows" in present:
        _flows(listing)


def _balances(listing: Listing) -> None:
    """One warning an account, at its first such row; of accounts that are kept as stretches there is none."""
    query = """SELECT MIN(b.part), MIN(b.row), b.account_id, COUNT(*), {day} FROM balance_rows b
        JOIN e_accounts a ON a.account_id = b.account_id
        WHERE NOT b.withdrawn AND b.balance <> 0 AND b.date {beyond} a.{day} GROUP BY b.account_id, a.{day}"""
    listing.broken(
        Rule("before_opening", "balances", "date", "warning"),
        query.format(beyond="<", day="opened_on"),
        lambda account, count, day: Text(
            f"账户 {account} 有 {count} 行余额早于开户日 {day};照计,请核对。",
            f"account {account} has {count} rows before it was opened on {day}; they count, look at them.",
        ),
    )
    listing.broken(
        Rule("after_closing", "balances", "date", "warning"),
        query.format(beyond=">=", day="closed_on"),
        lambda account, count, day: Text(
            f"账户 {account} 有 {count} 行余额在销户日 {day} 或以后;不计,请核对。",
            f"account {account} has {count} rows on or after its closing on {day}; they do not count, look at them.",
        ),
    )


def _flows(listing: Listing) -> None:
    listing.broken(
        Rule("account_of_another", "flows", "account_id", "warning"),
        """SELECT f.part, f.row, f.account_id, f.client_id, a.client_id FROM t_flows f
        JOIN e_accounts a ON a.account_id = f.account_id WHERE NOT f.withdrawn AND a.client_id <> f.client_id""",
        lambda account, client, owner: Text(
            f"账户 {account} 属于客户 {owner},流水却记在客户 {client} 名下;按流水上的客户计,请核对。",
            f"account {account} is client {owner}'s and the flow is client {client}'s; it counts for the flow's client, look at it.",
        ),
    )
