"""Changes between two scorings as the terminal shows them."""

from rich.console import Console
from rich.table import Table

from qiao.cli.terminal import Language
from qiao.engine import money, words
from qiao.engine.errors import Text
from qiao.engine.moves import Moved, Moves, Placing


def show(moves: Moves, lang: Language, out: Console) -> None:
    """Print movers with the rule behind each, counts by branch and grade, those touched, and the tally."""
    movers = moves.movers
    out.print(
        Text(
            f"变动 {len(movers)} 人,另有 {len(moves.changes) - len(movers)} 人仅分数或名次有变。",
            f"{len(movers)} move; {len(moves.changes) - len(movers)} more differ in score or rank only.",
        ).in_(lang)
    )
    if movers:
        out.print(_movers(movers, lang))
        out.print(_counts(moves, "branch_id", Text("机构", "branch"), lang))
        out.print(_counts(moves, "grade", Text("等级", "grade"), lang))
    others = [change for change in moves.changes if not change.is_mover]
    if others:
        out.print(_touched(others, lang))
    total = Text("得分合计 {} → {},变化之和 {}", "Sum of scores {} → {}, sum of changes {}").in_(lang)
    out.print(
        total.format(
            *(money.as_text(units, 2) for units in (moves.total_before, moves.total_after, moves.sum_of_changes))
        )
    )


def _standing(standing: Placing | None, lang: Language) -> str:
    if standing is None:
        return "-"
    grade = f" {words.GRADES[standing.to_grade].in_(lang)}" if standing.to_grade else ""
    return f"{words.DECISIONS[standing.decision].in_(lang)}{grade}"


def _movers(movers: list[Moved], lang: Language) -> Table:
    table = Table(title=Text("变动者", "Movers").in_(lang), title_justify="left")
    for head in (
        Text("工号", "id"),
        Text("姓名", "name"),
        Text("机构", "branch"),
        Text("原", "before"),
        Text("新", "after"),
        Text("首个不同的规则", "first rule that differs"),
        Text("原值/线", "value/bar before"),
        Text("新值/线", "value/bar after"),
    ):
        table.add_column(head.in_(lang))
    for change in movers:
        named = change.now or change.was
        sides = [f"{side.value or '-'} / {side.bar or '-'}" if side else "-" for side in (change.was, change.now)]
        table.add_row(
            change.person.manager_id, change.person.name, change.person.branch_id, _standing(change.before, lang), _standing(change.after, lang),
            named.name.in_(lang) if named else "", *sides,
        )  # fmt: skip
    return table


def _counts(moves: Moves, by: str, head: Text, lang: Language) -> Table:
    table = Table(title=Text(f"按{head.zh}", f"By {head.en}").in_(lang), title_justify="left")
    table.add_column(head.in_(lang))
    table.add_column(Text("变动", "moves").in_(lang))
    for key, counts in moves.counts(by).items():
        named = words.GRADES[key].in_(lang) if by == "grade" else key
        table.add_row(named, ", ".join(f"{_arrow(move, lang)} {count}" for move, count in counts.items()))
    return table


def _arrow(move: str, lang: Language) -> str:
    return " → ".join(
        words.DECISIONS[name].in_(lang) if name in words.DECISIONS else name for name in move.split(" → ")
    )


def _touched(changes: list[Moved], lang: Language) -> Table:
    table = Table(title=Text("分数或名次有变", "Score or rank differs").in_(lang), title_justify="left")
    for head in (
        Text("工号", "id"),
        Text("姓名", "name"),
        Text("得分变化", "score"),
        Text("名次", "rank"),
        Text("指标", "indicators"),
        Text("受波及", "bystander"),
    ):
        table.add_column(head.in_(lang))
    for change in changes:
        ranks = " → ".join(str(side.rank or "-") if side else "-" for side in (change.before, change.after))
        table.add_row(
            change.person.manager_id, change.person.name, money.as_text(change.score_change, 2), ranks,
            ", ".join(change.indicators), "✓" if change.is_bystander else "",
        )  # fmt: skip
    return table
