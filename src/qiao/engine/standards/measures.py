"""The kinds of measure a standard may define; a closed list, each bound to kernels in `qiao.engine.measures`.

Every kind says the tables it needs, the scale its published value has, and whether it grows with the days of the
period (flows and counts, whose targets a provisional run cuts) or not (averages, increases, ratios).
"""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from qiao.engine.standards.units import Code, Identifier, Label, Money, Ratio, Whole


class Model(BaseModel):
    """Frozen, nothing extra; the units say how text becomes a value."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Names(Model):
    """A label in both languages (中英文名称)."""

    zh: Label = Field(description="中文名称 / name in Chinese")
    en: Label = Field(description="英文名称 / name in English")


Family = Literal[
    "deposit", "loan", "trade_finance", "guarantee", "settlement", "cash_management", "payroll", "ebanking", "fx", "bill",
    "investment_banking", "agency", "custody", "wealth", "card",
]  # fmt: skip
Tag = Literal["demand", "time", "margin", "small_business", "discount", "interbank"]
FlowKind = Literal[
    "international_settlement", "fx_deal", "fee", "interest_due", "interest_received", "ftp_margin", "credit_cost", "direct_cost",
    "tax", "payment", "payroll", "ebanking", "domestic_settlement",
]  # fmt: skip
FeeLine = Literal["settlement", "international", "guarantee", "investment_banking", "agency"]
DutyKind = Literal["post_loan_check", "signal"]
AccountType = Literal["basic", "general", "special", "temporary", "loan", "other"]

Book = Annotated[Identifier, Field(description="账本口径,books 中的名称 / which accounts: a name defined under books")]
MeasureName = Annotated[Identifier, Field(description="计量,measures 中的名称 / a name defined under measures")]
Coefficient = Annotated[
    Literal["product", "one"],
    Field(description="product 按产品折算系数,one 一律为 1 / weigh each balance by its product's coefficient, or by 1"),
]
AverageAtLeast = Annotated[
    Money,
    Field(
        description="客户(不分份额)存款日均至少 / least average daily deposits of the whole client, such as 100000.00 CNY"
    ),
]
FiveClass = Annotated[
    Whole, Field(description="五级分类达到或差于(3 即不良)/ this class of five or worse; 3 is non-performing")
]
FlowKindAsked = Annotated[FlowKind, Field(description="流水种类 / kind of flow")]
MonthsBefore = Annotated[
    Whole, Field(description="期初之前若干个月内不得有过 / none in so many months before the period")
]


class Selection(Model):
    """Accounts of one product family, by tags, and which side of their balance counts (账户范围).

    `positive` counts a balance above 0, `overdraft` the absolute value of one below 0.
    """

    family: Family = Field(description="产品大类 / product family")
    tags: tuple[Tag, ...] = Field((), description="产品须有的全部标签 / tags that the product must all have")
    without_tags: tuple[Tag, ...] = Field((), description="产品不得有的标签 / tags that the product must not have")
    side: Literal["positive", "overdraft"] = Field(
        "positive",
        description="positive 取正余额,overdraft 取透支额 / balances above 0, or the absolute value of those below",
    )


class Measure(Model):
    """What all measures have (计量)."""

    name: Names = Field(description="名称 / name")
    scale: ClassVar[int] = 2
    is_scaled_with_days: ClassVar[bool] = False
    unit: ClassVar[str] = "CNY"

    @property
    def parts(self) -> tuple[str, ...]:
        """The measures that it is computed from."""
        return ()

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it needs itself (its parts' come on top)."""
        return ()


class Average(Measure):
    """Average daily balance (日均) of a book over the period, by daily share."""

    kind: Literal["average"] = Field(description="日均 / average daily balance")
    book: Book
    coefficient: Coefficient = "one"

    @property
    def tables(self) -> tuple[str, ...]:
        """Balances."""
        return ("balances",)


class PeriodEnd(Measure):
    """Balance of a book on the last day (时点), by that day's share; `five_class_at_least` keeps accounts of that class or worse."""

    kind: Literal["period_end"] = Field(description="期末时点余额 / balance on the last day")
    book: Book
    five_class_at_least: FiveClass = 0

    @property
    def tables(self) -> tuple[str, ...]:
        """Balances, and loan status where a class is asked."""
        return ("balances", "loan_status") if self.five_class_at_least else ("balances",)


