"""What the desk asks while people wait: a client's three years, what it brought, and every client in one row.

python bench/show.py [--small | --large]
"""

import subprocess
import sys
from datetime import date
from pathlib import Path
from random import Random

import banks
import figures
import stores

from qiao import engine

ACCOUNTS = 15_000 if "--small" in sys.argv else 3_000_000 if "--large" in sys.argv else 300_000
GAP = 60 if "--large" in sys.argv else 6
ASKED = 40
THREE_YEARS = (date(2023, 1, 1), date(2025, 12, 31))


def main() -> None:
    """Ask for clients drawn by chance in a warm process; each figure is the median, the worst beside it."""
    if "--held" in sys.argv:
        held(Path(sys.argv[-1]))
        return
    with stores.stored(banks.simple(managers=max(ACCOUNTS // 600, 100), accounts=ACCOUNTS, stretch=GAP)) as place:
        reference = stores.bare_query(place)
        shelf = engine.Shelf(place / "store")
        figures.figure(
            "opening a book", figures.best_of(lambda: engine.open_book(place / "store"), 3), "-", "bare sum", reference
        )
        luck = Random(1)
        clients = [f"C{luck.randrange(ACCOUNTS // 3):08d}" for _ in range(ASKED)]
        for name, with_accounts in (("three years by book", False), ("the same with every account", True)):
            asked = [seconds(shelf, client, with_accounts) for client in clients]
            tell(name, asked, "< 0.05 s", reference)
        subprocess.run([sys.executable, __file__, "--held", str(place / "store")], check=True)
        tables(shelf, reference)
        contributions(place, clients, reference)


def held(store: Path) -> None:
    """In a process of its own: the memory that a shelf takes and keeps, after it was asked for some clients."""
    before, shelf = resident(), engine.Shelf(store)
    clients = [client.client_id for client, _ in zip(shelf.book().clients(), range(ASKED), strict=False)]
    opened = resident()
    for client in clients:
        seconds(shelf, client, True)
    figures.say(
        f"a process holds {opened - before} MiB for an open book, {resident() - before} MiB once it has been asked"
    )


def seconds(shelf: engine.Shelf, client: str, with_accounts: bool) -> float:
    """How long one client's series takes."""
    return figures.best_of(lambda: engine.series(shelf.book(), client, *THREE_YEARS, with_accounts=with_accounts), 1)


def tell(name: str, asked: list[float], reach: str, reference: float) -> None:
    ordered = sorted(asked[1:])
    figures.figure(
        f"{name}, median (worst {ordered[-1]:.3f} s)", ordered[len(ordered) // 2], reach, "bare sum", reference
    )


def tables(shelf: engine.Shelf, reference: float) -> None:
    """Whole tables, row by row, and the summary of every client."""
    book = shelf.book()
    for name in ("clients", "accounts", "assignments"):
        rows = getattr(book, name)
        figures.figure(
            f"every row of {name}",
            figures.best_of(lambda rows=rows: sum(1 for _ in rows()), 1),
            "-",
            "bare sum",
            reference,
        )
    values: dict[str, int | None] = {}

    def summed() -> None:
        values.update(
            {row.client_id: row.contribution if row.has_contribution else None for row in engine.summaries(book)}
        )

    figures.figure("every client in one row", figures.best_of(summed, 1), "-", "bare sum", reference)
    figures.figure("tiers of all clients", figures.best_of(lambda: engine.tiers(values), 1), "-", "bare sum", reference)
    figures.say(f"peak so far {peak()} MiB")


def contributions(place: Path, clients: list[str], reference: float) -> None:
    """What a client brought, from a finished run."""
    brought = engine.Brought(engine.assess(engine.Job(place / "store", "2025", place / "run")))
    first = figures.best_of(lambda: brought.values(clients[0]), 1)
    figures.figure("who had whom, once a run", first, "-", "bare sum", reference)
    tell(
        "what a client brought",
        [figures.best_of(lambda c=c: brought.values(c), 1) for c in clients],
        "< 0.05 s",
        reference,
    )
    brought.points(clients[0])
    tell("its points", [figures.best_of(lambda c=c: brought.points(c), 1) for c in clients], "-", reference)


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(name))


def resident() -> int:
    """MiB of this process's own memory."""
    return _status("RssAnon")


def peak() -> int:
    """The most MiB that this process ever held."""
    return _status("VmHWM")


if __name__ == "__main__":
    main()
