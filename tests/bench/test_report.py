"""What benchmarks keep is kept part by part, and the page says of it what is reached, missed, unfinished and not run."""

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest
from project import ROOT


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ModuleType, ModuleType]]:
    """The scripts' figures and report, which keep and write in a folder of their own."""
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    monkeypatch.delenv("SIZE", raising=False)
    monkeypatch.setattr(sys, "argv", ["assess.py"])
    figures, report = importlib.import_module("figures"), importlib.import_module("report")
    (tmp_path / "docs" / "pictures").mkdir(parents=True)
    for name in ("KEPT", "FOUND"):
        monkeypatch.setattr(figures, name, tmp_path / "found")
    monkeypatch.setattr(report, "DOCS", tmp_path / "docs")
    monkeypatch.setattr(report, "PAGE", tmp_path / "docs" / "benchmarks.md")
    for name, head in (("README.md", "| work | seconds |"), ("README.zh-CN.md", "| 工作 | 秒 |")):
        (tmp_path / name).write_text(f"# It\n\n{head}\n| --- | --- |\n| old | 1 |\n\nMore.\n", encoding="utf-8")
    yield figures, report
    for name in ("figures", "report"):
        del sys.modules[name]


def kept(folder: Path, part: str) -> list[dict[str, object]]:
    """The lines of a part of the script, below the one that tells of the machine."""
    return [json.loads(line) for line in (folder / "found" / f"assess-{part}.jsonl").read_text().splitlines()][1:]


def test_a_part_by_itself_leaves_what_the_others_found(
    bench: tuple[ModuleType, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures, _ = bench
    seconds = 1.0
    works = {name: lambda name=name: figures.figure(f"{name} run", seconds) for name in ("P1", "P2")}
    figures.parts(works)
    seconds = 2.0
    monkeypatch.setattr(sys, "argv", ["assess.py", "P2"])
    figures.parts(works)
    assert [(line["name"], line["value"]) for part in ("P1", "P2") for line in kept(tmp_path, part)] == [
        ("P1 run", 1.0),
        ("P2 run", 2.0),
    ]


def test_a_part_that_there_is_not_is_refused(
    bench: tuple[ModuleType, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    figures, _ = bench
    monkeypatch.setattr(sys, "argv", ["assess.py", "P7"])
    with pytest.raises(SystemExit, match=r"没有 'P7' 这一部分.*has no part 'P7', only P1"):
        figures.parts({"P1": lambda: None})


def test_the_page_tells_what_is_reached_missed_unfinished_and_not_run(
    bench: tuple[ModuleType, ModuleType], tmp_path: Path
) -> None:
    figures, report = bench
    bare = ("the bare sum", 2.0)

    def branch() -> None:
        figures.figure("P1 run from the store", 1.0, figures.times(1), bare, memory=100)
        figures.figure("P1 run from <the folder>", 9.0, figures.times(4), bare)
        figures.exact("both agree", True)

    figures.parts({"P1": branch, "P2": lambda: figures.figure("P2 run", 5.0, figures.most(60))})
    figures.keep_failed("assess", since=0)
    other = tmp_path / "found" / "assess-P1.jsonl"
    machine, *lines = map(json.loads, other.read_text().splitlines())
    other.write_text("".join(json.dumps(line) + "\n" for line in [{**machine, "at": "2025-01-31T08:00:00"}, *lines]))
    report.main()
    told = "| work | seconds |\n| --- | --- |\n| assess 2025 from the store | 1.000 |\n"
    assert (tmp_path / "README.md").read_text() == f"# It\n\n{told}\nMore.\n"
    page = (tmp_path / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert "Of the 3 figures of P1 to P9 that have a goal, 2 reach it." in page
    assert "| run from the store | 1.000 s | the bare sum 2.000 s | 0.5 | 100 MiB | ≤ 1 × | reached |" in page
    assert (
        "* **P1 run from <the folder>**: 4.5 × the bare sum (9.000 s); the goal is ≤ 4 ×, missed by a factor of 1.12."
        in page
    )
    assert "| **P1** | **a branch: 2,000 managers, 219 million daily rows** | 2025-01-31 |" in page
    assert "| **P4** | **another standard on a finished run** | not run |" in page
    assert "* **A whole run of a country (P2)** did not come to its end on" in page
    assert "An explanation (P5) (`explain`)" in page
    assert "* Exact: both agree." in page
    drawn = ElementTree.parse(tmp_path / "docs" / "pictures" / "benchmarks-goals.svg")
    assert [element.text for element in drawn.iter() if element.text and "missed" in element.text] == ["1.1 missed"]


def test_readme_page_and_plots_are_those_of_what_was_found_last(
    bench: tuple[ModuleType, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures, report = bench
    monkeypatch.setattr(figures, "FOUND", ROOT / "bench" / "found")
    readmes = ("README.md", "README.zh-CN.md")
    for name in readmes:
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    report.main()
    pictures = (f"docs/pictures/{name}" for name in (report.GOALS, report.GROWTH))
    for name in (*readmes, "docs/benchmarks.md", *pictures):
        assert (tmp_path / name).read_bytes() == (ROOT / name).read_bytes(), (
            f"{name}: run python bench/report.py and commit what it writes"
        )
