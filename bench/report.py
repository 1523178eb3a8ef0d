"""Write docs/benchmarks.md, its plots and the table of each README from the lines that the benchmarks of full size kept in bench/found.

python bench/report.py
"""

import json
import math
import re
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import figures

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = DOCS / "benchmarks.md"
GOALS, GROWTH = "benchmarks-goals.svg", "benchmarks-growth.svg"
# What a script, or its part, measures, in the order of the page.
TITLES = {
    "assess-P1": "A whole run of a branch (P1)", "assess-P2": "A whole run of a country (P2)", "assess-P3": "A branch that grows (P3)",
    "rescore": "Another standard on a finished run (P4)", "explain": "An explanation (P5)", "imports-P6": "Importing (P6)",
    "imports-P6b": "Correcting (P6b)", "load": "Fifty people at a time (P7)", "spark": "On Apache Spark (P9)",
    "clients": "Lists, searches and pages at a million clients", "pages": "Every page of the sample bank",
    "soak": "Twenty minutes of people at work", "simulate": "Simulating a change of the standard", "show": "What the desk asks of the ledger",
    "audit": "The audit trail", "letters": "Letters", "refusal": "Refusing a large file",
}  # fmt: skip
_GOALS = {
    "P1": "a branch: 2,000 managers, 219 million daily rows", "P2": "a country: 20,000 managers, 240 million changes",
    "P3": "growth: a branch with twice and four times the accounts", "P4": "another standard on a finished run",
    "P5": "an explanation down to account days", "P6": "import with every check", "P6b": "a correction",
    "P7": "fifty people at a time, at a million clients",
    "P8": "weight of pages (`tests/desk/journeys/test_pages.py`)", "P9": "the same run on Spark",
}  # fmt: skip
# What the READMEs tell: how the names of the figures begin, and the work in the words of each. Of several, the least and the most.
_READMES = {"README.md": ("| work | seconds |", " to "), "README.zh-CN.md": ("| 工作 | 秒 |", " 至 ")}
_TOLD = {
    "import of the whole bank": ("import of the whole bank with every check", "导入整家银行,校验全部规则"),
    "P1 run from the store": ("assess 2025 from the store", "从台账库考评 2025 年度"),
    "P1 scorecards.xlsx": ("the workbook of all scorecards besides", "另出全部计分卡工作簿"),
    "P1 pandas": (
        "part of the same calculation in pandas, a tenth of the bank × 10", "pandas 完成同一计算的一部分(十分之一数据 × 10)"
    ),
    "P1 by hand": ("all of it by hand in NumPy, written for this one bank", "NumPy 专为该行手写的同一计算"),
    "P5 decision": ("from a decision to the days of an account", "从等级结论追到账户逐日余额"),
    "P6b": ("correct 5,000 accounts in one month", "更正一个月内 5,000 个账户"),
    "P4 rescoring": (
        "another standard on a finished run of 20,000 managers, while it is open",
        "在已完成的考评(20,000 名客户经理)上换一份标准,打开状态下",
    ),
}  # fmt: skip
_INTRO = """# Benchmarks

Written by `python bench/report.py` from what `make bench` found; [what each script measures](../bench/README.md), and on which bank,
stands beside the scripts. A figure is read beside the reference that was measured in the same run on the same machine: their
ratio travels, seconds do not. *Share of the goal* is how much of what is allowed a figure takes: up to 1 it is reached.
"""
_WIDTH, _ROW, _LEFT = 1000, 26, 480
_REACHED, _MISSED, _GROWN, _QUIET = "#2f7d5b", "#b3402e", "#33658a", "#8a8f98"

Line = dict[str, Any]


class Run(NamedTuple):
    """What a script or its part kept: the machine and its versions, and a line a figure."""

    name: str
    machine: Line
    lines: list[Line]

    @property
    def title(self) -> str:
        return TITLES.get(self.name, self.name.capitalize())

    @property
    def day(self) -> str:
        return str(self.machine["at"])[:10]


def main() -> None:
    """Write page, plots and the table of each README."""
    runs = _runs()
    for place, (name, (head, between)) in enumerate(_READMES.items()):
        readme = DOCS.parent / name
        table = "\n".join([head, "| --- | --- |", *_told(runs, place, between)])
        before, _, rest = readme.read_text(encoding="utf-8").partition(head)
        _, end, after = rest.partition("\n\n")
        readme.write_text(before + table + end + after, encoding="utf-8")
    PAGE.write_text(
        "\n".join([_INTRO, *(_page(runs) if runs else ["No full run has been written down yet.\n"])]), encoding="utf-8"
    )
    figures.say(f"wrote {PAGE.name}: {sum(len(run.lines) for run in runs)} lines of {len(runs)} scripts and parts")


def _told(runs: list[Run], place: int, between: str) -> list[str]:
    """The rows of a README's table, in the words at that place; what was not measured is not told."""
    lines = [line for run in runs for line in run.lines if "value" in line]
    rows = []
    for beginning, works in _TOLD.items():
        if found := [line["value"] for line in lines if line["name"].startswith(beginning)]:
            ends = dict.fromkeys(figures.number(value) for value in (min(found), max(found)))
            rows.append(f"| {works[place]} | {between.join(ends)} |")
    return rows


