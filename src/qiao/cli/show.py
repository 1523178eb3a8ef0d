"""`qiao show RUN`: the summary of a finished run."""

import typer

from qiao.cli import options, summary, terminal
from qiao.engine import runs


def mount(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("show")(show)


def show(run: options.RunFolder, lang: options.Lang) -> None:
    """显示一次考评的概要 / show the summary of a run."""
    summary.show(runs.load_run(run), lang, terminal.console())
