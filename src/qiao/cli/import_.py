"""`qiao import FOLDER --store DIR`: check a batch and add it to a store."""

from pathlib import Path
from typing import Annotated

import typer

from qiao.cli import options, refused_batch, terminal
from qiao.engine.errors import Text
from qiao.engine.ledger import store as stores
from qiao.engine.ledger.gate import RefusedError, Request
from qiao.engine.ledger.store import Imported


def mount(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("import")(import_batch)


def import_batch(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="一批台账 / a batch of tables")],
    store: Annotated[Path, typer.Option("--store", metavar="DIR", help="台账库 / the store")],
    lang: options.Lang,
    mapping: options.MappingFile = None,
    data_date: options.DataDate = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="DIR", help="错误报告的位置 / where a report of faults goes")
    ] = None,
) -> None:
    """校验一批台账并存入台账库 / check a batch and add it to a store, whole or not at all."""
    request = Request(folder, mapping, options.parse_date(data_date, "--data-date"))
    try:
        with terminal.progress_bar() as progress:
            imported = stores.import_batch(request, store, progress=progress)
    except RefusedError as error:
        refused_batch.report(error, report or store.with_name(f"{store.name}-faults"))
        raise
    show_imported(imported, lang)


def show_imported(imported: Imported, lang: terminal.Language) -> None:
    """Print what was stored: the batch and the rows of its tables."""
    out = terminal.console()
    batch = imported.batch
    head = Text(
        f"已存入第 {batch.number} 批,数据日期 {batch.data_date}:",
        f"Stored as batch {batch.number}, data date {batch.data_date}:",
    )
    if imported.is_repeat:
        head = Text(
            f"此前已存为第 {batch.number} 批(数据日期 {batch.data_date}),未再存入;确要再存一次,请在映射文件中加一行 again: 原因。",
            f"Already stored as batch {batch.number}, data date {batch.data_date}, so it was not stored again; to bring it in "
            "once more on purpose, add a line `again: WHY` to its mapping.",
        )
    out.print(head.in_(lang))
    if imported.is_repeat:
        return
    for name, entry in batch.manifest["tables"].items():
        again = imported.replaced.get(name, 0)
        more = Text(f",其中替换已有 {again} 行", f", of which {again} replace earlier rows").in_(lang) if again else ""
        out.print(f"  {name:<12} {entry['rows']:>12,}{more}")
    count = imported.admission.faults.count(severity="warning") if imported.admission else 0
    if count:
        out.print(
            Text(
                f"提示 {count} 条,见 {batch.folder / 'manifest.json'}",
                f"{count} warnings, see {batch.folder / 'manifest.json'}",
            ).in_(lang),
            markup=False,
        )
