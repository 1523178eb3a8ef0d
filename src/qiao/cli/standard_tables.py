"""A standard as tables that an HR officer reads, every figure with its mark and clause."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Group
from rich.rule import Rule
from rich.table import Table
from rich.text import Text as Styled

from qiao.engine import words as code_words
from qiao.engine.errors import Text
from qiao.engine.standards import Loaded, Mark, Standard, marks, words
from qiao.engine.standards.measures import Names
from qiao.engine.standards.model import AllOf, AnyCondition, AnyOf, Category, Condition, Grade, RaterShares
from qiao.engine.standards.paths import labels
from qiao.engine.standards.units import PERCENT, POINTS

_OWN = "bold cyan"
_AXES = {
    "threshold": Text("业绩门槛", "threshold"),
    "rank_within": Text("贡献排名", "contribution rank"),
    "quality_at_least": Text("综合素质", "quality score"),
    "protected_within": Text("保护", "protection"),
}


@dataclass(frozen=True)
class Page:
    """A standard with its marks, in one language."""

    standard: Standard
    marks: dict[str, Mark]
    lang: str

    def name(self, names: Names) -> str:
        """A name in this language."""
        return names.en if self.lang == "en" else names.zh

    def say(self, zh: str, en: str) -> str:
        """One of two texts."""
        return en if self.lang == "en" else zh

    def marked(self, text: str, *paths: str) -> Styled:
        """A text with the marks of the figures at these paths, or anywhere below them."""
        found = [mark for path, mark in self.marks.items() if path in paths or path.startswith(tuple(f"{p}." for p in paths))]
        kinds = dict.fromkeys(mark.text.in_(self.lang) for mark in found)
        styled = Styled(text)
        if kinds:
            own = any(mark.is_banks_own for mark in found)
            styled.append(f"  {self.say('、', ', ').join(kinds)}", style=_OWN if own else "dim")
        return styled


def tables(loaded: Loaded, lang: str) -> Iterator[Styled | Rule | Table | Group]:
    """Everything that `qiao standard show` prints, in order."""
    page = Page(loaded.standard, marks(loaded.text), lang)
    standard = loaded.standard
    yield Rule(page.name(standard.name))
    yield Styled(f"{standard.id} {standard.version} · {page.say('施行', 'in force from')} {standard.effective_from}")
    yield Styled(page.say("◆ 本行制度原文;默认:可由本行改定。", "◆ the bank's own rule; default: the bank may change it."))
    yield _rules(page)
    yield _ladder(page)
    for category in standard.categories:
        yield _indicators(page, category)
    yield _measures(page)
    yield _books(page)
    yield _quality(page)


def _rules(page: Page) -> Group:
    pool, decision = page.standard.pool, page.standard.decision
    by = page.say("全行", "the bank") if pool.by == "bank" else page.say("本机构", "the branch")
    periods = page.say("只评定整年", "only whole years are decided")
    lines = [
        page.marked(page.say(f"排名范围:{by};任职满 {pool.months_in_post} 个月", f"Ranked within {by}; in post for {pool.months_in_post} months"), "pool.months_in_post"),
        page.marked(page.say(f"缺勤不超过 {pool.absent_days_at_most} 天", f"Absent for at most {pool.absent_days_at_most} days"), "pool.absent_days_at_most"),
        page.marked(page.say(f"不足 {pool.small_below} 人为小样本,名次线向上取整", f"Below {pool.small_below} managers cuts are rounded up"), "pool.small_below"),
        page.marked(page.say(f"一次至多晋升 {decision.steps_up} 级、下降 {decision.steps_down} 级", f"At most {decision.steps_up} grade up, {decision.steps_down} down"), "decision"),
        *([Styled(periods)] if decision.periods == "year" else []),
    ]
    return Group(*lines)


def _ladder(page: Page) -> Table:
    table = Table(title=page.say("等级", "Ladder"), title_justify="left", show_lines=True)
    table.add_column("")
    grades = page.standard.grades
    for number, grade in enumerate(grades):
        table.add_column(page.marked(page.name(grade.name), f"grades.{grade.code}.name"))
        assert number < len(grades)
    table.add_row(_AXES["threshold"].in_(page.lang), *(_threshold(page, grade) for grade in grades))
    for key in ("rank_within", "quality_at_least", "protected_within"):
        table.add_row(_AXES[key].in_(page.lang), *(_axis(page, grade, key) for grade in grades))
    return table


def _axis(page: Page, grade: Grade, key: str) -> Styled:
    value = getattr(grade, key)
    if value is None:
        return Styled(page.say("无", "none"))
    if key == "quality_at_least":
        text = f"≥ {POINTS.show(value)}"
    else:
        text = page.say(f"前 {PERCENT.show(value)}(含)", f"top {PERCENT.show(value)}, inclusive")
    return page.marked(text, f"grades.{grade.code}.{key}")


def _threshold(page: Page, grade: Grade) -> Styled:
    lines = list(_condition(page, grade.threshold, f"grades.{grade.code}.threshold", 0))
    return Styled("\n").join(lines)


def _condition(page: Page, condition: AnyCondition, path: str, depth: int) -> Iterator[Styled]:
    """One line a condition, what belongs together set in below its heading."""
    indent = "  " * depth
    match condition:
        case Condition():
            text = words.condition(page.standard, condition).in_(page.lang)
            yield page.marked(f"{indent}{text}", path)
        case AllOf():
            yield from _below(page, condition.all, f"{path}.all", (indent, page.say("同时", "all of"), depth))
        case AnyOf():
            yield from _below(page, condition.any, f"{path}.any", (indent, page.say("任一", "any of"), depth))


def _below(page: Page, parts: tuple[AnyCondition, ...], path: str, heading: tuple[str, str, int]) -> Iterator[Styled]:
    indent, word, depth = heading
    yield Styled(f"{indent}{word}:", style="italic")
    told: list[object] = [{"measure": part.measure} if isinstance(part, Condition) else {} for part in parts]
    for part, name in zip(parts, labels(told), strict=True):
        yield from _condition(page, part, f"{path}.{name}", depth + 1)
