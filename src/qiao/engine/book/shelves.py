"""A process keeps a store's newest ledger at hand.

shelf = Shelf(Path("store"))       # kept by a process for as long as it runs; any thread may use it
book = shelf.book()                # the newest ledger; the same object until the store moves on
"""

import threading
from pathlib import Path

from qiao.engine.book.opened import Book, open_book
from qiao.engine.errors import RequestError


class Shelf:
    """Keeps a store's newest ledger open for a process; thread-safe, and opens anew once the store has moved on."""

    def __init__(self, store: Path) -> None:
        """Nothing is opened until a book is asked for."""
        self._store = store
        self._lock = threading.Lock()
        self._standing: tuple[str, ...] = ()
        self._book: Book | None = None

    def standing(self) -> tuple[str, ...]:
        """The names of the store's batches: one look into a folder tells whether anything is new."""
        return tuple(sorted(path.name for path in (self._store / "batches").glob("[0-9]*-*")))

    def book(self) -> Book:
        """The newest ledger; RequestError where the store holds none."""
        standing = self.standing()
        with self._lock:
            if self._book is None or standing != self._standing:
                self._book, self._standing = self._opened(), standing
            return self._book

    def _opened(self) -> Book:
        try:
            return open_book(self._store)
        except FileNotFoundError:  # an import has just put a newer ledger in its place
            return open_book(self._store)
        except PermissionError as error:
            raise RequestError(
                f"无法读取台账库 {self._store};请检查权限。",
                f"The store {self._store} cannot be read; check permissions.",
            ) from error
