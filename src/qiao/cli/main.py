"""The program `qiao`: mounts the verbs, prints refusals as one sentence, and exits with their status."""

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from qiao import __commit__, __version__
from qiao.cli import terminal
from qiao.engine.errors import QiaoError, StorageError

# Verb and module, in the order in which `qiao --help` lists them.
_MODULES = {
    "sample": "sample",
    "assess": "assess",
    "show": "show",
    "explain": "explain",
    "import": "import_",
    "store": "store",
    "standard": "standard",
    "simulate": "simulate",
    "outlook": "outlook",
    "compare": "compare",
    "verify": "verify",
    "serve": "desk",
    "worker": "desk",
    "migrate": "desk",
    "ingest": "ingest",
    "demo": "desk",
    "people": "people",
    "audit": "audit",
    "backup": "backup",
    "verify-backup": "backup",
    "restore": "backup",
}


class _Verbs(Mapping[str, Any]):
    """The verbs by name; the module of one is loaded when somebody asks for it, since engine and desk take long to load."""

    def __getitem__(self, verb: str) -> Any:
        part = typer.Typer()
        import_module(f"qiao.cli.{_MODULES[verb]}").mount(part)
        return get_group(part).commands[verb]

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


class _Program(TyperGroup):
    """`qiao` itself."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{**settings, "commands": _Verbs()})


app = typer.Typer(name="qiao", cls=_Program, add_completion=False, pretty_exceptions_enable=False)


def _say_version(is_asked: bool) -> None:
    if is_asked:
        terminal.say(f"qiao {__version__} ({__commit__})" if __commit__ else f"qiao {__version__}")
        raise typer.Exit


@app.callback(no_args_is_help=True)
def qiao(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="显示版本 / say the version")
    ] = False,
) -> None:
    """桥 Qiao:由台账与考评标准得出每位客户经理的得分、排名、等级决定与说明。From ledgers and a standard to explained grades."""


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
