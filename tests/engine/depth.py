"""How much of what could be tried without end is tried: enough of it in `make test`, far more in `make fuzz` (QIAO_DEEP=1).

What is left out is always the same, so a run that passes passes again.
"""

import os

IS_DEEP = os.environ.get("QIAO_DEEP") == "1"


def of(enough: int, deep: int) -> int:
    """So many cases."""
    return deep if IS_DEEP else enough
