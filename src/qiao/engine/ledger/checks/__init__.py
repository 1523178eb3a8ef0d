"""Checks (校验): from text to typed rows, and every rule that the rows of a batch must keep, all broken ones at once.

`stage` types the delivered tables and looks at each by itself; `cross_check` looks at all rows in force together.
"""

from qiao.engine.ledger.checks.balances import open_doubtful
from qiao.engine.ledger.checks.crossing import Needed, cross_check
from qiao.engine.ledger.checks.horizons import Horizon, check_stated, horizon
from qiao.engine.ledger.checks.listing import Staged
from qiao.engine.ledger.checks.staging import stage

__all__ = ["Horizon", "Needed", "Staged", "check_stated", "cross_check", "horizon", "open_doubtful", "stage"]
