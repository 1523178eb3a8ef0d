"""`qiao standard …`: check a standard, show it to people, compare two, print the JSON Schema."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from qiao.cli import options, standard_tables, terminal
from qiao.engine import standards
from qiao.engine.errors import StandardError, Text
from qiao.engine.standards import Difference, FaultyStandardError, Loaded, Standard
from qiao.engine.standards import schema as json_schema
from qiao.engine.standards.units import POINTS
from qiao.engine.standards.vocabulary import KINDS

app = typer.Typer(
    name="standard", help="考评标准:检查、查看、比较 / check, show and compare standards", no_args_is_help=True
)

OptionalFile = Annotated[
    Path | None,
    typer.Argument(metavar="[FILE]", help="考评标准文件,默认为内置标准 / a standard; default: the built-in one"),
]
OldFile = Annotated[Path, typer.Argument(metavar="A", help="旧标准 / the old standard")]
NewFile = Annotated[Path, typer.Argument(metavar="B", help="新标准 / the new standard")]


def mount(root: typer.Typer) -> None:
    """Add the verb with its four sub-verbs."""
    root.add_typer(app, name="standard")


@app.command("check")
def check(lang: options.Lang, file: OptionalFile = None) -> None:
    """清点并检查一份标准,列出全部问题 / count and check a standard, list everything that is wrong."""
    out = terminal.console()
    try:
        loaded = standards.load(file)
    except FaultyStandardError as error:
        raise _refusal(error, file, lang, out) from error
    out.print(_held(loaded.standard).in_(lang), style="green", markup=False)
    out.print(f"data_hash      {loaded.data_hash}\ndocument_hash  {loaded.document_hash}", markup=False)
    found = standards.check(loaded.standard)
    for finding in found:
        text = Text(f"提示 {finding.path}:{finding.zh}。", f"warning: {finding.path}: {finding.en}.")
        out.print(text.in_(lang), style="yellow", markup=False)
    out.print(Text(f"没有错误,{len(found)} 条提示。", f"No faults, {len(found)} warnings.").in_(lang))


def _held(standard: Standard) -> Text:
    points = sum(category.weight for category in standard.categories if not category.on_top)
    on_top = sum(category.weight for category in standard.categories if category.on_top)
    what = f"{standard.id} {standard.version}"
    full, extra = POINTS.show(points), POINTS.show(on_top)
    return Text(
        f"✓ {what}:{len(standard.indicators)} 项指标,{len(standard.categories)} 个类别,满分 {full} + {extra} 分",
        f"✓ {what}: {len(standard.indicators)} indicators, {len(standard.categories)} categories, {full} + {extra} points",
    )


def _refusal(error: FaultyStandardError, file: Path | None, lang: str, out: Console) -> StandardError:
    """List every fault; the sentence that then ends the program."""
    for fault in error.faults:
        out.print(f"✗ {fault.sentence.in_(lang)}", style="red", markup=False)
    name, count = file or standards.DEFAULT, error.count
    return StandardError(
        f"考评标准 {name} 有 {count} 处错误,不能使用;请按上列各行修改。",
        f"Standard {name} has {count} fault{'s' if count != 1 else ''} and can't be used; correct the lines listed.",
    )


@app.command("show")
def show(lang: options.Lang, file: OptionalFile = None) -> None:
    """以表格显示一份标准,每个数字注明来源 / show a standard in tables, every figure with its mark."""
    out = terminal.console()
    for part in standard_tables.tables(standards.load(file), lang):
        out.print(part)


@app.command("diff")
def diff(old: OldFile, new: NewFile, lang: options.Lang) -> None:
    """逐项比较两份标准 / compare two standards figure by figure."""
    before, after = standards.load(old), standards.load(new)
    found = standards.differences(before.standard, after.standard)
    out = terminal.console()
    out.print(_verdict(before, after, found).in_(lang), markup=False)
    if found:
        out.print(_table(found, lang))


def _verdict(before: Loaded, after: Loaded, found: list[Difference]) -> Text:
    if not found:
        same = before.document_hash == after.document_hash
        zh, en = ("逐字节相同", "to the byte") if same else ("仅注释或写法不同", "but for comments and spelling")
        return Text(f"两份标准相同({zh})。", f"The standards are equal, {en}.")
    count = len(found)
    effect = Text("考评结果不受影响", "results stay the same")
    if standards.needs_measuring(found):
        effect = Text("需重新读取台账计量", "the ledger must be measured again")
    elif before.data_hash != after.data_hash:
        effect = Text("只需重新计分,无需读取台账", "a run is only scored again, no ledger is read")
    return Text(f"{count} 处不同;{effect.zh}。", f"{count} differences; {effect.en}.")


def _table(found: list[Difference], lang: str) -> Table:
    headers = [
        Text("路径", "path"),
        Text("旧", "old"),
        Text("新", "new"),
        Text("种类", "kind"),
        Text("重新计量", "measure again"),
    ]
    table = Table(*(header.in_(lang) for header in headers))
    yes = Text("是", "yes").in_(lang)
    for difference in found:
        again = yes if difference.needs_measuring else ""
        table.add_row(
            difference.path, difference.old or "–", difference.new or "–", KINDS[difference.kind].in_(lang), again
        )
    return table


@app.command("schema")
def schema() -> None:
    """打印 JSON Schema,供编辑器补全与查错 / print the JSON Schema, for completion and faults in an editor."""
    typer.echo(json_schema.text(), nl=False)
