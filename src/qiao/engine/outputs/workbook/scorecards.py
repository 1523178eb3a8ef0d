"""The workbook of a run, sheet by sheet; for very many managers only its first sheet."""

from typing import Any

from qiao.engine import garbage, sheets
from qiao.engine.errors import Text
from qiao.engine.outputs.workbook import decisions, indicators, people, summary, thresholds, warnings
from qiao.engine.outputs.workbook.book import Book
from qiao.engine.scoring.scores import Scores

MOST_MANAGERS = 5_000
"""Above so many managers the workbook holds the summary only: nobody turns the pages of more."""

_TITLE = Text("对公客户经理考评", "Assessment of corporate relationship managers")


def scorecards(scores: Scores, manifest: dict[str, Any]) -> bytes:
    """The workbook's bytes, the same for the same run."""
    with garbage.uncollected():
        book = Book(_TITLE, _footer(manifest), scores.period.as_of)
        is_whole = _fits(scores)
        summary.sheet(book, scores, manifest, None if is_whole else _too_many(scores))
        if is_whole:
            _details(book, scores, manifest)
        return book.close()


def _details(book: Book, scores: Scores, manifest: dict[str, Any]) -> None:
    people.ranking(book, scores)
    thresholds.sheet(book, scores)
    indicators.sheet(book, scores)
    people.categories(book, scores)
    decisions.sheet(book, scores)
    warnings.sheet(book, scores, manifest)


def _fits(scores: Scores) -> bool:
    """Not too many managers, nor (under a standard of very many indicators) more rows than a sheet has."""
    many = len(scores.evidence.people)
    longest = max(len(scores.indicators), len(thresholds.lines_of(scores)))
    return many <= MOST_MANAGERS and many * longest < sheets.MOST_ROWS


def _footer(manifest: dict[str, Any]) -> str:
    period, standard = manifest["period"]["label"], manifest["standard"]
    return f"期间 Period {period}  截至 As-of {manifest['as_of']}  标准 Standard {standard['id']} {standard['version']}"


def _too_many(scores: Scores) -> Text:
    many = f"{len(scores.evidence.people):,}"
    return Text(
        f"本次考评共 {many} 人,人数过多,本工作簿只含总览;每人的数据见 managers.csv、indicators.csv 和 thresholds.csv。",
        f"With {many} managers this workbook holds the summary only; everybody's figures stand in managers.csv, "
        "indicators.csv and thresholds.csv.",
    )
