"""A run as the terminal shows it: what was assessed, how it came out, who leads, what to look at."""

from rich.console import Console
from rich.table import Table

from qiao.cli.terminal import Language
from qiao.engine import money, words
from qiao.engine.errors import Text
from qiao.engine.runs import Run

_LEADERS = 10
_WARNINGS = 8


def show(run: Run, lang: Language, out: Console) -> None:
    """Print the summary."""
    manifest = run.manifest
    period = manifest["period"]
    standard = manifest["standard"]
    out.print()
    out.print(
        Text(
            f"[bold]考评 {period['label']}[/]  {period['start']} 至 {manifest['as_of']},共 {period['days_so_far']} 天",
            f"[bold]Assessment {period['label']}[/]  {period['start']} to {manifest['as_of']}, {period['days_so_far']} days",
        ).in_(lang)
    )
    out.print(
        Text(
            f"标准 {standard['id']} {standard['version']}  封存校验码 {manifest['seal'][:16]}",
            f"Standard {standard['id']} {standard['version']}  seal {manifest['seal'][:16]}",
        ).in_(lang)
    )
    for line in _marks(run):
        out.print(f"[yellow]{line.in_(lang)}[/]")
    out.print(_decisions(run, lang))
    out.print(_leaders(run, lang))
    _warnings(run, lang, out)
    out.print(
        Text(f"工作簿 {run.folder / 'scorecards.xlsx'}", f"Workbook {run.folder / 'scorecards.xlsx'}").in_(lang),
        markup=False,
    )


def _marks(run: Run) -> list[Text]:
    marks = []
    if run.manifest["provisional"]:
        marks.append(
            Text(
                "临时运行:截至日早于期末,不能发布。",
                "Provisional: the as-of lies before the period's end; it cannot be published.",
            )
        )
    if not run.manifest["complete"]:
        listed = ", ".join(run.manifest["missing_tables"])
        marks.append(Text(f"不完整:缺少 {listed}。", f"Incomplete: {listed} not delivered."))
    return marks


def _decisions(run: Run, lang: Language) -> Table:
    counts = run.manifest["counts"]
    table = Table(title=Text("等级决定", "Decisions").in_(lang), title_justify="left")
    for name in counts["decisions"]:
        table.add_column(words.DECISIONS[name].in_(lang), justify="right")
    table.add_column(Text("参加排名", "in the pool").in_(lang), justify="right")
    table.add_column(Text("合计", "all").in_(lang), justify="right")
    table.add_row(
        *(str(count) for count in counts["decisions"].values()), str(counts["in_pool"]), str(counts["managers"])
    )
    return table


def _leaders(run: Run, lang: Language) -> Table:
    scores = run.scores
    table = Table(
        title=Text(f"贡献得分前 {_LEADERS} 名", f"The first {_LEADERS} by contribution score").in_(lang),
        title_justify="left",
    )
    heads = (
        Text("名次", "rank"),
        Text("工号", "id"),
        Text("姓名", "name"),
        Text("等级", "grade"),
        Text("贡献", "score"),
        Text("素质", "quality"),
        Text("决定", "decision"),
    )
    for head in heads:
        table.add_column(head.in_(lang), justify="right" if head.en in ("rank", "score", "quality") else "left")
    ranked = sorted((rank, index) for index, rank in enumerate(scores.ranked.ranks) if rank is not None)
    for rank, index in ranked[:_LEADERS]:
        person, decision, quality = scores.evidence.people[index], scores.decisions[index], scores.quality[index]
        table.add_row(
            str(rank), person.manager_id, person.name, words.GRADES[person.grade].in_(lang), money.as_text(scores.contribution[index], 2),
            "" if quality is None else money.as_text(quality, 2), words.DECISIONS[decision.decision].in_(lang),
        )  # fmt: skip
    return table


def _warnings(run: Run, lang: Language, out: Console) -> None:
    warnings = run.manifest["warnings"]
    for warning in warnings[:_WARNINGS]:
        out.print(f"! {warning[lang.value]}", markup=False, style="yellow")
    if len(warnings) > _WARNINGS:
        out.print(
            Text(
                f"… 另有 {len(warnings) - _WARNINGS} 条提示,见 run.json",
                f"… and {len(warnings) - _WARNINGS} more warnings in run.json",
            ).in_(lang)
        )
