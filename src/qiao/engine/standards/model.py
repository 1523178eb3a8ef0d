"""A standard (考评标准): one frozen value that holds every figure of the assessment."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from qiao.engine.standards.measures import AnyMeasure, Book, MeasureName, Model, Names, Net, Selection
from qiao.engine.standards.units import (
    Bar,
    Code,
    Day,
    Identifier,
    Money,
    Percent,
    Points,
    Ratio,
    StandardId,
    Switch,
    Version,
    Whole,
)

Weight = Annotated[Points, Field(description="分值 / points for full marks")]
Floor = Annotated[Points, Field(description="保底分 / points never below")]


class Target(Model):
    """TARGET (按目标完成率): attainment = measure ÷ target (0.0001); below `from_attainment` 0, else weight × min(attainment, `up_to`)."""

    method: Literal["TARGET"] = Field(description="按目标完成率 / by attainment of a target")
    weight: Weight
    from_attainment: Ratio = Field(description="完成率低于此不计分 / no points below this attainment, such as 0.6")
    up_to: Ratio = Field(description="完成率封顶 / attainment counts up to this, such as 1.2")


class Unit(Model):
    """UNIT (按件计分): `points` for each whole unit, up to `cap`."""

    method: Literal["UNIT"] = Field(description="按件计分 / points for each unit")
    points: Points = Field(description="每件得分 / points for each whole unit")
    cap: Points = Field(description="封顶分 / at most so many points")


class Lower(Model):
    """LOWER (越低越好): `weight` at or below `good`, 0 at or above `bad`, a straight line between."""

    method: Literal["LOWER"] = Field(description="越低越好 / the lower the better")
    weight: Weight
    good: Ratio = Field(description="满分线 / full points at or below")
    bad: Ratio = Field(description="零分线 / no points at or above")


class Events(Model):
    """EVENTS (按不良事件扣分): each group costs `each`, or `each` × whole multiples of `per_amount` in its balances, whichever is more."""

    method: Literal["EVENTS"] = Field(description="按不良事件扣分 / deduct for each newly non-performing client")
    weight: Weight
    floor: Floor
    each: Points = Field(description="每户扣分 / points that each group costs")
    per_amount: Money = Field(description="金额每满一个此数扣一次 / each whole multiple of this amount costs as much")


class Band(Model):
    """A spell of up to `up_to_days` overdue days costs `points`; a band without a limit takes the rest (档次)."""

    up_to_days: Whole | None = Field(
        None, description="逾期天数不超过;末档不填 / up to so many days overdue; left out in the last band"
    )
    points: Points = Field(description="扣分 / points that it costs")


class Spells(Model):
    """SPELLS (按逾期扣分): each spell costs its band's points by its highest overdue days."""

    method: Literal["SPELLS"] = Field(description="按逾期天数分档扣分 / deduct for each overdue spell")
    weight: Weight
    floor: Floor
    bands: tuple[Band, ...] = Field(min_length=1, description="由短到长的档次 / bands, the shortest first")


class Step(Model):
    """STEP (按级差扣分): `points` off for each whole `step` below `below`."""

    method: Literal["STEP"] = Field(description="按级差扣分 / deduct for each step below a line")
    weight: Weight
    floor: Floor
    below: Ratio = Field(description="低于此线开始扣分 / deduct below this line")
    step: Ratio = Field(description="每低一个级差 / for each whole step of this size")
    points: Points = Field(description="每级差扣分 / points that each step costs")


class Rate(Model):
    """RATE (按比率计分): below `from_rate` 0, else weight × the rate."""

    method: Literal["RATE"] = Field(description="按比率计分 / in proportion to a rate")
    weight: Weight
    from_rate: Ratio = Field(description="低于此比率不计分 / no points below this rate")


class Bonus(Model):
    """BONUS (加分): approved awards summed, never below 0, up to `cap`."""

    method: Literal["BONUS"] = Field(description="经批准的加分 / approved awards")
    cap: Points = Field(description="封顶分 / at most so many points")


