"""`qiao explain RUN --manager ID`: from the decision down to the days."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.tree import Tree

from qiao.cli import options, terminal
from qiao.engine import files, runs, words
from qiao.engine.explaining import explainer
from qiao.engine.scoring.nodes import Node

_MARKS = {"met": "[green]✓[/]", "missed": "[red]✗[/]"}
_CLIENTS_SHOWN = 12


def mount(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("explain")(explain)


def explain(
    run: options.RunFolder,
    manager: options.Manager,
    lang: options.Lang,
    indicator: Annotated[
        str | None, typer.Option("--indicator", metavar="CODE", help="指标代码 / open one indicator down to its rows")
    ] = None,
    client: Annotated[
        str | None, typer.Option("--client", metavar="ID", help="只展开该客户 / open only this client")
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help="不省略任何一行 / leave no line out")] = False,
    as_json: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="整棵树写成 JSON / write the whole tree as JSON")
    ] = None,
) -> None:
    """说明一位客户经理的决定,直到账户每一天 / explain a decision down to account days."""
    found = runs.load_run(run)
    with explainer(found) as open_tree:
        deep = as_json is not None
        node = open_tree.indicator(manager, indicator) if indicator else open_tree.decision(manager, deep=deep)
    if as_json:
        data = json.dumps(node.as_json(), ensure_ascii=False, indent=1) + "\n"
        files.write_bytes(as_json, data.encode())
        return
    out = terminal.console()
    out.print(_tree(node, lang, Limits(client, whole), 0))
    if not indicator:
        hint = {
            "zh": "展开某项指标:加 --indicator 代码",
            "en": "To open an indicator down to its rows, add --indicator CODE",
        }
        out.print(hint[lang.value], style="dim")


class Limits:
    """What a terminal tree leaves out: clients beyond the first dozen, days of clients not asked for."""

    def __init__(self, client: str | None, whole: bool) -> None:
        """Open `client` only, or everything when `whole`."""
        self.client = client
        self.whole = whole

    def children(self, node: Node) -> tuple[tuple[Node, ...], int]:
        """The children to show and how many are left out."""
        shown = node.children
        if node.kind == "client" and not self.whole and self.client is None:
            return (), len(shown)
        clients = [child for child in shown if child.kind == "client"]
        if self.client is not None and clients:
            shown = tuple(child for child in shown if child.kind != "client" or child.code == self.client)
        elif not self.whole and len(clients) > _CLIENTS_SHOWN:
            largest = sorted(clients, key=lambda child: -abs(child.exact))[:_CLIENTS_SHOWN]
            shown = tuple(child for child in shown if child.kind != "client" or child in largest)
        return shown, len(node.children) - len(shown)


def _tree(node: Node, lang: terminal.Language, limits: Limits, depth: int) -> Tree:
    tree = Tree(_line(node, lang), guide_style="dim")
    shown, hidden = limits.children(node)
    for child in shown:
        tree.add(_tree(child, lang, limits, depth + 1))
    if hidden:
        more = {
            "zh": f"… 另有 {hidden} 项(--client 客户号 或 --all 展开)",
            "en": f"… {hidden} more (open with --client ID or --all)",
        }
        tree.add(f"[dim]{more[lang.value]}[/]")
    return tree


def _line(node: Node, lang: terminal.Language) -> str:
    parts = [escape(node.name.in_(lang))]
    if node.kind == "client" and node.code:
        parts.append(f"[dim]{escape(node.code)}[/]")
    if node.text and node.kind != "decision":
        parts.append(
            f"[bold]{node.text}[/]{'' if node.unit in ('', 'flag', 'count', 'ratio', 'rank') else ' ' + node.unit}"
        )
    if node.verdict:
        parts.append(_MARKS[node.verdict])
    if node.state and node.state != "scored":
        parts.append(
            f"[yellow]{words.STATES[node.state].in_(lang) if node.state in words.STATES else words.reason(node.state).in_(lang)}[/]"
        )
    if node.note:
        parts.append(f"[dim]{escape(node.note.in_(lang))}[/]")
    return "  ".join(parts)
