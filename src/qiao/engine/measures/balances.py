"""Two ways to the balance sums (积数) of windows: from the intervals, row by row, and from the sums that the ledger keeps.

They give the same rows. A run takes the shorter one; a proof of it, and whatever changes the intervals, the other.
"""

from typing import Any, Protocol

import pyarrow as pa

from qiao.engine.engines.engine import Engine
from qiao.engine.measures import kernels
from qiao.engine.periods import Window, bounds, day_number, from_number

_NUMBER, _COUNT, _EXACT = pa.int32(), pa.int64(), pa.decimal128(38, 0)
_POINTS = pa.schema(
    [
        *((name, _NUMBER) for name in ("client_no", "account_no", "product_no", "day")),
        *((name, _EXACT) for name in ("positive", "overdrawn")),
        *((name, _COUNT) for name in ("begun", "ended")),
        ("fen", _EXACT),
        ("standing", _COUNT),
    ]
)
_EDGES = pa.schema([("client_no", _NUMBER), ("day", _NUMBER)])


class Way(Protocol):
    """How balance sums of windows come about, in which table (`flows`) flows are looked for, and by which kernel balances of bad loans."""

    flows: str
    npl_balances: str

    def begin(self, engine: Engine, windows: dict[str, Window]) -> None:
        """Read what all the windows need."""

    def add(self, engine: Engine, name: str, window: Window) -> None:
        """Add the rows of a window to `account_sums`."""

    def totals(self, engine: Engine, window: Window) -> list[tuple[Any, ...]]:
        """The bank's total of a window by product: (product_no, fen × days above zero, below it)."""

    def classified_totals(self, engine: Engine, day: int, five_class: int) -> list[tuple[Any, ...]]:
        """The same of one day, of accounts of that class or worse on it alone."""


class FromIntervals:
    """Every interval that overlaps a window, multiplied by its days there."""

    flows = "flows"
    npl_balances = "npl_balances"

    def begin(self, engine: Engine, windows: dict[str, Window]) -> None:
        """Nothing is read beforehand."""

    def add(self, engine: Engine, name: str, window: Window) -> None:
        """Add the rows of a window to `account_sums`."""
        engine.extend("account_sums", kernels.text("account_sums"), {"win": name, **bounds(window)})

    def totals(self, engine: Engine, window: Window) -> list[tuple[Any, ...]]:
        """The bank's total of a window by product."""
        return engine.rows(kernels.text("window_totals"), bounds(window))

    def classified_totals(self, engine: Engine, day: int, five_class: int) -> list[tuple[Any, ...]]:
        """The bank's total of one day by product, of accounts of that class or worse."""
        return engine.rows(kernels.text("classified_totals"), {"day": day, "five_class": five_class})


class FromSums:
    """What an account had up to the end of a window less what it had up to its start.

    Sums up to the first of a month are kept in the ledger, and those up to the days on which a client's shares change, of
    these clients alone. Those up to any other end of a window are made from the intervals.
    """

    flows = "flow_days"
    npl_balances = "npl_balances_kept"

    def begin(self, engine: Engine, windows: dict[str, Window]) -> None:
        """Fill `points`, the sums up to every day that a window begins, ends or is cut."""
        days = {day_number(w.stop) for w in windows.values()} | {
            day_number(w.start) for w in windows.values() if w.days > 1
        }
        until = engine.rows("SELECT MAX(day) FROM sums")[0][0]
        kept = {day for day in days if until is not None and day <= until and _is_first(day)}
        engine.put("points", _POINTS.empty_table())
        engine.put("edges", _EDGES.empty_table())
        for day in sorted(kept):
            engine.extend("points", kernels.text("points_kept"), {"day": day})
        for day in sorted(days - kept):
            engine.extend("edges", "SELECT client_no, $day AS day FROM clients", {"day": day})
        if days - kept:
            engine.extend("points", kernels.text("points_made"))
        whole = [window for window in windows.values() if window.days > 1]
        if whole:
            outer = {"start": min(bounds(w)["start"] for w in whole), "stop": max(bounds(w)["stop"] for w in whole)}
            listed = ", ".join(map(str, sorted(days)))
            engine.extend(
                "points", f"SELECT * FROM ({kernels.text('points_between')}) p WHERE p.day NOT IN ({listed})", outer
            )

    def add(self, engine: Engine, name: str, window: Window) -> None:
        """Add the rows of a window to `account_sums`."""
        kernel = "window_sums" if window.days > 1 else "day_sums"
        engine.extend("account_sums", kernels.text(kernel), {"win": name, **_ends(window)})

    def totals(self, engine: Engine, window: Window) -> list[tuple[Any, ...]]:
        """The bank's total of a window by product."""
        kernel = "window_points" if window.days > 1 else "day_points"
        return engine.rows(kernels.text(kernel), _ends(window))

    def classified_totals(self, engine: Engine, day: int, five_class: int) -> list[tuple[Any, ...]]:
        """The bank's total of one day, the last of a window, by product, of accounts of that class or worse."""
        return engine.rows(kernels.text("classified_points"), {"day": day, "five_class": five_class})


def _ends(window: Window) -> dict[str, int]:
    """The days up to which sums are asked for a window: of a single day, what stood at its end is enough."""
    ends = bounds(window)
    return ends if window.days > 1 else {"stop": ends["stop"]}


def _is_first(day: int) -> bool:
    return from_number(day).day == 1