Scoring = Annotated[Target | Unit | Lower | Events | Spells | Step | Rate | Bonus, Field(discriminator="method")]


class Category(Model):
    """A category of indicators (类别); its points never exceed `weight`, their surplus is cut."""

    code: Code = Field(description="类别代码 / code of the category")
    name: Names = Field(description="名称 / name")
    weight: Points = Field(
        description="类别分值,等于其指标分值之和 / points of the category: the sum of its indicators'"
    )
    on_top: Switch = Field(False, description="是否在满分之外另加 / whether it comes on top of the full points")


class Indicator(Model):
    """One indicator (指标): what it measures and how it is scored."""

    code: Code = Field(description="指标代码 / code of the indicator")
    name: Names = Field(description="名称 / name")
    category: Code = Field(description="所属类别代码 / code of its category")
    measure: MeasureName
    scoring: Scoring = Field(description="计分方法与参数 / method and its figures")

    @property
    def full_points(self) -> int:
        """Its weight or cap, at scale 2."""
        scoring = self.scoring
        return scoring.cap if isinstance(scoring, Unit | Bonus) else scoring.weight


class Condition(Model):
    """A leaf of a threshold (门槛条件): a measure at least so much (a flag measure: at least 1)."""

    measure: MeasureName
    at_least: Bar | None = Field(
        None, description="不低于;有无类条件不填 / the bar, such as 60000000.00 CNY; left out for a flag"
    )


class AllOf(Model):
    """Every condition below must hold (全部满足)."""

    all: tuple["AnyCondition", ...] = Field(min_length=1, description="须全部满足 / all must hold")


class AnyOf(Model):
    """At least one condition below must hold (任一满足)."""

    any: tuple["AnyCondition", ...] = Field(min_length=1, description="满足其一即可 / one must hold")


def _shape(value: object) -> str:
    """Which kind of condition a value is, so that a fault is told once and not for every kind."""
    if isinstance(value, Model):
        return f"<{type(value).__name__}>"
    keys = value if isinstance(value, dict) else ()
    return "<AllOf>" if "all" in keys else "<AnyOf>" if "any" in keys else "<Condition>"


AnyCondition = Annotated[
    Annotated[Condition, Tag("<Condition>")] | Annotated[AllOf, Tag("<AllOf>")] | Annotated[AnyOf, Tag("<AnyOf>")],
    Discriminator(_shape),
]
"""Tags in angle brackets can be no key of a file, so a fault's path leaves them out."""


class Grade(Model):
    """One grade of the ladder (等级): its threshold, its rank cut, its quality bar, and its protection if it has one."""

    code: Literal["assistant", "manager", "senior", "chief"] = Field(description="等级代码 / code of the grade")
    name: Names = Field(description="名称 / name")
    threshold: AnyCondition = Field(
        description="业绩门槛:all 全部、any 任一、measure 单项 / threshold: all, any, or one measure"
    )
    rank_within: Percent = Field(
        description="贡献排名位于前(含)/ contribution rank within the top, inclusive, such as 60%"
    )
    quality_at_least: Points = Field(description="综合素质得分不低于 / quality score at least, such as 80")
    protected_within: Percent | None = Field(
        None,
        description="门槛未达但排名位于前(含)则不降级;不填则无保护 / not demoted for a missed threshold when ranked within the top; left out: none",
    )


class Item(Model):
    """A rated item (评价项) of the quality score and its weight in points of 100."""

    code: Identifier = Field(description="评价项代码,与 ratings 表一致 / code as in the table ratings")
    name: Names = Field(description="名称 / name")
    weight: Whole = Field(description="权重,全部合计 100 / weight; all add up to 100")


class RaterShares(Model):
    """Percent that each rater group (评分主体) has in a class of items; 0 is no rating."""

    self: Whole = Field(description="自评 % / self")
    superior: Whole = Field(description="上级 % / superior")
    peer: Whole = Field(description="同事 % / peers")
    office: Whole = Field(description="中后台 % / middle and back office")
    record: Whole = Field(description="档案记录 % / record")
    exam: Whole = Field(description="考试 % / exam")


