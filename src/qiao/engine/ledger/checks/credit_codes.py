"""The credit codes of a delivery; a wrong one is a warning: real registers hold codes older than the standard."""

from qiao.engine.credit_codes import ALPHABET, WEIGHTS
from qiao.engine.errors import Text
from qiao.engine.ledger.checks.listing import Listing, Rule


def check(listing: Listing) -> None:
    """Warn of each delivered code that is not eighteen characters of the alphabet or does not add up."""
    total = " + ".join(
        f"(strpos('{ALPHABET}', substr(uscc, {place}, 1)) - 1) * {weight}" for place, weight in enumerate(WEIGHTS, 1)
    )
    listing.broken(
        Rule("credit_code", "clients", "uscc", "warning"),
        f"""SELECT part, row, uscc FROM t_clients WHERE NOT withdrawn AND uscc IS NOT NULL AND CASE
            WHEN regexp_full_match(uscc, '[{ALPHABET}]{{18}}')
            THEN ({total} + strpos('{ALPHABET}', substr(uscc, 18, 1)) - 1) % 31 <> 0 ELSE TRUE END""",
        lambda value: Text(
            f"统一社会信用代码“{value}”校验不通过(应为 18 位且校验位相符);请核对,旧代码可保留。",
            f'the credit code "{value}" does not check (18 characters, the last one derived); look at it, an old code may stay.',
        ),
    )