def _runs() -> list[Run]:
    """What was kept, in the order of the page."""
    found = []
    for path in figures.FOUND.glob("*.jsonl"):
        machine, *lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        found.append(Run(path.stem, machine, lines))
    order = [*TITLES, *sorted(run.name for run in found)]
    return sorted(found, key=lambda run: order.index(run.name))


def _page(runs: list[Run]) -> list[str]:
    promised = [line for run in runs for line in run.lines if _goal_of(line)]
    judged = [line for line in promised if line["goal"]]
    parts = [_machines(runs)]
    if judged:
        reached = sum(line["reached"] for line in judged)
        parts.append(f"Of the {len(judged)} figures of P1 to P9 that have a goal, {reached} reach it.\n")
        parts.append(_drawn(GOALS, _goals_plot(judged), "How much of its goal each figure takes"))
    parts += [_table(runs), _short(runs)]
    grown = [line for line in promised if _goal_of(line) == "P3"]
    if grown:
        parts.append("## Growth\n\n" + _drawn(GROWTH, _growth_plot(grown), "Seconds of a run by accounts"))
    return parts + [_section(run) for run in runs]


def _machines(runs: list[Run]) -> str:
    """Where and when; once where that is the same for all, else with the names of those that it holds for."""
    by_machine: dict[str, list[Run]] = {}
    for run in runs:
        by_machine.setdefault(_machine(run), []).append(run)
    if len(by_machine) == 1:
        return f"Measured on {_days(runs)}: {next(iter(by_machine))}.\n"
    told = [
        f"* {_days(some)}: {machine}: {', '.join(run.name for run in some)}." for machine, some in by_machine.items()
    ]
    return "\n".join(["Measured on several machines or versions:", "", *told, ""])


def _machine(run: Run) -> str:
    machine = run.machine
    versions = ", ".join(f"{name} {machine[name]}" for name in ("qiao", "python", "duckdb", "pyarrow"))
    processor = f", {machine['processor']}" if machine.get("processor") else ""
    return f"{machine['machine']}{processor}, {machine['cores']} cores, {machine['memory_gib']} GiB; {versions}"


def _days(runs: list[Run]) -> str:
    days = sorted({run.day for run in runs})
    return days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"


def _goal_of(line: Line) -> str:
    """P1 to P9, where a figure belongs to one."""
    found = re.match(r"(P\d+b?) ", line.get("name", "")) if "value" in line else None
    return found[1] if found else ""


# --- the table of the goals, and what falls short ------------------------------------------------------------------------


