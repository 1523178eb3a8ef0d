"""Explain a manager's decision: three axes, every indicator, and below each figure whatever it is made of."""

from collections.abc import Iterator
from contextlib import contextmanager
from math import floor

from qiao.engine import money, words
from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import RequestError, Text
from qiao.engine.explaining.figures import Figures
from qiao.engine.explaining.near import Near
from qiao.engine.measures import published
from qiao.engine.runs import Run
from qiao.engine.scoring import indicators, ranking, thresholds
from qiao.engine.scoring.indicators import MISSING, ScoredIndicator
from qiao.engine.scoring.methods import explained
from qiao.engine.scoring.nodes import Node, Verdict
from qiao.engine.scoring.quality import ItemScore
from qiao.engine.scoring.scores import Scores
from qiao.engine.scoring.thresholds import Bar
from qiao.engine.standards.model import AllOf, AnyCondition, Category, Condition, Grade


def _verdict(holds: bool | None) -> Verdict | None:
    return None if holds is None else "met" if holds else "missed"


def index_of(scores: Scores, manager_id: str) -> int:
    """Where a manager stands in the columns; RequestError for an unknown one."""
    if manager_id not in scores.index:
        raise RequestError(
            f"本次考评中没有客户经理 {manager_id!r}。", f"There is no manager {manager_id!r} in this run."
        )
    return scores.index[manager_id]


@contextmanager
def explainer(run: Run, *, rows_of: str | None = None, in_memory: bool = False) -> Iterator["Explainer"]:
    """Open a run's ledger for explanation.

    Days and flows are listed for the client `rows_of` only; for every client when it is None. `in_memory` copies the
    ledger's tables first, which pays when many trees are opened.
    """
    with Database() as db:
        ledger = run.ledger()
        ledger.open(db)
        db.view("run_clients", [run.folder / "clients.parquet"])
        if in_memory:
            for name in ("run_clients", *ledger.manifest["files"]):
                db.run(f"CREATE TABLE _{name} AS SELECT * FROM {name}")
                db.run(f"DROP VIEW {name}")
                db.run(f"ALTER TABLE _{name} RENAME TO {name}")
        near = None if in_memory else Near(db, ledger)
        yield Explainer(run.scores, Figures(db, run.scores, rows_of, near))


def outline(run: Run, manager_id: str) -> Node:
    """One manager's decision down to published measures; it takes no ledger."""
    return Explainer(run.scores, None).decision(manager_id)


