"""`qiao compare RUN RUN`: what differs between two runs, person by person, bystanders included."""

import json
from pathlib import Path
from typing import Annotated

import typer

from qiao.cli import moves_table, options, terminal
from qiao.engine import files, moves, runs
from qiao.engine.errors import RequestError


def mount(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("compare")(compare)


def compare(
    before: Annotated[Path, typer.Argument(metavar="RUN", help="原运行 / the run before")],
    after: Annotated[Path, typer.Argument(metavar="RUN", help="新运行(重述) / the run after")],
    lang: options.Lang,
    as_json: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="写成 JSON / write it as JSON")] = None,
) -> None:
    """比较两次运行:每个人的变化,含受波及者 / differences per person, those only touched by others included."""
    old, new = runs.load_run(before), runs.load_run(after)
    if old.period.label != new.period.label:
        raise RequestError(
            f"两次运行的期间不同:{old.period.label} 与 {new.period.label}。",
            f"The runs are of different periods: {old.period.label} and {new.period.label}.",
        )
    found = moves.between(old.scores, new.scores)
    if as_json:
        files.write_bytes(as_json, (json.dumps(found.as_json(), ensure_ascii=False, indent=1) + "\n").encode())
    moves_table.show(found, lang, terminal.console())
