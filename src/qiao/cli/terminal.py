"""What the terminal shows: languages, progress bars, refusals and plain tables."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from enum import StrEnum

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from qiao.engine.errors import QiaoError, Text

_BAR_AFTER_SECONDS = 2
_WORKING = Text("请稍候", "Working")


class Language(StrEnum):
    """A language of the screens."""

    ZH = "zh"
    EN = "en"


def default_language() -> Language:
    """QIAO_LANG, else Chinese."""
    return Language.EN if os.environ.get("QIAO_LANG", "").lower().startswith("en") else Language.ZH


def console() -> Console:
    """Standard output; wide enough for tables when it is not a terminal."""
    return Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 140)


def errors() -> Console:
    """Standard error."""
    return Console(file=sys.stderr, highlight=False, soft_wrap=True)


def refuse(error: QiaoError) -> None:
    """Print a refusal: one sentence in each language."""
    out = errors()
    out.print(error.text.zh, style="bold red", markup=False)
    out.print(error.text.en, style="red", markup=False)


def say(line: str) -> None:
    """Print a line at once, whole, whatever the width of the terminal."""
    Console(file=sys.stdout, highlight=False, soft_wrap=True).print(line, markup=False)
    sys.stdout.flush()


@contextlib.contextmanager
def progress_bar(label: Text = _WORKING) -> Iterator["Reporter"]:
    """A progress bar on a terminal's standard error that shows itself only when the work takes over two seconds."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=errors(),
        transient=True,
    )
    reporter = Reporter(bar, label)
    waiting = threading.Timer(_BAR_AFTER_SECONDS, bar.start)
    waiting.daemon = True
    if bar.console.is_terminal:  # a file or a pipe gets no bar, however slow the machine is
        waiting.start()
    try:
        yield reporter
    finally:
        waiting.cancel()
        if waiting.ident:
            waiting.join()
        if bar.live.is_started:
            bar.stop()


class Reporter:
    """Called by the engine with a label and how much of it is done."""

    def __init__(self, bar: Progress, label: Text) -> None:
        """Report to `bar`; `label` stands there until the first report."""
        self._bar = bar
        self._task = bar.add_task(f"{label.zh} {label.en}", total=None)

    def __call__(self, label: Text, done: int, total: int | None) -> None:
        """Show what is being done and how much of it is."""
        self._bar.update(self._task, description=f"{label.zh} {label.en}", completed=done, total=total)
