"""An explanation as a terminal tree: the whole of it, or what fits a reader at the first look."""

import re
from dataclasses import dataclass
from decimal import Decimal

from rich.markup import escape
from rich.tree import Tree

from qiao.cli.terminal import Language
from qiao.engine import words
from qiao.engine.errors import Text
from qiao.engine.scoring.nodes import Node

_MARKS = {"met": "[green]✓[/]", "missed": "[red]✗[/]"}
_UNITS = {"points": Text("分", "points"), "CNY": Text("元", "CNY"), "USD": Text("美元", "USD")}
_CLIENTS_SHOWN = 12
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_LONG = re.compile(r"(?<![0-9A-Za-z.-])-?[0-9]{4,}\.[0-9]+")


@dataclass(frozen=True)
class View:
    """What to leave out: unless `whole`, other grades' conditions, the steps of each indicator, raters, many clients.

    `grade` is the manager's own; `client` opens one client only.
    """

    whole: bool = False
    client: str | None = None
    grade: str = ""

    def children(self, node: Node) -> tuple[tuple[Node, ...], int]:
        """The children to show, and how many are left out and to be told of."""
        if self.whole:
            return node.children, 0
        if (node.kind == "grade" and node.code != self.grade) or node.kind == "item":
            return (), 0
        if node.kind == "indicator" and self.grade:
            return (), 0
        if node.kind == "client" and self.client is None:
            return (), len(node.children)
        return self._clients(node)

    def _clients(self, node: Node) -> tuple[tuple[Node, ...], int]:
        clients = [child for child in node.children if child.kind == "client"]
        shown = node.children
        if self.client is not None and clients:
            shown = tuple(child for child in shown if child.kind != "client" or child.code == self.client)
        elif len(clients) > _CLIENTS_SHOWN:
            largest = sorted(clients, key=lambda child: -abs(child.exact))[:_CLIENTS_SHOWN]
            others = tuple(child for child in shown if child.kind != "client")
            shown = (*largest, *others)
        return shown, len(node.children) - len(shown)


def tree(node: Node, language: Language, view: View) -> Tree:
    """The node and what is below it."""
    made = Tree(_line(node, language, view), guide_style="dim")
    shown, hidden = view.children(node)
    for child in shown:
        made.add(tree(child, language, view))
    if hidden:
        more = Text(
            f"… 另有 {hidden} 项(--client 客户号 或 --all 展开)", f"… {hidden} more (open with --client ID or --all)"
        )
        made.add(f"[dim]{more.in_(language)}[/]")
    return made


def grouped(text: str) -> str:
    """A number with its thousands apart; any other text as it is."""
    if not _NUMBER.fullmatch(text):
        return text
    whole, point, places = text.partition(".")
    return f"{int(whole) if whole not in ('-0', '') else whole:,}{point}{places}" if whole != "-0" else text


def _line(node: Node, language: Language, view: View) -> str:
    parts = [escape(node.name.in_(language))]
    if node.kind == "client" and node.code:
        parts.append(f"[dim]{escape(node.code)}[/]")
    parts.append(_value(node, language))
    if node.kind == "indicator" and not view.children(node)[0]:
        parts.append(_behind(node, language))
    if node.verdict:
        parts.append(_MARKS[node.verdict])
    if node.kind == "bar" and node.verdict and node.margin:
        parts.append(_distance(node, language))
    if node.state and node.state != "scored":
        told = words.STATES[node.state] if node.state in words.STATES else words.reason(node.state)
        parts.append(f"[yellow]{told.in_(language)}[/]")
    if node.note:
        parts.append(f"[dim]{escape(_LONG.sub(lambda found: grouped(found[0]), node.note.in_(language)))}[/]")
    return "  ".join(filter(None, parts))


def _value(node: Node, language: Language) -> str:
    """The value with its unit; a decision's and a rank's are in the words beside them."""
    if not node.text or node.kind == "decision" or (node.kind, node.unit) == ("axis", "rank"):
        return ""
    if node.unit == "rank":
        return Text(f"[bold]第 {node.text} 名[/]以内", f"to rank [bold]{node.text}[/]").in_(language)
    unit = _UNITS[node.unit].in_(language) if node.unit in _UNITS else ""
    return f"[bold]{grouped(node.text)}[/] {unit}".rstrip()


def _behind(node: Node, language: Language) -> str:
    """On one line what an indicator's points come from: its measure, and target and attainment if it has them."""
    method, measure = node.children[0], node.children[-1]
    if not measure.text:
        return ""
    steps = {step.code: step.text for step in method.children}
    told = [grouped(measure.text)]
    if "target" in steps:
        target = grouped(_plain(steps["target"]))
        percent = f"{Decimal(steps['attainment']) * 100:.2f} %"
        told.append(Text(f"目标 {target},完成 {percent}", f"target {target}, {percent}").in_(language))
    return f"[dim]{'  '.join(told)}[/]"


def _plain(text: str) -> str:
    """A target without the zeros that say nothing: its column has four places, money has two."""
    return text[:-2] if text.endswith("00") and "." in text else text


def _distance(node: Node, language: Language) -> str:
    """By how much a bar is met or missed."""
    assert node.margin is not None
    sign = 1 if node.margin > 0 else -1
    amount = grouped(str(Decimal(sign * node.margin).scaleb(-(node.scale or 0))))
    told = Text(f"超 {amount}", f"by {amount}") if sign > 0 else Text(f"差 {amount}", f"{amount} short")
    return f"[dim]{told.in_(language)}[/]"
