"""`qiao store …`: how a store stands, its ledger in one piece again, and proof of every byte."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from qiao.cli import options, terminal
from qiao.engine.errors import Text
from qiao.engine.ledger import keeping
from qiao.engine.ledger.keeping import Status

FAILED = 3
_SENDERS = {"bank": Text("银行", "bank"), "desk": Text("工作台", "desk")}

app = typer.Typer(
    name="store", help="台账库:状态、压实、核对 / status of a store, compact it, check it", no_args_is_help=True
)
Store = Annotated[
    Path, typer.Argument(metavar="STORE", help="台账库 / a store; 工作台的 / the desk's: QIAO_HOME/ledger")
]


def mount(root: typer.Typer) -> None:
    """Add the verb with its three sub-verbs."""
    root.add_typer(app, name="store")


@app.command("status")
def status(store: Store, lang: options.Lang) -> None:
    """列出批次和台账的层 / list the batches, and what the ledger consists of."""
    found = keeping.status(store)
    out = terminal.console()
    out.print(_batches(found, lang))
    if not found.tables:
        told = Text("没有整理好的台账,使用时会重新整理。", "There is no prepared ledger; it is made when it is needed.")
        out.print(told.in_(lang))
        return
    out.print(_tables(found, lang))
    out.print(_gain(found).in_(lang))


def _batches(found: Status, lang: terminal.Language) -> Table:
    heads = (
        Text("批次", "batch"), Text("数据日期", "data date"), Text("入库时间", "stored at"), Text("经手", "by"),
        Text("来自", "from"), Text("行数", "rows"),
    )  # fmt: skip
    table = _table(heads, lang, right=("batch", "rows"))
    for batch in found.batches:
        rows = sum(entry["rows"] for entry in batch.manifest["tables"].values())
        sender = _SENDERS.get(batch.manifest["source"])
        day, at, by = (
            str(batch.data_date or "—"),
            str(batch.manifest["imported_at"]),
            str(batch.manifest["imported_by"]),
        )
        table.add_row(str(batch.number), day, at, by, sender.in_(lang) if sender else "—", f"{rows:,}")
    return table


def _tables(found: Status, lang: terminal.Language) -> Table:
    heads = (
        Text("台账表", "table"), Text("行数", "rows"), Text("移除", "gone"), Text("新增", "added"), Text("字节", "bytes"),
    )  # fmt: skip
    table = _table(heads, lang, right=("rows", "gone", "added", "bytes"))
    for one in found.tables:
        if one.rows or one.gone:
            table.add_row(one.table, *(f"{number:,}" for number in (one.rows, one.gone, one.added, one.size)))
    return table


def _table(heads: tuple[Text, ...], lang: terminal.Language, right: tuple[str, ...]) -> Table:
    table = Table(box=None)
    for head in heads:
        table.add_column(head.in_(lang), justify="right" if head.en in right else "left")
    return table


def _gain(found: Status) -> Text:
    layered = found.layered
    if not layered:
        return Text("台账没有增量层,无需压实。", "The ledger has no layers; there is nothing to compact.")
    rows, size = sum(one.gone + one.added for one in layered), sum(one.more for one in layered)
    return Text(
        f"{len(layered)} 张表带有增量层,共 {rows:,} 行、{size:,} 字节;压实后读取时不再逐行比对:qiao store compact。",
        f"{len(layered)} tables have layers of {rows:,} rows and {size:,} bytes, which every reader puts together; qiao store compact "
        "puts each into one file.",
    )


@app.command("compact")
def compact(store: Store, lang: options.Lang) -> None:
    """把台账的增量层并入一个整体,内容不变 / put the ledger's layers into one, whole or not at all; it says the same."""
    with terminal.progress_bar(Text("压实台账", "Compacting the ledger")):
        is_done = keeping.compact(store)
    told = Text("✓ 已压实台账。", "✓ The ledger is compact.")
    if not is_done:
        told = Text("台账没有增量层,无需压实。", "The ledger has no layers; there is nothing to compact.")
    terminal.console().print(told.in_(lang))


@app.command("check")
def check(store: Store, lang: options.Lang) -> None:
    """核对每个批次和台账的每个字节,并由批次重新整理后比较 / prove every byte of batches and ledger, then make it anew and compare."""
    count = 0
    with terminal.progress_bar(Text("核对台账库", "Checking the store")):
        for fault in keeping.check(store):
            count += 1
            terminal.errors().print(f"✗ {fault.in_(lang)}", style="red", markup=False)
    if count:
        raise typer.Exit(FAILED)
    terminal.console().print(
        Text("✓ 批次与台账的每个字节都与入库时一致。", "✓ Every byte of batches and ledger is as it was stored.").in_(
            lang
        ),
        style="green",
    )
