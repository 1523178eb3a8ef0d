"""`qiao sample --seed N --out DIR`: make the sample bank's ledger."""

from pathlib import Path
from typing import Annotated

import typer

from qiao import sample as samples
from qiao.cli import options, terminal
from qiao.engine.errors import Text


def mount(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("sample")(sample)


def sample(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="输出文件夹 / where the tables are written")],
    lang: options.Lang,
    seed: Annotated[int, typer.Option("--seed", help="种子:同种子同样本 / the same seed gives the same bank")] = 7,
) -> None:
    """生成样例银行的台账 / make the sample bank."""
    with terminal.progress_bar(Text("生成样例银行", "Making the sample bank")):
        made = samples.make(seed, out)
    terminal.console().print(Text(f"样例银行已生成:{out}", f"The sample bank is in {out}").in_(lang), markup=False)
    for line in made.lines(lang):
        terminal.console().print(f"  {line}", markup=False)
