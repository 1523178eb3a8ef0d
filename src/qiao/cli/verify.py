"""`qiao verify RUN`: recompute and compare hashes."""

from typing import Annotated

import typer

from qiao.cli import options, terminal
from qiao.engine import runs, verification
from qiao.engine.errors import Text

FAILED = 3


def mount(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("verify")(verify)


def verify(
    run: options.RunFolder,
    lang: options.Lang,
    second: Annotated[
        bool, typer.Option("--second", help="用另一种引擎重新计算 / compute with the engine that did not make the run")
    ] = False,
    master: options.Master = options.LOCAL,
) -> None:
    """重新计算并核对每个文件的哈希 / recompute a run and compare every hash."""
    found = runs.load_run(run)
    with terminal.progress_bar(Text("重新计算并核对", "Computing anew and comparing")):
        verdict = verification.verify(found, verification.Second(master) if second else None)
    out = terminal.console()
    for note in verdict.notes:
        out.print(f"· {note.in_(lang)}", style="yellow", markup=False, soft_wrap=True)
    for difference in verdict.differences:
        out.print(f"✗ {difference.in_(lang)}", style="red", markup=False)
    if not verdict.holds:
        raise typer.Exit(FAILED)
    seal = found.manifest["seal"]
    out.print(
        Text(
            f"✓ 核验一致:{len(verdict.checked)} 个文件已重新计算,封存校验码 {seal}",
            f"✓ Verified: {len(verdict.checked)} files computed anew, seal {seal}",
        ).in_(lang),
        style="green",
    )
