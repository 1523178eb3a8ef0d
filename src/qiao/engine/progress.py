"""Progress (进度): long work tells what it is at; whoever waits decides how to show it."""

from collections.abc import Callable

from qiao.engine.errors import Text

Progress = Callable[[Text, int, int | None], None]
"""Called with what is being done, how much of it is, and of how much (None: not known)."""


def silent(label: Text, done: int, total: int | None) -> None:
    """Show nothing."""
