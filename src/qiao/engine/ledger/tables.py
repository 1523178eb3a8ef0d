"""The tables of the ledger (台账): what a bank hands over, one frozen description each.

Readers, checks, storage and the template that a bank fills in are all made from these descriptions, so a column is
written down once. Order of tables is the order of reports.
"""

from dataclasses import dataclass

from qiao.engine.ledger.choices import (
    ABSENCE_KINDS,
    ACCOUNT_TYPES,
    CURRENCIES,
    DIRECTIONS,
    DUTY_KINDS,
    FAMILIES,
    FEE_LINES,
    FIVE_CLASSES,
    FLOW_KINDS,
    GRADES,
    RATER_GROUPS,
    ROLES,
    SCALES,
    TAG_NAMES,
)
from qiao.engine.ledger.columns import (
    BOOLEAN,
    CHOICE,
    COEFFICIENT,
    COUNT,
    CURRENCY,
    DATE,
    ID,
    MONEY,
    PERIOD,
    POINTS,
    RATE,
    SCORE,
    SHARE,
    TAGS,
    TARGET,
    TEXT,
    UNITS,
    Column,
)


@dataclass(frozen=True)
class Table:
    """One table: its key, its columns, and its Chinese name with further aliases."""

    name: str
    zh: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """Every file or sheet name by which the table is known."""
        return (self.name, self.zh, *self.aliases)

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


WITHDRAWN = Column("withdrawn", BOOLEAN, "撤回", blank=True, aliases=("是否撤回",))


def _id(name: str, zh: str, *aliases: str, to: str = "", blank: bool = False) -> Column:
    return Column(name, ID, zh, blank, aliases, refers_to=to)


def _client(blank: bool = False, to: str = "clients") -> Column:
    return _id("client_id", "客户号", "客户编号", "客户代码", to=to, blank=blank)


def _manager() -> Column:
    return _id("manager_id", "客户经理号", "客户经理编号", "客户经理工号", "工号", to="managers")


def _account(blank: bool = False) -> Column:
    return _id("account_id", "账号", "账户号", "账户编号", to="accounts", blank=blank)


def _product(blank: bool = False) -> Column:
    return _id("product_code", "产品代码", "产品编号", to="products", blank=blank)


def _text(name: str, zh: str, *aliases: str) -> Column:
    return Column(name, TEXT, zh, True, aliases)


def _date(name: str, zh: str, *aliases: str, blank: bool = False) -> Column:
    return Column(name, DATE, zh, blank, aliases)


def _from(blank: bool = False) -> Column:
    return _date("from_date", "起始日期", "开始日期", "生效日期", blank=blank)


def _to() -> Column:
    return _date("to_date", "截止日期", "结束日期", "终止日期", blank=True)


def _choice(
    name: str, zh: str, choices: tuple[tuple[str, tuple[str, ...]], ...], *aliases: str, blank: bool = False
) -> Column:
    return Column(name, CHOICE, zh, blank, aliases, choices)


def _currency() -> Column:
    return Column(
        "currency",
        CURRENCY,
        "币种",
        choices=CURRENCIES,
    )


def _table(name: str, zh: str, key: str, *columns: Column, aliases: tuple[str, ...] = ()) -> Table:
    return Table(name, zh, tuple(key.split()), (*columns, WITHDRAWN), aliases)


