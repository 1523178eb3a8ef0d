"""决定: why each decision came out so, axis by axis, for the present grade and the one above it."""

from typing import NamedTuple

from qiao.engine import words
from qiao.engine.errors import Text
from qiao.engine.outputs.workbook import conditions, looks, people
from qiao.engine.outputs.workbook.book import Book, Column, Style
from qiao.engine.outputs.workbook.conditions import Part
from qiao.engine.scoring import ranking
from qiao.engine.scoring.scores import Scores
from qiao.engine.standards.model import Grade
from qiao.engine.standards.units import PERCENT

_PRESENT, _NEXT = Text("现等级", "present"), Text("上一级", "next up")


class _Axis(NamedTuple):
    """One axis of one grade in words, and whether it holds; None where there is nothing to compare."""

    told: list[Text]
    holds: bool | None

    @property
    def text(self) -> str:
        """Chinese lines, then English lines."""
        return "\n".join([*(text.zh for text in self.told), *(text.en for text in self.told)])

    @property
    def style(self) -> Style:
        """Its colour."""
        return looks.NEITHER if self.holds is None else looks.MET if self.holds else looks.MISSED


class _Row(NamedTuple):
    """One manager against one grade."""

    who: int
    asked: Text
    grade: Grade
    threshold: _Axis
    rank: _Axis
    quality: _Axis


def sheet(book: Book, scores: Scores) -> None:
    """Add the sheet: a row for the present grade and one for the next."""
    wholes: dict[str, Part] = {grade.code: conditions.read(grade.threshold, scores) for grade in scores.standard.grades}
    rows = [row for index in range(len(scores.evidence.people)) for row in _rows(scores, wholes, index)]
    decided = [scores.decisions[row.who] for row in rows]
    columns = [
        *people.who(scores, [row.who for row in rows]),
        Column(
            people.decision_heading(scores),
            [looks.stacked(words.DECISIONS[found.decision]) for found in decided],
            [looks.DECISIONS[found.decision] for found in decided],
        ),
        Column(people.REASON, [looks.stacked(words.reason(found.reason)) for found in decided], looks.TEXT, 30),
        Column(people.TO_GRADE, [people.grade(found.to_grade) for found in decided], looks.TEXT),
        Column(Text("对照等级", "Grade looked at"), [_looked_at(row) for row in rows], looks.TEXT, 24),
        Column(Text("业绩门槛", "Threshold"), [r.threshold.text for r in rows], [r.threshold.style for r in rows], 76),
        Column(Text("贡献名次", "Contribution rank"), [r.rank.text for r in rows], [r.rank.style for r in rows], 44),
        Column(Text("综合素质", "Quality"), [r.quality.text for r in rows], [r.quality.style for r in rows], 46),
    ]
    book.table(Text("决定", "Decisions"), columns, frozen=2)


def _looked_at(row: _Row) -> str:
    named = words.GRADES[row.grade.code]
    return f"{row.asked.zh}:{named.zh}\n{row.asked.en}: {named.en}"


def _rows(scores: Scores, wholes: dict[str, Part], index: int) -> list[_Row]:
    grades = list(scores.standard.grades)
    present = next(n for n, grade in enumerate(grades) if grade.code == scores.evidence.people[index].grade)
    return [
        _Row(
            index, asked, grade, _Axis(conditions.reasons(wholes[grade.code], index), wholes[grade.code].holds(index)),
            _rank(scores, grade, index, asked is _PRESENT), _quality(scores, grade, index),
        )
        for asked, grade in zip((_PRESENT, _NEXT), grades[present : present + 2], strict=False)
    ]  # fmt: skip


def _rank(scores: Scores, grade: Grade, index: int, is_present: bool) -> _Axis:
    rank, size = scores.ranked.ranks[index], scores.ranked.sizes[index]
    if rank is None:
        why = words.reason(scores.ranked.outside[index])
        return _Axis([Text(f"不参加排名:{why.zh}", f"not ranked: {why.en}")], None)
    last = ranking.seats(size, grade.rank_within, scores.standard.pool.small_below)
    said = _places(last - rank)
    share = PERCENT.show(grade.rank_within)
    told = [
        Text(f"{size} 人中第 {rank} 名", f"rank {rank} of {size}"),
        Text(f"前 {share}(至第 {last} 名):{said.zh}", f"top {share} (down to rank {last}): {said.en}"),
    ]
    if is_present and rank > last and grade.protected_within is not None:
        told.append(_protection(scores, grade.protected_within, rank, size))
    return _Axis(told, rank <= last)


def _protection(scores: Scores, percent: int, rank: int, size: int) -> Text:
    last, share = ranking.seats(size, percent, scores.standard.pool.small_below), PERCENT.show(percent)
    zh, en = ("在内", "inside") if rank <= last else ("不在内", "outside")
    return Text(f"保护线前 {share}(至第 {last} 名):{zh}", f"protection top {share} (down to rank {last}): {en}")


def _places(margin: int) -> Text:
    if not margin:
        return Text("达标,恰在线上", "met, exactly at the cut")
    zh, en = ("达标,余", "met with") if margin > 0 else ("未达,差", "missed by")
    places = abs(margin)
    spare = " to spare" if margin > 0 else ""
    return Text(f"{zh} {places} 名", f"{en} {places} {'place' if places == 1 else 'places'}{spare}")


def _quality(scores: Scores, grade: Grade, index: int) -> _Axis:
    score, bar = scores.quality[index], grade.quality_at_least
    vetoed = index in scores.evidence.ratings.vetoed
    veto = [Text("一票否决,得分封顶", "vetoed: the score is capped")] if vetoed else []
    if score is None:
        why = words.reason("ratings_incomplete")
        return _Axis([Text(f"无得分:{why.zh}", f"no score: {why.en}"), *veto], None)
    said = conditions.apart(score - bar, 2, "points")
    has, asked = looks.spoken(score, 2, "points"), looks.spoken(bar, 2, "points")
    line = Text(f"{has.zh},标准线 {asked.zh},{said.zh}", f"{has.en}, bar {asked.en}: {said.en}")
    return _Axis([line, *veto], score >= bar)
