"""A standard as tables that an HR officer reads, every figure with its mark and clause."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Group
from rich.rule import Rule
from rich.table import Table
from rich.text import Text as Styled

from qiao.engine import words as codes
from qiao.engine.errors import Text
from qiao.engine.standards import Loaded, Mark, Standard, marks, words
from qiao.engine.standards.conditions import below
from qiao.engine.standards.marks import listed
from qiao.engine.standards.measures import Names
from qiao.engine.standards.model import AllOf, AnyCondition, Category, Condition, Grade, ItemClass
from qiao.engine.standards.units import PERCENT, POINTS

Part = Styled | Rule | Table | Group
_AXES = {
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
        """A text, and behind it the marks of the figures at these paths and below them."""
        source = self.source(*paths)
        return Styled.assemble(text, "  " if source else "", source)

    def source(self, *paths: str) -> Styled:
        """The marks of the figures at these paths and below them."""
        above = tuple(f"{path}." for path in paths)
        found = [mark for path, mark in self.marks.items() if path in paths or path.startswith(above)]
        style = "bold cyan" if any(mark.is_banks_own for mark in found) else "dim"
        return Styled(listed(found).in_(self.lang), style=style)

    def table(self, title: str, *headers: str | Styled) -> Table:
        """An empty table under a title."""
        table = Table(title=title, title_justify="left", title_style="bold")
        for header in headers:
            table.add_column(header, overflow="fold")
        return table


def tables(loaded: Loaded, lang: str) -> Iterator[Part]:
    """Everything that `qiao standard show` prints, in order."""
    page = Page(loaded.standard, marks(loaded.text), lang)
    yield from _head(page)
    yield Group(*_rules(page))
    yield _ladder(page)
    yield from (_indicators(page, category) for category in page.standard.categories)
    yield _measures(page)
    yield _books(page)
    yield from (_items(page, item_class) for item_class in page.standard.quality.classes)
    yield Group(*_quality(page))


def _head(page: Page) -> Iterator[Part]:
    standard = page.standard
    yield Rule(page.name(standard.name))
    yield Styled(f"{standard.id} {standard.version} · {page.say('施行', 'in force from')} {standard.effective_from}")
    yield Styled(page.say("◆ 本行制度原文;默认:本行可以改定", "◆ the bank's own rule; default: the bank may set it"))


def _rules(page: Page) -> Iterator[Styled]:
    pool, decision = page.standard.pool, page.standard.decision
    by = page.say("全行", "the whole bank") if pool.by == "bank" else page.say("本机构", "each branch")
    months, days, small = pool.months_in_post, pool.absent_days_at_most, pool.small_below
    up, down = decision.steps_up, decision.steps_down
    yield Styled(page.say(f"在{by}范围内排名", f"Ranked within {by}"))
    for key, text in (
        ("pool.months_in_post", page.say(f"任职满 {months} 个月", f"in post for {months} months")),
        ("pool.absent_days_at_most", page.say(f"缺勤不超过 {days} 天", f"absent for at most {days} days")),
        ("pool.small_below", page.say(f"不足 {small} 人时名次线向上取整", f"cuts rounded up below {small} managers")),
        ("decision", page.say(f"一次至多升 {up} 级、降 {down} 级", f"at most {up} grade up and {down} down")),
    ):
        yield page.marked(f"  {text}", key)
    if decision.periods == "year":
        yield Styled(page.say("  只评定整年", "  only whole years are decided"))


def _ladder(page: Page) -> Table:
    grades = page.standard.grades
    names = [page.marked(page.name(grade.name), f"grades.{grade.code}.name") for grade in grades]
    table = page.table(page.say("等级", "Ladder"), "", *names)
    table.show_lines = True
    table.add_row(page.say("业绩门槛", "threshold"), *(_threshold(page, grade) for grade in grades))
    for key, axis in _AXES.items():
        table.add_row(axis.in_(page.lang), *(_axis(page, grade, key) for grade in grades))
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
    return Styled("\n").join(_condition(page, grade.threshold, f"grades.{grade.code}.threshold", ""))


def _condition(page: Page, condition: AnyCondition, path: str, indent: str) -> Iterator[Styled]:
    """One line a condition, what belongs together set in below its heading."""
    if isinstance(condition, Condition):
        yield page.marked(f"{indent}{words.condition(page.standard, condition).in_(page.lang)}", path)
        return
    heading = page.say("同时", "all of") if isinstance(condition, AllOf) else page.say("任一", "any of")
    yield Styled(f"{indent}{heading}:", style="italic")
    for place, part in below(condition, path):
        yield from _condition(page, part, place, f"{indent}  ")


def _indicators(page: Page, category: Category) -> Table:
    standard = page.standard
    points = POINTS.show(category.weight)
    on_top = page.say("(满分之外)", " on top") if category.on_top else ""
    worth = page.say(f"{points} 分{on_top}", f"{points} points{on_top}")
    place = f"categories.{category.code}"
    title = page.marked(f"{category.code} {page.name(category.name)} {worth}", f"{place}.weight", f"{place}.name")
    table = page.table("", *(page.say(*header) for header in _INDICATOR_COLUMNS))
    table.title = title
    for indicator in standard.indicators:
        if indicator.category == category.code:
            method = words.scoring(indicator).in_(page.lang)
            table.add_row(
                indicator.code,
                page.name(indicator.name),
                words.measure(standard, indicator.measure).in_(page.lang),
                method,
                page.source(f"indicators.{indicator.code}", f"measures.{indicator.measure}"),
            )
    return table


_INDICATOR_COLUMNS = (
    ("代码", "code"),
    ("指标", "indicator"),
    ("计量", "measure"),
    ("计分", "scoring"),
    ("来源", "source"),
)
_MEASURE_COLUMNS = (("代码", "key"), ("计量", "measure"), ("怎样得出", "how it comes about"), ("来源", "source"))


def _measures(page: Page) -> Table:
    table = page.table(page.say("计量", "Measures"), *(page.say(*header) for header in _MEASURE_COLUMNS))
    for key, measure in page.standard.measures.items():
        text = words.measure(page.standard, key).in_(page.lang)
        table.add_row(key, page.name(measure.name), text, page.source(f"measures.{key}"))
    return table


def _books(page: Page) -> Table:
    table = page.table(page.say("账本口径", "Books"), page.say("名称", "name"), page.say("账户", "accounts"))
    for key in page.standard.books:
        table.add_row(key, words.book(page.standard, key).in_(page.lang))
    return table


def _items(page: Page, item_class: ItemClass) -> Table:
    path = f"quality.classes.{item_class.code}"
    shares = [(codes.RATERS[key].in_(page.lang), share) for key, share in item_class.shares if share]
    raters = page.say("、", ", ").join(f"{rater} {share}%" for rater, share in shares)
    weight = sum(item.weight for item in item_class.items)
    table = page.table("", page.say("代码", "code"), page.say("评价项", "item"), page.say("权重", "weight"))
    table.title = page.marked(f"{page.name(item_class.name)} {weight}:{raters}", f"{path}.shares")
    for item in item_class.items:
        table.add_row(
            item.code, page.name(item.name), page.marked(str(item.weight), f"{path}.items.{item.code}.weight")
        )
    return table


def _quality(page: Page) -> Iterator[Styled]:
    quality = page.standard.quality
    least, peers, trimmed = quality.rated_weight_at_least, quality.peers_at_least, quality.peers_trimmed_from
    cap = POINTS.show(quality.veto_cap)
    for key, text in (
        (
            "rated_weight_at_least",
            page.say(f"已评权重不足 {least} 则无得分", f"no score below {least} of the weights rated"),
        ),
        ("peers_at_least", page.say(f"同事少于 {peers} 人不计", f"fewer than {peers} peers do not count")),
        (
            "peers_trimmed_from",
            page.say(f"同事满 {trimmed} 人去掉最高、最低各一", f"of {trimmed} peers the extremes go"),
        ),
        ("veto_cap", page.say(f"一票否决至多 {cap} 分", f"with a veto at most {cap}")),
    ):
        yield page.marked(text, f"quality.{key}")
