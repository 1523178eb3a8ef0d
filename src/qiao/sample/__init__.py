"""The sample bank (样例银行): two years of a believable bank's ledger, always the same for the same seed.

A branch each for six districts, 60 managers, 1,500 clients; every decision, most states of indicators and a dozen
stories occur in it (docs/sample-bank.md names them).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qiao.engine import files
from qiao.engine.errors import RequestError
from qiao.engine.money import as_text
from qiao.sample import (
    balances,
    book,
    casting,
    flows,
    people,
    products,
    rates,
    records,
    standing,
    stories,
    targets,
    words,
)
from qiao.sample.book import Account, Assignment, Book, Client
from qiao.sample.flows import Flow
from qiao.sample.people import HEAD_OFFICE, PROTAGONIST, Manager
from qiao.sample.stories import Story
from qiao.sample.writing import write

__all__ = ["PROTAGONIST", "Summary", "make"]

_MAPPING = "# 样例银行:数据截至日 / the sample bank's data date\ndata_date: 2025-12-31\n"
Row = tuple[object, ...]


@dataclass(frozen=True)
class Summary:
    """What was made: how many rows each table has, and whom its stories are about."""

    folder: Path
    rows: dict[str, int]
    stories: list[Story]

    def lines(self, language: str = "zh") -> list[str]:
        """For the terminal: the tables, then a line a story."""
        tables = ", ".join(f"{name} {count:,}" for name, count in self.rows.items())
        return [
            tables,
            *(f"{story.en if language == 'en' else story.zh}: {' '.join(story.ids)}" for story in self.stories),
        ]


def make(seed: int, out: Path, cast: Mapping[str, tuple[str, str]] | None = None) -> Summary:
    """Make the bank of a seed in a new folder; RequestError when something is there.

    `cast` gives some managers another id and name, which changes nothing else.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise RequestError(
            f"{out} 已存在且不为空,不会覆盖;请换一个文件夹。",
            f"{out} exists and is not empty; it is not overwritten, choose another folder.",
        )
    managers = people.draw(seed)
    clients = book.draw(seed, managers)
    accounts = book.open_accounts(seed, managers, clients)
    accounts += stories.tell(managers, clients)
    with files.new_folder(out) as new:
        counts = write(new.path, casting.cast(_tables(seed, managers, clients, accounts), cast or {}))
        files.write_new(new / "mapping.yaml", _MAPPING.encode())
    return Summary(out, counts, stories.told(managers, accounts))


def _tables(
    seed: int, managers: list[Manager], clients: Book, accounts: list[Account]
) -> dict[str, tuple[str, Iterator[Row]]]:
    records.mark_late(seed, managers, clients)
    held = standing.by_client(book.assign(seed, managers, clients))
    moved = flows.draw(seed, managers, clients)
    totals = flows.totals(moved, held)
    return {
        "branches": ("branch_id name parent_id", _branches()),
        "managers": ("manager_id from_date name branch_id team grade in_post_from in_post_to", _managers(managers)),
        "clients": ("client_id name uscc industry scale group_id region opened_on", map(_client, clients.clients)),
        "products": ("product_code name family fee_line tags coefficient", iter(products.PRODUCTS)),
        "accounts": (
            "account_id client_id product_code currency account_type opened_on closed_on matures_on limit_id",
            map(_account, accounts),
        ),
        "assignments": (
            "client_id manager_id from_date to_date share role inherited",
            (_assignment(each) for found in held.values() for each in found),
        ),
        "balances": (
            "account_id date balance",
            ((account, day, as_text(cents, 2)) for account, day, cents in balances.draw(seed, accounts)),
        ),
        "flows": (
            "flow_id client_id account_id date kind product_code amount currency direction counterparty_name counterparty_bank",
            (_flow(number, flow) for number, flow in enumerate(moved, 1)),
        ),
        "capital": ("client_id date economic_capital", records.capital(accounts)),
        "loan_status": ("account_id date five_class overdue_days exempted", records.loan_status(seed, accounts)),
        "holdings": (
            "client_id product_code from_date to_date last_used_on",
            records.holdings(seed, managers, clients),
        ),
        "duties": ("duty_id client_id kind due_on done_on", records.duties(seed, accounts, held)),
        "awards": ("award_id manager_id date indicator points reason approved_by", records.awards(managers)),
        "ratings": ("manager_id period item rater_group rater score veto", records.ratings(seed, managers)),
        "targets": ("manager_id period indicator target", targets.draw(seed, managers, accounts, held, totals)),
        "limits": ("limit_id client_id kind amount currency from_date to_date", records.limits(accounts)),
        "absences": ("manager_id from_date to_date kind", records.absences(managers)),
        "fx_rates": ("currency date rate_to_cny units", _rates(seed)),
    }


def _branches() -> Iterator[Row]:
    yield HEAD_OFFICE, f"{words.BANK}总行", ""
    for number, district in enumerate(words.DISTRICTS, 1):
        yield f"B{number:02d}", f"{district}支行", HEAD_OFFICE


def _managers(managers: list[Manager]) -> Iterator[Row]:
    """One row each, and a second for who was promoted or moved to another branch within the year."""
    for each in managers:
        branch = "B01" if each.branch_id != "B01" else "B02"
        grade = "assistant" if "promoted_in_year" in each.tags else each.grade
        first = branch if "moved_branch" in each.tags else each.branch_id
        post = (each.in_post_from, each.in_post_to)
        yield each.manager_id, "", each.name, first, each.team, grade, *post
        if each.tags & {"promoted_in_year", "moved_branch"}:
            yield each.manager_id, "2025-07-01", each.name, each.branch_id, each.team, each.grade, *post


def _client(client: Client) -> Row:
    return (
        client.client_id, client.name, client.uscc, client.industry, client.scale, client.group_id, client.region,
        client.opened_on,
    )  # fmt: skip


def _account(account: Account) -> Row:
    return (
        account.account_id, account.client.client_id, account.product, account.currency, account.account_type,
        account.opened_on, account.closed_on or "", account.matures_on or "",
        f"X{account.client.client_id}" if account.shape == "loan" else "",
    )  # fmt: skip


def _assignment(each: Assignment) -> Row:
    inherited = "true" if each.inherited else ""
    return (
        each.client.client_id, each.manager.manager_id, each.from_date, each.to_date or "", as_text(each.share, 4),
        each.role, inherited,
    )  # fmt: skip


def _flow(number: int, flow: Flow) -> Row:
    return (
        f"T{number:08d}", flow.client.client_id, flow.account.account_id if flow.account else "", flow.day, flow.kind,
        flow.product, as_text(flow.amount, 2), flow.currency, flow.direction, *flow.counterparty,
    )  # fmt: skip


def _rates(seed: int) -> Iterator[Row]:
    for currency, found in rates.draw(seed).items():
        units = rates.units(currency)
        for day, rate in found:
            yield currency, day, as_text(rate * 100, 6), "" if units == 1 else units
