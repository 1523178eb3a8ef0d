"""`qiao explain RUN --manager ID`: from the decision down to the days."""

import json
from pathlib import Path
from typing import Annotated

import typer

from qiao.cli import explanation_tree, options, terminal
from qiao.cli.explanation_tree import View
from qiao.engine import files, runs
from qiao.engine.errors import RequestError, Text
from qiao.engine.explaining import explainer
from qiao.engine.scoring.nodes import Node


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
    deep = as_json is not None
    rows_of = None if whole or deep else client or ""
    with terminal.progress_bar(Text("展开", "Opening")), explainer(found, rows_of=rows_of) as open_tree:
        node = open_tree.indicator(manager, indicator) if indicator else open_tree.decision(manager, deep=deep)
    if client is not None and not _has_client(node, client):
        raise RequestError(
            f"这里没有客户 {client!r};请核对客户号,并同时给出 --indicator。",
            f"There is no client {client!r} here; check the client_id, and give --indicator with it.",
        )
    if as_json:
        data = json.dumps(node.as_json(), ensure_ascii=False, indent=1) + "\n"
        files.write_bytes(as_json, data.encode())
        return
    out = terminal.console()
    out.print(explanation_tree.tree(node, lang, View(whole, client, "" if indicator else _grade(found, manager))))
    if not indicator:
        hint = Text(
            "展开某项指标直到每一天:加 --indicator 代码;展开全部:加 --all",
            "To open an indicator down to its days add --indicator CODE; for everything --all",
        )
        out.print(hint.in_(lang), style="dim")


def _has_client(node: Node, client: str) -> bool:
    return (node.kind, node.code) == ("client", client) or any(_has_client(child, client) for child in node.children)


def _grade(run: runs.Run, manager_id: str) -> str:
    people = run.scores.evidence.people
    return next(person.grade for person in people if person.manager_id == manager_id)