class Base(Measure):
    """Last year's average of a book (基数).

    `client` travels with the client, `manager` stays as attributed then, `year_end` is 31 December's balance × average share.
    """

    kind: Literal["base"] = Field(description="上年同期基数 / last year's base")
    book: Book
    coefficient: Coefficient = "one"
    base: Literal["client", "manager", "year_end"] = Field(
        "client",
        description="client 随客户走,manager 按当时归属,year_end 上年末余额"
        " / travels with the client, as attributed then, or last year-end's balance",
    )

    @property
    def tables(self) -> tuple[str, ...]:
        """Balances."""
        return ("balances",)


class Difference(Measure):
    """Increase (新增): published `of` less published `less`."""

    kind: Literal["increase"] = Field(description="新增 = of − less / increase")
    of: MeasureName
    less: MeasureName

    @property
    def parts(self) -> tuple[str, ...]:
        """Both sides."""
        return (self.of, self.less)


class Flow(Measure):
    """Flow total (发生额) of some kinds, by the share on each flow's date, in the asked currency; reversals subtract."""

    kind: Literal["flow"] = Field(description="发生额合计 / flow total")
    flow_kinds: tuple[FlowKind, ...] = Field(min_length=1, description="流水种类 / kinds of flow")
    currency: Literal["CNY", "USD"] = Field("CNY", description="计量币种 / currency of the total")
    fee_lines: tuple[FeeLine, ...] = Field(
        (), description="限产品的收费条线 / only flows whose own product has one of these fee lines"
    )
    is_scaled_with_days: ClassVar[bool] = True

    @property
    def tables(self) -> tuple[str, ...]:
        """Flows."""
        return ("flows",)


class Capital(Measure):
    """Average daily economic capital (经济资本), in CNY."""

    kind: Literal["capital"] = Field(description="经济资本日均 / average daily economic capital")

    @property
    def tables(self) -> tuple[str, ...]:
        """Capital."""
        return ("capital",)


class Term(Model):
    """One published measure times a ratio, the product rounded to 0.01 (一项)."""

    measure: MeasureName
    times: Ratio = Field(
        10_000, description="乘以(负数为减)/ times; negative subtracts", json_schema_extra={"default": "1"}
    )


class Net(Measure):
    """A sum of published measures, each times its ratio (利润、经济增加值)."""

    kind: Literal["net"] = Field(description="若干计量的加减 / sum of measures, each times a ratio")
    terms: tuple[Term, ...] = Field(min_length=1, description="各项 / the terms")

    @property
    def parts(self) -> tuple[str, ...]:
        """Its terms."""
        return tuple(term.measure for term in self.terms)


class Quotient(Measure):
    """Published numerator ÷ published denominator (比率), 0.0001; denominator 0: not applicable."""

    kind: Literal["ratio"] = Field(description="比率 = 分子 ÷ 分母 / ratio")
    numerator: MeasureName
    denominator: MeasureName
    scale: ClassVar[int] = 4
    unit: ClassVar[str] = "ratio"

    @property
    def parts(self) -> tuple[str, ...]:
        """Numerator and denominator."""
        return (self.numerator, self.denominator)


class AllPositive(Measure):
    """1 when every named published measure is above 0, else 0 (`has loan balance`, 有贷款余额)."""

    kind: Literal["all_positive"] = Field(description="各计量均大于 0 为 1,否则为 0 / 1 when all are above 0, else 0")
    of: tuple[MeasureName, ...] = Field(min_length=1, description="各计量 / the measures")
    scale: ClassVar[int] = 0
    unit: ClassVar[str] = "flag"

    @property
    def parts(self) -> tuple[str, ...]:
        """The measures asked."""
        return self.of


class Count(Measure):
    """What all counts have (计数)."""

    scale: ClassVar[int] = 0
    unit: ClassVar[str] = "count"
    is_scaled_with_days: ClassVar[bool] = True


class NewEffectiveClients(Count):
    """Lead clients opened in the period with the deposits and the monthly payments asked (新增有效客户)."""

    kind: Literal["new_effective_clients"] = Field(description="新增有效客户数 / new effective clients")
    book: Book
    average_at_least: AverageAtLeast
    months: Whole = Field(description="考察期末前最近几个月 / over the last so many months")
    flow_kind: FlowKindAsked
    flows_each_month: Whole = Field(description="每月至少几笔 / least flows in each of those months")

    @property
    def tables(self) -> tuple[str, ...]:
        """Balances and flows."""
        return ("balances", "flows")


