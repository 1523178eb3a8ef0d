"""`qiao outlook RUN --manager ID --as-of DATE`: what is still needed for each grade."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from qiao.cli import options, terminal
from qiao.cli.terminal import Language
from qiao.engine import files, money, outlooks, runs, words
from qiao.engine.errors import Text
from qiao.engine.outlooks import MISSING, NO_SOURCE, OUT_OF_REACH, REACHED, Need, Outlook
from qiao.engine.standards.model import Standard

_STATES = {
    REACHED: Text("已达", "reached"),
    MISSING: Text("尚差", "missing"),
    OUT_OF_REACH: Text("已无天数", "out of reach"),
    NO_SOURCE: Text("缺数据", "table not delivered"),
}
_CLIENTS = 5


def mount(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("outlook")(outlook)


def outlook(
    run: options.RunFolder,
    manager: options.Manager,
    lang: options.Lang,
    as_of: options.AsOf = None,
    as_json: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="写成 JSON / write it as JSON")] = None,
) -> None:
    """离各等级还差多少 / what is still needed for each grade by the period's end."""
    found = runs.load_run(run)
    day = options.parse_date(as_of, "--as-of")
    with terminal.progress_bar(Text("推算到期末", "Looking ahead")):
        seen = outlooks.outlook(found, manager, day)
    standard = found.standard.standard
    if as_json:
        files.write_bytes(as_json, (json.dumps(seen.as_json(standard), ensure_ascii=False, indent=1) + "\n").encode())
    out = terminal.console()
    out.print(
        Text(
            f"{manager}:截至 {seen.as_of},剩 {seen.days_left} 天,{seen.workdays_left} 个工作日",
            f"{manager}: as of {seen.as_of}, {seen.days_left} days left, {seen.workdays_left} of them working days",
        ).in_(lang),
        markup=False,
    )
    if not seen.workdays_known:
        out.print(
            Text(
                "(该年节假日尚未公布,按周一至周五计)",
                "(holidays of that year are not known yet: Monday to Friday counted)",
            ).in_(lang)
        )
    out.print(_needs(seen, standard, lang))
    out.print(_ranks(seen, lang))
    out.print(_shares(seen, lang), markup=False)


def _text(units: int | None, scale: int) -> str:
    return "" if units is None else money.as_text(units, scale)


def _needs(seen: Outlook, standard: Standard, lang: Language) -> Table:
    table = Table(title=Text("业绩门槛", "Thresholds").in_(lang), title_justify="left")
    heads = (
        Text("等级", "grade"),
        Text("条件", "condition"),
        Text("预计/累计", "projected / so far"),
        Text("标准线", "bar"),
        Text("状态", "state"),
        Text("明日起每天再增", "extra a day"),
        Text("需保持余额", "level to hold"),
        Text("每工作日", "per working day"),
    )
    for head in heads:
        table.add_column(head.in_(lang), justify="right" if head.en not in ("grade", "condition", "state") else "left")
    for need in seen.needs:
        name = standard.measures[need.measure].name
        in_all = "" if need.level is not None or not need.extra else Text("(合计)", " in all").in_(lang)
        extra = "" if need.per_workday is not None else f"{_text(need.extra, 2)}{in_all}"
        table.add_row(
            words.GRADES[need.grade].in_(lang), Text(name.zh, name.en).in_(lang), _text(need.value, need.scale), _text(need.bar, need.scale),
            _STATES[need.state].in_(lang), extra, _text(need.level, 2), _text(need.per_workday, need.scale),
        )  # fmt: skip
    return table


def _ranks(seen: Outlook, lang: Language) -> Table:
    table = Table(title=Text("贡献名次(他人不变时)", "Rank, if the others stand still").in_(lang), title_justify="left")
    for head in (
        Text("等级", "grade"),
        Text("名额", "seats"),
        Text("现名次", "rank"),
        Text("尚差分", "points missing"),
    ):
        table.add_column(head.in_(lang), justify="left" if head.en == "grade" else "right")
    for rank in seen.ranks:
        table.add_row(words.GRADES[rank.grade].in_(lang), str(rank.seats), _text(rank.rank, 0), _text(rank.missing, 2))
    return table


def _shares(seen: Outlook, lang: Language) -> str:
    """What a client must bring at the manager's share of it, for the nearest bar that is missed."""
    need = next((need for need in seen.needs if need.state == MISSING and need.level is not None), None)
    if need is None:
        return ""
    lines = [Text("按份额,客户每天须多存:", "At your share, a client must bring more each day:").in_(lang)]
    lines += [_client_line(need, client, share) for client, share in seen.clients[:_CLIENTS]]
    return "\n".join(lines)


def _client_line(need: Need, client: str, share: int) -> str:
    return f"  {client}  {money.as_text(share, 4)}  {_text(need.at_share(share), 2)}"