class Explainer:
    """Builds trees for the managers of one run."""

    def __init__(self, scores: Scores, figures: Figures | None) -> None:
        """Explain `scores` with `figures` for whatever lies below a published measure; without, nothing is opened there."""
        self.scores = scores
        self._figures = figures

    @property
    def figures(self) -> Figures:
        """What explains measures over the opened ledger."""
        assert self._figures is not None, "an outline opens no measure"
        return self._figures

    def decision(self, manager_id: str, *, deep: bool = False) -> Node:
        """The whole tree of one manager; only `deep` opens measures down to rows."""
        index = index_of(self.scores, manager_id)
        person, decision = self.scores.evidence.people[index], self.scores.decisions[index]
        name = Text(
            f"{person.name}({words.GRADES[person.grade].zh})", f"{person.name} ({words.GRADES[person.grade].en})"
        )
        children = (self._threshold_axis(index, deep), self._contribution_axis(index, deep), self._quality_axis(index))
        return Node(
            "decision", decision.decision, name, decision.decision, note=words.outcome(decision), children=children
        )

    def indicator(self, manager_id: str, code: str) -> Node:
        """One indicator of one manager down to rows; RequestError for an unknown code."""
        if code not in self.scores.indicators:
            raise RequestError(f"标准中没有指标 {code!r}。", f"The standard has no indicator {code!r}.")
        return self._indicator(self.scores.indicators[code], index_of(self.scores, manager_id), deep=True)

    # --- contribution

    def _contribution_axis(self, index: int, deep: bool) -> Node:
        categories = tuple(self._category(category, index, deep) for category in self.scores.standard.categories)
        score = Node(
            "score",
            "contribution_score",
            Text("综合贡献得分", "contribution score"),
            self.scores.contribution[index],
            2,
            "points",
            children=categories,
            sums=True,
        )
        return Node(
            "axis",
            "rank",
            Text("综合贡献", "contribution"),
            self.scores.ranked.ranks[index],
            0,
            "rank",
            children=(score, *self._cuts(index)),
            note=self._rank_note(index),
        )

    def _rank_note(self, index: int) -> Text:
        ranked = self.scores.ranked
        if ranked.outside[index]:
            why = words.reason(ranked.outside[index])
            return Text(f"不参加排名:{why.zh}", f"not ranked: {why.en}")
        return Text(
            f"{ranked.sizes[index]} 人中第 {ranked.ranks[index]} 名",
            f"rank {ranked.ranks[index]} of {ranked.sizes[index]}",
        )

    def _cuts(self, index: int) -> Iterator[Node]:
        """The last rank inside each grade's cut, and inside its protection."""
        ranked, rank = self.scores.ranked, self.scores.ranked.ranks[index]
        if rank is None:
            return
        for grade in self.scores.standard.grades:
            yield self._cut(grade, "rank_within", grade.rank_within, rank, ranked.sizes[index])
            if grade.protected_within is not None:
                yield self._cut(grade, "protected_within", grade.protected_within, rank, ranked.sizes[index])

    def _cut(self, grade: Grade, kind: str, percent: int, rank: int, size: int) -> Node:
        last = ranking.seats(size, percent, self.scores.standard.pool.small_below)
        share = f"{money.as_text(percent, 2)}%"
        zh = "保护线" if kind == "protected_within" else "名次线"
        en = "protection" if kind == "protected_within" else "cut"
        name = Text(f"{grade.name.zh}{zh}:前 {share}", f"{en} of {grade.name.en}: top {share}")
        return Node(
            "bar", f"{grade.code}.{kind}", name, last, 0, "rank", verdict=_verdict(rank <= last), margin=last - rank
        )

    def _category(self, category: Category, index: int, deep: bool) -> Node:
        own = indicators.of_category(category, self.scores.indicators)
        children = tuple(self._indicator(item, index, deep) for item in own)
        value = self.scores.categories[category.code][index] if own else 0
        surplus = value - sum(item.points[index] for item in own)
        cut = (
            (
                Node(
                    "cut",
                    category.code,
                    Text("超出类别分值,截去", "surplus over the category's weight, cut"),
                    surplus,
                    2,
                    "points",
                ),
            )
            if surplus
            else ()
        )
        return Node(
            "category",
            category.code,
            Text(category.name.zh, category.name.en),
            value,
            2,
            "points",
            children=(*children, *cut),
            sums=True,
        )

    def _indicator(self, item: ScoredIndicator, index: int, deep: bool) -> Node:
        indicator, state = item.indicator, item.states[index]
        name = Text(f"{indicator.code} {indicator.name.zh}", f"{indicator.code} {indicator.name.en}")
        method = explained.method(item, self.scores.evidence, index)
        value, scale = item.measures[index], item.scale
        below = (
            self.figures.measure(indicator.measure, index)
            if deep
            else Node("measure", indicator.measure, _label(self.scores, indicator.measure), value, scale)
        )
        note = (
            Text("缺少 " + ", ".join(item.missing), "not delivered: " + ", ".join(item.missing))
            if state == MISSING
            else None
        )
        return Node(
            "indicator",
            indicator.code,
            name,
            item.points[index],
            2,
            "points",
            state=state,
            note=note,
            children=(method, below),
        )

    # --- threshold

    def _threshold_axis(self, index: int, deep: bool) -> Node:
        children = tuple(self._grade(grade, index) for grade in self.scores.standard.grades)
        names = dict.fromkeys(
            leaf.measure for grade in self.scores.standard.grades for leaf in thresholds.leaves(grade.threshold)
        )
        below = tuple(self.figures.measure(name, index) for name in names) if deep else ()
        return Node("axis", "threshold", Text("业绩门槛", "threshold"), children=(*children, *below))

    def _grade(self, grade: Grade, index: int) -> Node:
        scores = self.scores
        reached = thresholds.coordinate(grade.threshold, scores.standard, scores.measures, scores.period, index)
        met = scores.met[grade.code][index]
        below = (self._condition(grade.threshold, index),)
        return Node(
            "grade",
            grade.code,
            Text(grade.name.zh, grade.name.en),
            floor(reached * 100),  # rounded down, or a bar just missed would read 1.00
            2,
            unit="ratio",
            verdict=_verdict(met),
            children=below,
        )

    def _condition(self, condition: AnyCondition, index: int) -> Node:
        """Every branch, also those that do not matter, with its distance."""
        if isinstance(condition, Condition):
            return self._leaf(condition, index)
        scores = self.scores
        parts = condition.all if isinstance(condition, AllOf) else condition.any
        met = thresholds.holds(condition, lambda leaf: self._bar(leaf).is_reached(scores.measures[leaf.measure][index]))
        name = Text("全部满足", "all of") if isinstance(condition, AllOf) else Text("任一满足", "any of")
        kind = "all" if isinstance(condition, AllOf) else "any"
        return Node(
            "condition",
            kind,
            name,
            verdict=_verdict(met),
            children=tuple(self._condition(part, index) for part in parts),
        )

    def _leaf(self, condition: Condition, index: int) -> Node:
        bar = self._bar(condition)
        value = self.scores.measures[condition.measure][index]
        missing = published.missing_tables(self.scores.standard, condition.measure, self.scores.evidence.present)
        state = "" if value is not None else "missing_source" if missing else "not_applicable"
        note = Text(f"标准线 {money.as_text(bar.bar, bar.scale)}", f"bar {money.as_text(bar.bar, bar.scale)}")
        margin = None if value is None else value - bar.bar
        return Node(
            "bar",
            condition.measure,
            _label(self.scores, condition.measure),
            value,
            bar.scale,
            state=state,
            verdict=_verdict(bar.is_reached(value)),
            margin=margin,
            note=note,
        )

    def _bar(self, condition: Condition) -> Bar:
        return thresholds.bar_of(condition, self.scores.standard, self.scores.period)

    # --- quality

    def _quality_axis(self, index: int) -> Node:
        found = self.scores.quality_of(index)
        items = tuple(_item(item) for item in found.items)
        bars = tuple(
            Node("bar", f"{grade.code}.quality_at_least", Text(f"{grade.name.zh}素质线", f"quality bar of {grade.name.en}"),
                 grade.quality_at_least, 2, "points",
                 verdict=_verdict(None if found.score is None else found.score >= grade.quality_at_least),
                 margin=None if found.score is None else found.score - grade.quality_at_least)
            for grade in self.scores.standard.grades
        )  # fmt: skip
        note = Text(f"已评权重 {found.rated_weight}", f"rated weight {found.rated_weight}")
        if found.is_vetoed:
            note = Text(f"{note.zh};一票否决", f"{note.en}; vetoed")
        state = "" if found.score is not None else "ratings_incomplete"
        return Node(
            "axis",
            "quality",
            Text("综合素质", "quality"),
            found.score,
            2,
            "points",
            state=state,
            note=note,
            children=(*items, *bars),
        )


def _label(scores: Scores, measure: str) -> Text:
    found = scores.standard.measures[measure].name
    return Text(found.zh, found.en)


def _item(found: ItemScore) -> Node:
    """An item with its groups; under the least number of peers a group shows nothing."""
    groups = tuple(
        Node(
            "group",
            mean.group,
            words.RATERS[mean.group],
            mean.mean,
            2,
            note=Text(
                f"{mean.count} 份,占 {mean.share}%",
                f"{mean.count} mark{'s' if mean.count != 1 else ''}, share {mean.share}%",
            ),
        )
        for mean in found.groups
    )
    name = Text(f"{found.item.name.zh}(权重 {found.item.weight})", f"{found.item.name.en} (weight {found.item.weight})")
    return Node("item", found.item.code, name, found.score, 2, children=groups)