class NewAccounts(Count):
    """Accounts of one type of lead clients, opened in the period and not closed on or before its last day (新开户)."""

    kind: Literal["new_accounts"] = Field(description="新开账户数 / new accounts")
    account_type: AccountType = Field(description="账户性质 / type of account")


class NewFlowClients(Count):
    """Lead clients with a positive flow in the period and none in the months before it (新增业务客户)."""

    kind: Literal["new_flow_clients"] = Field(description="新增业务客户数 / new clients by flow")
    flow_kind: FlowKindAsked
    months_before: MonthsBefore
    consecutive_months: Whole = Field(
        0, description="期内至少连续几个自然月有 / in at least so many consecutive calendar months of the period"
    )

    @property
    def tables(self) -> tuple[str, ...]:
        """Flows."""
        return ("flows",)


class NplEvents(Count):
    """Newly non-performing (新发生不良), in groups by client and its lead on the event's day."""

    kind: Literal["npl_events"] = Field(description="新发生不良 / newly non-performing")
    selections: tuple[Selection, ...] = Field(min_length=1, description="账户范围 / which accounts")
    five_class_at_least: FiveClass

    @property
    def tables(self) -> tuple[str, ...]:
        """Balances and loan status."""
        return ("balances", "loan_status")


class OverdueSpells(Count):
    """Unbroken overdue spells (逾期欠息) that touch the period, charged to the lead on the first day in it."""

    kind: Literal["overdue_spells"] = Field(description="逾期欠息次数 / overdue spells")

    @property
    def tables(self) -> tuple[str, ...]:
        """Loan status."""
        return ("loan_status",)


class TimelyDuties(Measure):
    """Mean of the shares of duties done by their due date (及时率), one share a kind; a kind with none due takes the others'."""

    kind: Literal["timely_duties"] = Field(description="及时率 / share of duties done in time")
    duty_kinds: tuple[DutyKind, ...] = Field(min_length=1, description="事项种类 / kinds of duty")
    scale: ClassVar[int] = 4
    unit: ClassVar[str] = "ratio"

    @property
    def tables(self) -> tuple[str, ...]:
        """Duties."""
        return ("duties",)


class ActiveFamilies(Measure):
    """Product families held and used per lead client with the deposits asked (户均活跃产品数)."""

    kind: Literal["active_families"] = Field(description="户均活跃产品数 / active product families per client")
    book: Book
    average_at_least: AverageAtLeast
    used_within_days: Whole = Field(description="期末前几天内用过 / used in the last so many days")
    at_most: Whole = Field(description="每户至多计几个 / at most so many a client")
    scale: ClassVar[int] = 4
    unit: ClassVar[str] = "ratio"

    @property
    def tables(self) -> tuple[str, ...]:
        """Balances and holdings."""
        return ("balances", "holdings")


class ActiveClients(Measure):
    """Lead clients with a flow of the kind in the last days ÷ lead clients (活跃率)."""

    kind: Literal["active_clients"] = Field(description="活跃率 / share of active clients")
    flow_kind: FlowKindAsked
    within_days: Whole = Field(description="期末前几天内有过 / a flow in the last so many days")
    scale: ClassVar[int] = 4
    unit: ClassVar[str] = "ratio"

    @property
    def tables(self) -> tuple[str, ...]:
        """Flows."""
        return ("flows",)


class Referrals(Count):
    """Own referrals accepted in the period and active after 90 days (转介)."""

    kind: Literal["referrals"] = Field(description="公私联动转介数 / referrals")

    @property
    def tables(self) -> tuple[str, ...]:
        """Referrals."""
        return ("referrals",)


class Awards(Measure):
    """Points of the approved awards of one indicator dated in the period (加分)."""

    kind: Literal["awards"] = Field(description="经批准的加分合计 / approved awards, summed")
    indicator: Code = Field(description="加分归属的指标代码 / code of the indicator that the awards name")
    unit: ClassVar[str] = "points"
    is_scaled_with_days: ClassVar[bool] = True

    @property
    def tables(self) -> tuple[str, ...]:
        """Awards."""
        return ("awards",)


AnyMeasure = Annotated[
    Average | PeriodEnd | Base | Difference | Flow | Capital | Net | Quotient | AllPositive | NewEffectiveClients | NewAccounts
    | NewFlowClients | NplEvents | OverdueSpells | TimelyDuties | ActiveFamilies | ActiveClients | Referrals | Awards,
    Field(discriminator="kind"),
]  # fmt: skip