def _table(runs: list[Run]) -> str:
    is_dated = len({run.day for run in runs}) > 1
    rows = [
        "| | figure | value | beside | ratio | peak memory | goal | |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for goal, what in _GOALS.items():
        found = [(run, line) for run in runs for line in run.lines if _goal_of(line) == goal]
        held = "a test holds them" if goal == "P8" else "not run"
        when = held if not found else _days([run for run, _ in found]) if is_dated else ""
        rows.append(f"| **{goal}** | **{what}** | {when} | | | | | |")
        rows += [_promised(line) for _, line in found]
    return "\n".join(["## The goals", "", *rows, ""])


def _promised(line: Line) -> str:
    verdict = {None: "", True: "reached", False: "**missed**"}[line["reached"]]
    return f"| {' | '.join(('', line['name'].partition(' ')[2], *_cells(line), line['goal'] or '', verdict))} |"


def _cells(line: Line) -> tuple[str, str, str, str]:
    """Value, reference, ratio, memory."""
    ratio, memory = line["ratio"], line["memory_mib"]
    reference = f"{line['reference']} {_value(line, 'compared')}" if line["reference"] else ""
    return (
        _value(line),
        reference,
        f"{ratio:.3g}" if ratio is not None else "",
        f"{memory:,} MiB" if memory is not None else "",
    )


def _short(runs: list[Run]) -> str:
    """In words: each goal of P1 to P9 that is missed, how many of the others', and what was not measured."""
    told = []
    for run in runs:
        missed = [line for line in run.lines if line.get("reached") is False]
        told += [f"* **{line['name']}**: {_missed(line)}." for line in missed if _goal_of(line)]
        if others := [line for line in missed if not _goal_of(line)]:
            worst = max(others, key=lambda line: line["share_of_goal"])
            judged = sum(bool(line.get("goal")) for line in run.lines)
            told.append(
                f"* **{run.title}**: {len(others)} of {judged} figures miss their goal, farthest {worst['name']}: {_missed(worst)}."
            )
        if any(line.get("failed") for line in run.lines):
            told.append(f"* **{run.title}** did not come to its end on {run.day}.")
    kept = {run.name for run in runs}
    if absent := [f"{title} (`{name}`)" for name, title in TITLES.items() if name not in kept]:
        told.append(f"* Not run: {'; '.join(absent)}.")
    return "\n".join(
        ["## What falls short", "", *(told or ["Nothing: every script was run and every goal is reached."]), ""]
    )


def _missed(line: Line) -> str:
    """By how much."""
    said = _value(line)
    if line["goal"].endswith("×"):
        reference = line["reference"].removeprefix("the ")
        article = "the " if reference[0].islower() else ""  # none before a name
        said = f"{line['ratio']:.3g} × {article}{reference} ({said})"
    return f"{said}; the goal is {line['goal']}, missed by a factor of {line['share_of_goal']:.3g}"


def _section(run: Run) -> str:
    rows = [
        "| figure | value | beside | ratio | peak memory | goal | share of the goal |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for line in run.lines:
        if "value" in line:
            share = line["share_of_goal"]
            cells = (line["name"], *_cells(line), line["goal"] or "", f"{share:.2f}" if share is not None else "")
            rows.append(f"| {' | '.join(cells)} |")
    ended = (
        ["It did not come to its end; what it had measured by then stands here.", ""]
        if any("failed" in one for one in run.lines)
        else []
    )
    proven = [f"* Exact: {line['name']}." for line in run.lines if line.get("exact")]
    return (
        "\n".join(
            [f"## {run.title}", "", f"{run.day}; `{run.name.replace('-', ':')}`.", "", *ended, *rows, "", *proven, ""]
        ).rstrip()
        + "\n"
    )


def _value(line: Line, key: str = "value") -> str:
    return f"{figures.number(line[key])} {line['unit']}"


# --- plots -----------------------------------------------------------------------------------------------------------


def _drawn(name: str, plot: str, title: str) -> str:
    """Write a plot; the line of the page that shows it."""
    (DOCS / "pictures" / name).write_text(plot, encoding="utf-8")
    return f"![{title}](pictures/{name})\n"


def _goals_plot(lines: list[Line]) -> str:
    """A bar a figure, from a thousandth of its goal to ten times it, on a scale of tens; what misses says so in words too."""

    def place(share: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - 110) * (math.log10(min(max(share, 0.001), 10)) + 3) / 4

    bottom = len(lines) * _ROW + 44
    drawn = [_text(_LEFT, 18, "share of the goal", fill=_QUIET, anchor="end", shift=-36)]
    for tick in (0.001, 0.01, 0.1, 1, 10):
        words, stroke, ink = ("the goal", "#222", "#222") if tick == 1 else (f"{tick:g}", "#e3e5e8", _QUIET)
        at = f'x1="{place(tick):.0f}" x2="{place(tick):.0f}" y1="26" y2="{bottom - 10}"'
        drawn.append(f'<line {at} stroke="{stroke}"/>')
        drawn.append(_text(place(tick), 18, words, fill=ink, anchor="middle"))
    for number, line in enumerate(lines):
        share, top = line["share_of_goal"], number * _ROW + 34
        said = f"{share:.2g}" if line["reached"] else f"{share:.2g} missed"
        drawn.append(_bar(top, place(share), line["name"], said, _REACHED if line["reached"] else _MISSED))
    return _svg(bottom, drawn)


def _growth_plot(lines: list[Line]) -> str:
    """Seconds by accounts, each a bar, with the ratio to the one before."""
    most = max(line["value"] for line in lines)
    drawn = []
    for number, line in enumerate(lines):
        said = _value(line) + (f", {line['ratio']:.2f} × the one above" if line["ratio"] else "")
        end = _LEFT + (_WIDTH - _LEFT - 240) * line["value"] / most
        drawn.append(_bar(number * _ROW + 14, end, line["name"], said, _GROWN))
    return _svg(len(lines) * _ROW + 24, drawn)


def _bar(top: int, end: float, name: str, said: str, colour: str) -> str:
    shortened = name if len(name) <= 64 else f"{name[:63]}…"
    return "\n".join([
        _text(_LEFT, top + 13, shortened, anchor="end", shift=-10),
        f'<rect x="{_LEFT}" y="{top}" width="{max(end - _LEFT, 2):.0f}" height="{_ROW - 9}" rx="2" fill="{colour}"/>',
        # On white, so that no line of the scale runs through it.
        f'<text x="{end + 6:.0f}" y="{top + 13}" fill="{colour}" stroke="#fff" stroke-width="4" paint-order="stroke">{escape(said)}</text>',
    ])  # fmt: skip


def _text(x: float, y: int, words: str, *, fill: str = "#222", anchor: str = "start", shift: int = 0) -> str:
    return f'<text x="{x + shift:.0f}" y="{y}" text-anchor="{anchor}" fill="{fill}">{escape(words)}</text>'


def _svg(height: int, drawn: list[str]) -> str:
    style = 'font-family="system-ui, sans-serif" font-size="13"'
    ground = f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>'
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" {style}>', ground, *drawn, "</svg>", ""
    ])  # fmt: skip


if __name__ == "__main__":
    main()
