"""`qiao simulate RUN --standard OTHER`: who moves under another standard."""

import json
from pathlib import Path
from typing import Annotated

import typer

from qiao.cli import moves_table, options, terminal
from qiao.engine import files, runs, simulations
from qiao.engine.errors import Text


def mount(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("simulate")(simulate)


def simulate(
    run: options.RunFolder,
    standard: Annotated[Path, typer.Option("--standard", metavar="FILE", help="另一份标准 / the other standard")],
    lang: options.Lang,
    as_json: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="写成 JSON / write it as JSON")] = None,
) -> None:
    """用另一份标准试算:谁变动、因哪条规则 / who moves under another standard, and by which rule."""
    with terminal.progress_bar(Text("试算", "Simulating")):
        found = simulations.simulate(runs.load_run(run), standard)
    if as_json:
        data = {"measured_again": list(found.measured_again), **found.moves.as_json()}
        files.write_bytes(as_json, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())
    out = terminal.console()
    if found.measured_again:
        listed = ", ".join(found.measured_again)
        out.print(Text(f"以下度量有变,已重读台账:{listed}", f"Measured again from the ledger: {listed}").in_(lang))
    moves_table.show(found.moves, lang, out)
