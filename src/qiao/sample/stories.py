"""The stories of the sample bank: single clients with a fate that a reader can look up."""

from datetime import date
from typing import NamedTuple

from qiao.sample.book import Account, Book, Client
from qiao.sample.people import MILLION, Manager


class Story(NamedTuple):
    """What happens, in both languages, and to whom."""

    zh: str
    en: str
    ids: list[str]


LOST_ON = date(2025, 4, 18)


def tell(managers: list[Manager], book: Book) -> list[Account]:
    """Mark the clients that the stories are about, before balances are drawn; accounts that only a story has."""
    tagged = {tag: manager for manager in managers for tag in sorted(manager.tags)}
    _largest(book, tagged["window_dresser"]).tags.add("window_dressed")
    trouble = next(client for client in _by_size(book, tagged["slow_trouble"])[3:] if "borrower" in client.tags)
    trouble.tags.add("slow_trouble")
    lost = next(client for client in _by_size(book, tagged["lost_in_spring"])[3:] if "borrower" not in client.tags)
    _lose(lost)
    steady = tagged["receiver"]
    overdrawn = next(client for client in _by_size(book, steady)[6:] if "borrower" in client.tags)
    overdrawn.tags.add("overdrawn")
    return [_interbank(_by_size(book, steady)[5])]


def _of(accounts: list[Account], tag: str) -> list[str]:
    return sorted({account.client.client_id for account in accounts if tag in account.client.tags})


def told(managers: list[Manager], accounts: list[Account]) -> list[Story]:
    """Where to look: each story with the managers and clients that it is about."""
    of = {tag: manager.manager_id for manager in managers for tag in sorted(manager.tags)}
    tied = [manager.manager_id for manager in managers if manager.part.name.startswith("tied")]
    left = next(manager.manager_id for manager in managers if manager.in_post_to)
    return [
        Story("同分压线,双双入围", "tied at a cut, both are in", tied),
        Story("离任,整本客户移交", "a leaver's whole book handed over", [left, of["receiver"]]),
        Story(
            "季末冲时点", "window-dressing at quarter ends", [of["window_dresser"], *_of(accounts, "window_dressed")]
        ),
        Story("慢慢变坏的贷款", "a loan in slow trouble", [of["slow_trouble"], *_of(accounts, "slow_trouble")]),
        Story("春天流失的客户", "a client lost in spring", [of["lost_in_spring"], *_of(accounts, "lost")]),
        Story("透支十天", "ten days overdrawn", [of["receiver"], *_of(accounts, "overdrawn")]),
        Story("同业存款不计入", "interbank money that does not count", _of(accounts, "interbank")),
        Story("一票否决", "a veto", [of["veto"]]),
        Story("评分不足", "hardly rated", [of["unrated"]]),
        Story("年中换机构", "moved to another branch in the year", [of["moved_branch"]]),
    ]


def _by_size(book: Book, manager: Manager) -> list[Client]:
    known = [client for client in book.of[manager.manager_id] if not client.is_new]
    return sorted(known, key=lambda client: -client.size)


def _largest(book: Book, manager: Manager) -> Client:
    return _by_size(book, manager)[0]


def _lose(client: Client) -> None:
    """Money leaves through the first quarter, the accounts are closed in April."""
    client.tags.add("lost")
    for account in client.accounts:
        account.closed_on = LOST_ON
        account.average = account.before * 17 // 100


def _interbank(client: Client) -> Account:
    """A leasing house keeps money with the bank as one financial institution with another: no corporate deposit."""
    client.name, client.industry = "澜江同舟金融租赁有限公司", "J6631"
    client.tags.add("interbank")
    first = client.accounts[0]
    return Account(
        f"{first.account_id[:-1]}{(int(first.account_id[-1]) + 5) % 10}", client, "D09", "current",
        38 * MILLION, 41 * MILLION, account_type="other", opened_on=client.opened_on,
    )  # fmt: skip
