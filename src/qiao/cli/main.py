"""The program `qiao`: mounts the verbs, prints refusals as one sentence, and exits with their status."""

import sys

import typer

from qiao.cli import (
    assess,
    audit,
    compare,
    desk,
    explain,
    import_,
    outlook,
    people,
    sample,
    show,
    simulate,
    standard,
    terminal,
    verify,
)
from qiao.engine.errors import QiaoError, StorageError

app = typer.Typer(
    name="qiao",
    help="桥 Qiao:由台账与考评标准得出每位客户经理的得分、排名、等级决定与说明。From ledgers and a standard to explained grades.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# In the order in which `qiao --help` lists them.
for _verb in (
    sample,
    assess,
    show,
    explain,
    import_,
    standard,
    simulate,
    outlook,
    compare,
    verify,
    desk,
    people,
    audit,
):
    _verb.mount(app)


def main() -> None:
    """Run the program; a refusal is one sentence in both languages on standard error."""
    try:
        app()
    except QiaoError as error:
        terminal.refuse(error)
        sys.exit(error.exit_status)
    except OSError as error:
        refusal = _refused_by_the_system(error)
        terminal.refuse(refusal)
        sys.exit(refusal.exit_status)


def _refused_by_the_system(error: OSError) -> StorageError:
    """A file that may not be read, a terminal that is gone: what the system says, and where."""
    place = error.filename or "stdout"
    return StorageError(
        f"系统不允许读写 {place}:{error.strerror};请检查权限和空间后重试。",
        f"The system refuses {place}: {error.strerror}; check permissions and space, then try again.",
    )
