"""Write docs/benchmarks.md and its plots from the lines that the benchmarks of full size kept in build/bench/full.

python bench/report.py
"""

import json
import math
from html import escape
from pathlib import Path
from typing import Any

import figures

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = DOCS / "benchmarks.md"
GOALS, GROWTH = "benchmarks-goals.svg", "benchmarks-growth.svg"
# What a script measures, in the order of the page.
TITLES = {
    "assess": "Whole runs (P1, P2, P3)", "rescore": "Another standard on a finished run (P4)", "explain": "An explanation (P5)",
    "imports": "Importing and correcting (P6, P6b)", "load": "Fifty people at a time (P7)", "clients": "Lists, searches and pages",
    "spark": "On Apache Spark (P9)",
}  # fmt: skip
_INTRO = """# Benchmarks

Written by `python bench/report.py` from a run of `make bench`; [what each script measures](../bench/README.md), and on which bank,
stands beside the scripts. A figure is read beside the reference that was measured in the same run on the same machine: their
ratio travels, seconds do not. *Share of the goal* is how much of what is allowed a figure takes: under 1 it is reached.
"""
_WIDTH, _ROW, _LEFT = 900, 24, 470


def main() -> None:
    """Write page and plots."""
    runs = dict(sorted(_runs().items(), key=lambda run: [*TITLES, run[0]].index(run[0])))
    lines = [line for _, kept in runs.values() for line in kept]
    with_goal = [line for line in lines if line.get("goal")]
    grown = [line for line in lines if line.get("name", "").startswith("P3")]
    parts = [_INTRO] if runs else [_INTRO, "No full run has been written down yet.\n"]
    if with_goal:
        (DOCS / "pictures" / GOALS).write_text(_goals_plot(with_goal), encoding="utf-8")
        parts += [f"![How much of its goal each figure takes](pictures/{GOALS})\n", _missed(with_goal)]
    parts += [_section(script, *run) for script, run in runs.items()]
    if grown:
        (DOCS / "pictures" / GROWTH).write_text(_growth_plot(grown), encoding="utf-8")
        parts.append(f"## Growth\n\n![Seconds of a run by accounts](pictures/{GROWTH})\n")
    PAGE.write_text("\n".join(parts), encoding="utf-8")
    figures.say(f"wrote {PAGE.name}: {len(lines)} lines of {len(runs)} scripts")


def _runs() -> dict[str, tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Of each script its machine and what it kept."""
    found = {}
    for path in (figures.KEPT / "full").glob("*.jsonl"):
        machine, *lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        found[path.stem] = (machine, lines)
    return found


def _missed(lines: list[dict[str, Any]]) -> str:
    missed = [line for line in lines if not line["reached"]]
    if not missed:
        return "Every goal is reached.\n"
    told = [f"* {line['name']}: {_value(line)}, goal {line['goal']}" for line in missed]
    return "\n".join(["## What falls short", "", *told, ""])


def _section(script: str, machine: dict[str, Any], lines: list[dict[str, Any]]) -> str:
    versions = ", ".join(f"{name} {machine[name]}" for name in ("qiao", "python", "duckdb", "pyarrow"))
    said = f"{machine['at'][:10]}, {machine['machine']}, {machine['cores']} cores, {machine['memory_gib']} GiB; {versions}."
    rows = [
        "| figure | value | goal | share of the goal | reference | ratio | peak memory |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    rows += [_row(line) for line in lines if "value" in line]
    if any(line.get("failed") for line in lines):
        said += " It did not come to its end; what it had measured by then stands here."
    proven = [f"* Exact: {line['name']}." for line in lines if line.get("exact")]
    return "\n".join([f"## {TITLES.get(script, script.capitalize())}", "", said, "", *rows, "", *proven, ""])


def _row(line: dict[str, Any]) -> str:
    share, ratio, memory = line["share_of_goal"], line["ratio"], line["memory_mib"]
    reference = f"{line['reference']} {_value(line, 'compared')}" if line["reference"] else ""
    cells = (
        line["name"], _value(line), line["goal"] or "", f"{share:.2f}" if share is not None else "", reference,
        f"{ratio:.3g}" if ratio is not None else "", f"{memory:,} MiB" if memory is not None else "",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _value(line: dict[str, Any], key: str = "value") -> str:
    return f"{figures.number(line[key])} {line['unit']}"


# --- plots -----------------------------------------------------------------------------------------------------------


def _goals_plot(lines: list[dict[str, Any]]) -> str:
    """A bar a figure from a thousandth of its goal to ten times it, on a scale of tens."""

    def place(share: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - 70) * (math.log10(min(max(share, 0.001), 10)) + 3) / 4

    drawn = []
    for number, line in enumerate(lines):
        top, share = number * _ROW + 30, line["share_of_goal"]
        colour = "#2f7d5b" if line["reached"] else "#b3402e"
        drawn.append(f'<text x="{_LEFT - 8}" y="{top + 13}" text-anchor="end">{escape(line["name"][:70])}</text>')
        drawn.append(
            f'<rect x="{_LEFT}" y="{top}" width="{place(share) - _LEFT:.0f}" height="{_ROW - 8}" fill="{colour}"/>'
        )
        drawn.append(f'<text x="{place(share) + 5:.0f}" y="{top + 13}">{share:.2g}</text>')
    height = len(lines) * _ROW + 40
    drawn.append(f'<line x1="{place(1):.0f}" x2="{place(1):.0f}" y1="24" y2="{height - 8}" stroke="#555"/>')
    drawn.append(f'<text x="{place(1):.0f}" y="18" text-anchor="middle">the goal</text>')
    return _svg(height, drawn)


def _growth_plot(lines: list[dict[str, Any]]) -> str:
    """Seconds by accounts, each a column."""
    most = max(line["value"] for line in lines)
    drawn = []
    for number, line in enumerate(lines):
        width, top = (_WIDTH - _LEFT - 120) * line["value"] / most, number * _ROW + 20
        drawn.append(f'<text x="{_LEFT - 8}" y="{top + 13}" text-anchor="end">{escape(line["name"])}</text>')
        drawn.append(f'<rect x="{_LEFT}" y="{top}" width="{width:.0f}" height="{_ROW - 8}" fill="#33658a"/>')
        drawn.append(f'<text x="{_LEFT + width + 5:.0f}" y="{top + 13}">{_value(line)}</text>')
    return _svg(len(lines) * _ROW + 30, drawn)


def _svg(height: int, drawn: list[str]) -> str:
    style = 'font-family="sans-serif" font-size="13" fill="#222"'
    ground = f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>'
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" {style}>', ground, *drawn, "</svg>", ""
    ])  # fmt: skip


if __name__ == "__main__":
    main()
