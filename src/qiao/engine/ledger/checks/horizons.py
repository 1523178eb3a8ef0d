"""Up to which day balances and flows may be dated: one mistyped year would make a ledger of a thousand years of sums."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from qiao.engine.errors import Text
from qiao.engine.ledger.checks.listing import Listing, Rule
from qiao.engine.ledger.faults import Faults

_AHEAD, _A_YEAR = timedelta(days=31), timedelta(days=366)
_DATED = ("balances", "flows")


@dataclass(frozen=True)
class Horizon:
    """The last day on which a balance or flow may be dated; whether somebody stated it as the data date."""

    day: date
    is_stated: bool


def horizon(stated: date | None, today: date | None, *, is_import: bool) -> Horizon:
    """The data date that is stated, else 31 days from today on.

    Args:
        stated: the data date, if there is one.
        today: the day on which the batch comes; None for this one.
        is_import: whether all of it is to be stored; a run over a raw folder leaves out what comes after its data date.
    """
    if stated and is_import:
        return Horizon(stated, is_stated=True)
    ahead = _on(today) + _AHEAD
    return Horizon(stated, is_stated=True) if stated and stated > ahead else Horizon(ahead, is_stated=False)


def check_stated(stated: date | None, today: date | None, faults: Faults) -> None:
    """Report a data date that is stated more than a year after the day on which the batch comes."""
    if stated and stated > (last := _on(today) + _A_YEAR):
        text = Text(
            f"数据日期 {stated} 在一年以后({last} 之后);请更正。",
            f"The data date, {stated}, is over a year ahead (after {last}); correct it.",
        )
        faults.add("data_date_ahead", text, value=str(stated))


def _on(today: date | None) -> date:
    return today or datetime.now(UTC).date()


def check(listing: Listing, table: str, limit: Horizon) -> None:
    """Report every balance or flow that is dated later; of accounts that are kept as stretches there is none."""
    if table not in _DATED:
        return
    listing.broken(
        Rule("after_data_date", table, "date"),
        f"SELECT part, row, date FROM t_{table} WHERE date > DATE '{limit.day}' AND NOT withdrawn",
        lambda day: _late(day, limit),
    )


def _late(day: date, limit: Horizon) -> Text:
    if limit.is_stated:
        return Text(
            f"{day} 晚于数据日期 {limit.day};请更正该日期,或更正数据日期。",
            f"{day} is after the data date, {limit.day}; correct this date, or the data date.",
        )
    return Text(
        f"{day} 在今后 {_AHEAD.days} 天以外({limit.day} 之后);请更正该日期,确实无误的,请在映射文件中写明 data_date。",
        f"{day} is more than {_AHEAD.days} days ahead (after {limit.day}); correct it, or state the data_date in the mapping "
        "if it is right.",
    )
