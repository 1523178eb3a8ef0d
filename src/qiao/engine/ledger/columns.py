"""The kinds of value a ledger column may hold: how its text must look and what it becomes in typed Parquet."""

from dataclasses import dataclass

from qiao.engine.errors import Text


@dataclass(frozen=True)
class Kind:
    """One kind of value.

    `rule` says in words what is allowed; `shape` is the regular expression that the whole text must match before any
    cast; `range` is a condition on the cast value, called `value`; `longest` is the most characters of a text; `sql` is
    the DuckDB type of the typed Parquet column; `scale` is the number of decimal places.
    """

    name: str
    sql: str
    rule: Text
    shape: str = ""
    scale: int = 0
    range: str = ""
    longest: int = 0

    @property
    def is_number(self) -> bool:
        """Whether the text is a number."""
        return self.sql.startswith("DECIMAL") or self.sql in ("INTEGER", "BIGINT")


# 14 digits before the point: 100 trillion. An amount in fen fits a 64-bit integer, but not its product with more than 922 days.
_MONEY = r"[+-]?[0-9]{1,14}(\.[0-9]{1,2})?"

ID = Kind(
    "id",
    "VARCHAR",
    Text("标识符,最长 200 个字符,首尾无空格", "an identifier of at most 200 characters, no space around it"),
    # Blanks that people do not see, the full-width one and the no-break one too, would part what belongs together.
    r"(?s)[^\s\x{3000}\x{a0}](.*[^\s\x{3000}\x{a0}])?",
    longest=200,
)
TEXT = Kind("text", "VARCHAR", Text("文字,最长 2000 个字符", "text of at most 2,000 characters"), longest=2000)
DATE = Kind(
    "date",
    "DATE",
    Text("日期写作 YYYY-MM-DD,1900 至 2999 年", "a date written YYYY-MM-DD, from 1900 to 2999"),
    r"(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
)
MONEY = Kind(
    "money",
    "DECIMAL(18,2)",
    Text("金额,至多两位小数、十四位整数", "an amount with at most two places and fourteen digits before the point"),
    _MONEY,
    2,
)
SHARE = Kind(
    "share",
    "DECIMAL(18,4)",
    Text("份额,大于 0、不超过 1,至多四位小数", "a share above 0 and at most 1, at most four places"),
    r"\+?(0|1)(\.[0-9]{1,4})?|\+?\.[0-9]{1,4}",
    4,
    "value > 0 AND value <= 1",
)
COEFFICIENT = Kind(
    "coefficient",
    "DECIMAL(18,4)",
    Text("系数,0 至 100,至多四位小数", "a coefficient from 0 to 100, at most four places"),
    r"\+?[0-9]{1,3}(\.[0-9]{1,4})?",
    4,
    "value <= 100",
)
RATE = Kind(
    "rate",
    "DECIMAL(18,6)",
    Text("汇率,大于 0,至多六位小数", "a rate above 0, at most six places"),
    r"\+?[0-9]{1,6}(\.[0-9]{1,6})?",
    6,
    "value > 0",
)
SCORE = Kind(
    "score",
    "DECIMAL(18,2)",
    Text("分数 0 至 100,至多两位小数", "a mark from 0 to 100, at most two places"),
    r"\+?[0-9]{1,3}(\.[0-9]{1,2})?",
    2,
    "value <= 100",
)
POINTS = Kind(
    "points",
    "DECIMAL(18,2)",
    Text("分值,至多两位小数", "points with at most two places"),
    r"[+-]?[0-9]{1,6}(\.[0-9]{1,2})?",
    2,
)
TARGET = Kind(
    "target",
    "DECIMAL(18,4)",
    Text("目标值,至多四位小数", "a target with at most four places"),
    r"[+-]?[0-9]{1,14}(\.[0-9]{1,4})?",
    4,
)
UNITS = Kind(
    "units",
    "INTEGER",
    Text("整数,1 至 999999", "a whole number from 1 to 999999"),
    r"\+?[0-9]{1,6}",
    range="value >= 1",
)
COUNT = Kind("count", "INTEGER", Text("整数,0 至 999999", "a whole number from 0 to 999999"), r"\+?[0-9]{1,6}")
BOOLEAN = Kind(
    "boolean", "BOOLEAN", Text("true/false、1/0 或 是/否", "true/false, 1/0 or 是/否"), r"(?i)true|false|1|0|是|否"
)
CHOICE = Kind("choice", "VARCHAR", Text("规定的取值之一", "one of the listed values"))
CURRENCY = Kind(
    "currency", "VARCHAR", Text("三位大写币种代码", "a currency code of three capital letters"), r"[A-Z]{3}"
)
PERIOD = Kind(
    "period",
    "VARCHAR",
    Text(
        "期间,如 2025、2025H1、2025Q3、2025-07 或 起..止",
        "a period such as 2025, 2025H1, 2025Q3, 2025-07 or START..END",
    ),
)
TAGS = Kind("tags", "VARCHAR", Text("标签,以 | 分隔", "tags separated by |"))


@dataclass(frozen=True)
class Column:
    """One column of a ledger table.

    `zh` is the field's Chinese word and the first accepted alias; `choices` maps each allowed value to its Chinese
    aliases; `refers_to` names the table whose key this value must be found in; `blank` says whether it may be empty.
    """

    name: str
    kind: Kind
    zh: str
    blank: bool = False
    aliases: tuple[str, ...] = ()
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    refers_to: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading by which the column is known."""
        return (self.name, self.zh, *self.aliases)
