"""`qiao audit verify|seal|head`: the audit trail's chain, from outside of the desk."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from qiao.cli import options, terminal
from qiao.engine.errors import RequestError, Text

if TYPE_CHECKING:
    from qiao.desk.audit.chain import Head
    from qiao.desk.audit.verification import Verdict

BROKEN = 3
app = typer.Typer(help="审计链:核验、封存、链首 / the audit trail's chain", no_args_is_help=True)


def mount(parent: typer.Typer) -> None:
    """Add the verbs."""
    parent.add_typer(app, name="audit")


@app.command("verify")
def verify(
    lang: options.Lang,
    head: Annotated[
        list[str] | None, typer.Option("--head", help="库外保存的链首,编号:哈希 / a head kept outside, number:hash")
    ] = None,
) -> None:
    """重新计算整条审计链 / recompute the whole chain."""
    from qiao.desk.server import setup

    with setup.ready():
        from qiao.desk.audit import anchoring, verification

        wanted = [*anchoring.heads(), *_parsed(head or [])]
        with terminal.progress_bar(Text("重新计算审计链", "Computing the chain anew")) as told:
            verdict = verification.verify(
                wanted, told=lambda done: told(Text("重新计算审计链", "Computing the chain anew"), done, None)
            )
    _print(verdict, lang)
    if not verdict.holds:
        raise typer.Exit(BROKEN)


@app.command("seal")
def seal(lang: options.Lang) -> None:
    """立即封存未入链的事件 / chain the events that wait, once."""
    from qiao.desk.server import setup

    with setup.ready():
        from qiao.desk.audit import sealing

        sealed = sealing.seal_once()
    terminal.console().print(Text(f"已封存 {sealed} 个事件。", f"Sealed {sealed} events.").in_(lang))


@app.command("head")
def head(lang: options.Lang) -> None:
    """显示最新链首,请保存在库外 / print the newest head, to be kept outside."""
    from qiao.desk.server import setup

    with setup.ready():
        from qiao.desk.audit import queries

        newest = queries.head()
    none = Text("审计链还是空的。", "The chain is still empty.").in_(lang)
    terminal.console().print(str(newest) if newest else none, soft_wrap=True)


def _parsed(heads: list[str]) -> "list[Head]":
    from qiao.desk.audit import anchoring

    try:
        return [anchoring.parse(text) for text in heads]
    except ValueError as error:
        raise RequestError(
            "链首写作“编号:哈希”,哈希为 64 位十六进制数:请照 qiao audit head 的输出填写。",
            "A head is written `number:hash`, the hash in 64 hexadecimal digits: give it as `qiao audit head` printed it.",
        ) from error


def _print(verdict: "Verdict", lang: terminal.Language) -> None:
    out, errors = terminal.console(), terminal.errors()
    for fault in verdict.faults:
        errors.print(f"✗ {fault.zh}", style="bold red", markup=False)
        errors.print(f"  {fault.en}", style="red", markup=False)
    if verdict.count > len(verdict.faults):
        left = verdict.count - len(verdict.faults)
        errors.print(f"… 另有 {left} 处 / and {left} more", markup=False)
    if verdict.holds:
        found = len(verdict.confirmed)
        told = Text(
            f"✓ 审计链完整:{verdict.sealed} 个事件,{found} 个库外链首均在链中,链首 {verdict.head or '无'}",
            f"✓ The chain holds: {verdict.sealed} events, all {found} heads from outside are in it, "
            f"head {verdict.head or 'none'}",
        )
        out.print(told.in_(lang), style="green", soft_wrap=True)
    if verdict.unsealed:
        age = round((verdict.unsealed_age or timedelta()).total_seconds())
        waiting = Text(
            f"{verdict.unsealed} 个事件尚未入链,最早的已等待 {age} 秒。",
            f"{verdict.unsealed} events wait for their seal, the oldest for {age} seconds.",
        )
        out.print(waiting.in_(lang))
