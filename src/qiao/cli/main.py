"""The program `qiao`: mounts the verbs, prints refusals as one sentence, and exits with their status."""

import contextlib
import sys
from importlib import import_module

import typer

from qiao.cli import terminal
from qiao.engine.errors import QiaoError

app = typer.Typer(
    name="qiao",
    help="桥 Qiao:由台账与考评标准得出每位客户经理的得分、排名、等级决定与说明。From ledgers and a standard to explained grades.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# In the order in which `qiao --help` lists them.
_VERBS = ("sample", "assess", "show", "explain", "import_", "standard", "simulate", "outlook", "compare", "verify")

for _verb in _VERBS:
    with contextlib.suppress(ImportError):
        import_module(f"qiao.cli.{_verb}").mount(app)


def main() -> None:
    """Run the program; a refusal is one sentence in both languages on standard error."""
    try:
        app(standalone_mode=False)
    except QiaoError as error:
        terminal.refuse(error)
        sys.exit(error.exit_status)
