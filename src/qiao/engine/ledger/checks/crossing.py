"""Rules across tables, held against all rows in force (`e_…`) after the batch."""

from collections.abc import Set as AbstractSet
from datetime import date

from qiao.engine.engines.duckdb import Database
from qiao.engine.ledger.checks import accounts, assignments, branches, credit_codes, rates, references
from qiao.engine.ledger.checks.listing import Listing, Staged
from qiao.engine.ledger.checks.rates import Needed
from qiao.engine.ledger.faults import Faults

__all__ = ["Needed", "cross_check"]


def cross_check(
    db: Database,
    present: AbstractSet[str],
    faults: Faults,
    *,
    staged: Staged,
    data_date: date | None,
    needed: Needed | None,
) -> None:
    """Report every broken rule between rows; `present` names the tables that stand as `e_…` in `db`.

    What earlier batches gave keeps the rules among itself, so only what this one gives is held against them, and what names it.
    `needed` are the days on which amounts must be translated; None takes them from the data date.
    """
    listing = Listing(db, faults, staged)
    given = {name for name in present if name in staged}
    references.check(listing, present, given)
    if "branches" in given:
        branches.check(listing)
    if "clients" in given:
        credit_codes.check(listing)
    if "assignments" in given:
        assignments.check(listing, present)
    if "accounts" in present:
        accounts.check(listing, present)
        rates.check(listing, present, needed or rates.from_data_date(data_date))
