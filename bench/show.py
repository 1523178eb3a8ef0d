"""What the desk asks while people wait: a client's three years, what it brought, and every client in one row.

python bench/show.py

SIZE=large asks of 3,000,000 accounts.
"""

from datetime import date
from pathlib import Path
from random import Random

import banks
import figures
import stores

from qiao import engine

ACCOUNTS = figures.sized(full=300_000, small=1_500, large=3_000_000)
STRETCH = figures.sized(full=6, small=6, large=60)
ASKED = 40
THREE_YEARS = (date(2023, 1, 1), date(2025, 12, 31))


def main() -> None:
    """Ask for clients drawn by chance in a warm process; each figure is the median, the worst beside it."""
    with stores.stored(banks.simple(managers=max(ACCOUNTS // 600, 100), accounts=ACCOUNTS, stretch=STRETCH)) as place:
        reference = stores.bare_query(place / "bank")
        shelf = engine.Shelf(place / "store")
        figures.figure(
            "opening a book",
            figures.best_of(lambda: engine.open_book(place / "store"), 3),
            None,
            ("bare sum", reference),
        )
        luck = Random(1)
        clients = [f"C{luck.randrange(ACCOUNTS // 3):08d}" for _ in range(ASKED)]
        for name, with_accounts in (("three years by book", False), ("the same with every account", True)):
            asked = [seconds(shelf, client, with_accounts) for client in clients]
            tell(name, asked, figures.most(0.05), reference)
        opened, asked = figures.apart(held, place / "store").value
        figures.say(f"a process holds {opened} MiB for an open book, {asked} MiB once it has been asked")
        tables(shelf, reference)
        contributions(place, clients, reference)


def held(store: Path) -> tuple[int, int]:
    """In a process of its own: the memory that a shelf takes and keeps, after it was asked for some clients."""
    before, shelf = resident(), engine.Shelf(store)
    clients = [client.client_id for client, _ in zip(shelf.book().clients(), range(ASKED), strict=False)]
    opened = resident()
    for client in clients:
        seconds(shelf, client, True)
    return opened - before, resident() - before


def seconds(shelf: engine.Shelf, client: str, with_accounts: bool) -> float:
    """How long one client's series takes."""
    return figures.best_of(lambda: engine.series(shelf.book(), client, *THREE_YEARS, with_accounts=with_accounts), 1)


def tell(name: str, asked: list[float], reach: figures.Goal | None, reference: float) -> None:
    ordered = sorted(asked[1:])
    figures.figure(
        f"{name}, median (worst {ordered[-1]:.3f} s)", ordered[len(ordered) // 2], reach, ("bare sum", reference)
    )


def tables(shelf: engine.Shelf, reference: float) -> None:
    """Whole tables, row by row, and the summary of every client."""
    book = shelf.book()
    for name in ("clients", "accounts", "assignments"):
        rows = getattr(book, name)
        figures.figure(
            f"every row of {name}",
            figures.best_of(lambda rows=rows: sum(1 for _ in rows()), 1),
            None,
            ("bare sum", reference),
        )
    values: dict[str, int | None] = {}

    def summed() -> None:
        values.update(
            {row.client_id: row.contribution if row.has_contribution else None for row in engine.summaries(book)}
        )

    figures.figure("every client in one row", figures.best_of(summed, 1), None, ("bare sum", reference))
    figures.figure(
        "tiers of all clients", figures.best_of(lambda: engine.tiers(values), 1), None, ("bare sum", reference)
    )
    figures.say(f"peak so far {figures.peak()} MiB")


def contributions(place: Path, clients: list[str], reference: float) -> None:
    """What a client brought, from a finished run."""
    brought = engine.Brought(engine.assess(engine.Job(place / "store", "2025", place / "run")))
    first = figures.best_of(lambda: brought.values(clients[0]), 1)
    figures.figure("who had whom, once a run", first, None, ("bare sum", reference))
    tell(
        "what a client brought",
        [figures.best_of(lambda c=c: brought.values(c), 1) for c in clients],
        figures.most(0.05),
        reference,
    )
    brought.points(clients[0])
    tell("its points", [figures.best_of(lambda c=c: brought.points(c), 1) for c in clients], None, reference)


def resident() -> int:
    """MiB of this process's own memory."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("RssAnon"))


if __name__ == "__main__":
    main()