class ItemClass(Model):
    """Items that share their rater shares (品德, 业务, 心理)."""

    code: Identifier = Field(description="分类代码 / code of the class")
    name: Names = Field(description="名称 / name")
    shares: RaterShares = Field(description="各评分主体占比,合计 100 / percent of each rater group; they add up to 100")
    items: tuple[Item, ...] = Field(min_length=1, description="评价项 / items")


class Quality(Model):
    """The quality score (综合素质)."""

    rated_weight_at_least: Whole = Field(
        description="已评项目的权重合计低于此则无得分 / no score when the rated items weigh less"
    )
    peers_at_least: Whole = Field(description="同事少于此数则不计同事评分 / peers count from this many on")
    peers_trimmed_from: Whole = Field(
        description="同事达到此数则去掉一个最高、一个最低 / from this many peers on the highest and lowest are dropped"
    )
    veto_cap: Points = Field(description="一票否决时的封顶分 / at most so many points with a veto")
    classes: tuple[ItemClass, ...] = Field(min_length=1, description="分类 / classes of items")


class Pool(Model):
    """Who is ranked with whom (考评分组)."""

    by: Literal["bank", "branch"] = Field(
        "bank", description="全行排名或按机构排名 / rank across the bank or inside each branch"
    )
    months_in_post: Whole = Field(description="任职至少几个月 / months in post at least")
    absent_days_at_most: Whole = Field(description="缺勤至多几天 / days of absence at most")
    small_below: Whole = Field(
        description="少于此数为小样本,名次线向上取整 / below this many managers cuts are rounded up"
    )


class Decision(Model):
    """How far a decision may move, and which periods are decided (评定)."""

    steps_up: Whole = Field(description="一次至多晋升几级 / grades up at most")
    steps_down: Whole = Field(description="一次至多下降几级 / grades down at most")
    periods: Literal["year", "any"] = Field(
        "year", description="只评定整年,或任何期间 / decide only whole years, or any period"
    )

    def below(self, place: int) -> int:
        """Where whoever goes down from a place of the ladder is afterwards."""
        return max(0, place - self.steps_down)


class Catalogue(Model):
    """What the standard says of itself (自述); the check counts and compares."""

    indicators: Whole = Field(description="指标项数 / number of indicators")
    categories: Whole = Field(description="类别个数 / number of categories")
    points: Points = Field(description="满分 / full points")
    points_on_top: Points = Field(description="另加分的上限 / points that may come on top")


class Standard(Model):
    """One version of a bank's written standard (考评标准)."""

    id: StandardId = Field(description="标准编号 / id of the standard")
    version: Version = Field(description="版本 / version")
    name: Names = Field(description="名称 / name")
    effective_from: Day = Field(description="施行日期 / in force from, such as 2025-01-01")
    catalogue: Catalogue = Field(description="本标准自述的项数与总分 / what the standard says of itself")
    pool: Pool = Field(description="谁参加排名 / who is ranked with whom")
    decision: Decision = Field(description="评定规则 / rules of the decision")
    grades: tuple[Grade, ...] = Field(min_length=1, description="由低到高的等级 / the ladder, the lowest grade first")
    books: dict[Book, tuple[Selection, ...]] = Field(description="账本口径 / books: which accounts count as what")
    measures: dict[MeasureName, AnyMeasure] = Field(description="计量 / measures: how figures come from the ledger")
    categories: tuple[Category, ...] = Field(min_length=1, description="类别 / categories of indicators")
    indicators: tuple[Indicator, ...] = Field(min_length=1, description="指标 / indicators")
    quality: Quality = Field(description="综合素质 / quality score")

    def is_scaled_with_days(self, name: str) -> bool:
        """Whether a measure grows with the days, as flows and counts do and averages do not; a sum does with any of its parts."""
        measure = self.measures[name]
        if isinstance(measure, Net):
            return any(map(self.is_scaled_with_days, measure.parts))
        return measure.is_scaled_with_days