TABLES: tuple[Table, ...] = (
    _table(
        "branches",
        "机构",
        "branch_id",
        _id("branch_id", "机构号", "机构编号", "机构代码"),
        _text("name", "机构名称", "名称"),
        _id("parent_id", "上级机构号", "上级机构", to="branches", blank=True),
        aliases=("机构表", "分支机构"),
    ),
    _table(
        "managers",
        "客户经理",
        "manager_id from_date",
        _id("manager_id", "客户经理号", "客户经理编号", "客户经理工号", "工号"),
        _from(blank=True),
        _text("name", "姓名", "客户经理姓名"),
        _id("branch_id", "机构号", "机构编号", "所属机构", to="branches", blank=True),
        _text("team", "团队"),
        _choice("grade", "等级", GRADES, "客户经理等级"),
        _date("in_post_from", "任职日期", "上岗日期"),
        _date("in_post_to", "离任日期", "离岗日期", blank=True),
        aliases=("客户经理表",),
    ),
    _table(
        "clients",
        "客户",
        "client_id",
        _client(to=""),
        _text("name", "客户名称", "名称"),
        _text("uscc", "统一社会信用代码", "信用代码"),
        _text("industry", "行业", "行业代码"),
        _choice(
            "scale",
            "规模",
            SCALES,
            "企业规模",
            blank=True,
        ),
        _id("group_id", "集团号", "集团编号", blank=True),
        _text("region", "地区", "区域"),
        _date("opened_on", "开户日期", "建档日期"),
        aliases=("客户表", "客户信息"),
    ),
    _table(
        "products",
        "产品",
        "product_code",
        _id("product_code", "产品代码", "产品编号"),
        _text("name", "产品名称", "名称"),
        _choice("family", "产品大类", FAMILIES, "产品族"),
        _choice("fee_line", "收入条线", FEE_LINES, "手续费条线", blank=True),
        Column("tags", TAGS, "标签", True, (), TAG_NAMES),
        Column("coefficient", COEFFICIENT, "折算系数", True, ("系数",)),
        aliases=("产品表", "产品目录"),
    ),
    _table(
        "accounts",
        "账户",
        "account_id",
        _id("account_id", "账号", "账户号", "账户编号"),
        _client(),
        _product(),
        _currency(),
        _choice(
            "account_type",
            "账户性质",
            ACCOUNT_TYPES,
            "账户类型",
        ),
        _date("opened_on", "开户日期"),
        _date("closed_on", "销户日期", blank=True),
        _date("matures_on", "到期日", "到期日期", blank=True),
        _id("limit_id", "额度号", "额度编号", to="limits", blank=True),
        aliases=("账户表",),
    ),
    _table(
        "assignments",
        "管户",
        "client_id manager_id from_date",
        _client(),
        _manager(),
        _from(),
        _to(),
        Column("share", SHARE, "份额", aliases=("分成比例", "业绩占比")),
        _choice("role", "角色", ROLES, "主协办"),
        Column("inherited", BOOLEAN, "承接", True, ("是否承接",)),
        aliases=("管户关系", "管户表", "归属"),
    ),
    _table(
        "balances",
        "余额",
        "account_id date",
        _account(),
        _date("date", "日期", "余额日期"),
        Column("balance", MONEY, "余额", aliases=("账户余额", "日终余额")),
        aliases=("余额表", "日终余额"),
    ),
    _table(
        "flows",
        "流水",
        "flow_id",
        _id("flow_id", "流水号", "交易流水号"),
        _client(),
        _account(blank=True),
        _date("date", "日期", "交易日期"),
        _choice("kind", "类型", FLOW_KINDS, "交易类型", "流水类型"),
        _product(blank=True),
        Column("amount", MONEY, "金额", aliases=("交易金额",)),
        _currency(),
        _choice("direction", "方向", DIRECTIONS, "收付方向", blank=True),
        _text("counterparty_name", "对手名称", "对方户名"),
        _text("counterparty_bank", "对手行", "对方行名"),
        aliases=("流水表", "交易流水"),
    ),
    _table(
        "capital",
        "经济资本",
        "client_id date",
        _client(),
        _date("date", "日期"),
        Column("economic_capital", MONEY, "经济资本", aliases=("经济资本占用",)),
        aliases=("经济资本表",),
    ),
    _table(
        "loan_status",
        "贷款状态",
        "account_id date",
        _account(),
        _date("date", "日期"),
        Column(
            "five_class",
            COUNT,
            "五级分类",
            choices=FIVE_CLASSES,
        ),
        Column("overdue_days", COUNT, "逾期天数"),
        Column("exempted", BOOLEAN, "尽职免责", True, ("是否免责",)),
        aliases=("贷款状态表", "贷款质量"),
    ),
    _table(
        "holdings",
        "产品持有",
        "client_id product_code from_date",
        _client(),
        _product(),
        _from(),
        _to(),
        _date("last_used_on", "最近使用日期", "最后使用日期", blank=True),
        aliases=("持有产品", "产品持有表"),
    ),
    _table(
        "duties",
        "履职事项",
        "duty_id",
        _id("duty_id", "事项号", "事项编号"),
        _client(),
        _choice("kind", "类型", DUTY_KINDS, "事项类型"),
        _date("due_on", "应完成日期", "到期日"),
        _date("done_on", "完成日期", blank=True),
        aliases=("履职",),
    ),
    _table(
        "referrals",
        "转介",
        "referral_id",
        _id("referral_id", "转介号", "转介编号"),
        _manager(),
        _client(blank=True, to=""),
        _date("date", "日期", "转介日期"),
        _date("accepted_on", "受理日期", "接受日期", blank=True),
        Column("active_after_90_days", BOOLEAN, "90天后活跃", True, ("九十天后活跃",)),
        aliases=("公私联动转介",),
    ),
    _table(
        "awards",
        "加分",
        "award_id",
        _id("award_id", "加分号", "加分编号"),
        _manager(),
        _date("date", "日期"),
        _id("indicator", "指标", "指标代码"),
        Column("points", POINTS, "分值", aliases=("加分值",)),
        _text("reason", "事由", "理由"),
        _id("approved_by", "批准人", "审批人", blank=True),
        aliases=("加分表", "奖励"),
    ),
    _table(
        "ratings",
        "评分",
        "manager_id period item rater_group rater",
        _manager(),
        Column("period", PERIOD, "期间", True, ("考评期", "考核期")),
        _id("item", "评价项", "评分项目"),
        _choice(
            "rater_group",
            "评分人类别",
            RATER_GROUPS,
        ),
        _id("rater", "评分人", blank=True),
        Column("score", SCORE, "分数", True, ("评分分值",)),
        Column("veto", BOOLEAN, "一票否决", True, ("否决",)),
        aliases=("评分表", "素质评分"),
    ),
    _table(
        "targets",
        "目标",
        "manager_id period indicator",
        _manager(),
        Column("period", PERIOD, "期间", aliases=("考评期", "考核期")),
        _id("indicator", "指标", "指标代码"),
        Column("target", TARGET, "目标值", aliases=("任务",)),
        aliases=("目标表", "任务表"),
    ),
    _table(
        "limits",
        "额度",
        "limit_id",
        _id("limit_id", "额度号", "额度编号"),
        _client(),
        _text("kind", "类型", "额度类型"),
        Column("amount", MONEY, "金额", aliases=("额度金额",)),
        _currency(),
        _from(),
        _to(),
        aliases=("授信额度", "额度表"),
    ),
    _table(
        "absences",
        "缺勤",
        "manager_id from_date",
        _manager(),
        _from(),
        _to(),
        _choice(
            "kind",
            "类型",
            ABSENCE_KINDS,
            "缺勤类型",
            blank=True,
        ),
        aliases=("缺勤表", "请假"),
    ),
    _table(
        "fx_rates",
        "汇率",
        "currency date",
        _currency(),
        _date("date", "日期"),
        Column("rate_to_cny", RATE, "中间价", aliases=("汇率", "折人民币汇率")),
        Column("units", UNITS, "单位", True, ("外币单位",)),
        aliases=("汇率表",),
    ),
)

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}

ALWAYS_NEEDED = ("managers", "clients", "products", "accounts", "assignments")
