"""Figures of a standard: written as text with their unit, held as exact integers, printed back the same way."""

import re
import unicodedata
from datetime import date
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator, PlainSerializer, PlainValidator, WithJsonSchema

from qiao.engine import money
from qiao.engine.errors import Text

_LONGEST_LABEL = 120
# Unassigned, private, surrogate, control and format characters, line and paragraph separators: never in a label, since a
# label goes to terminals, workbooks and letters.
_UNPRINTABLE = frozenset({"Cn", "Co", "Cs", "Cc", "Cf", "Zl", "Zp"})


_GIVEN: dict[type, Text] = {list: Text("列表", "a list"), dict: Text("若干键值", "keys with values")}


class MisreadError(ValueError):
    """A figure or a name of another shape than asked; says in both languages what to write."""

    def __init__(self, wanted: Text, value: object) -> None:
        """`wanted` is what should stand there, `value` what does."""
        zh, en = _GIVEN.get(type(value)) or Text(shorten(value), shorten(value))
        self.text = Text(f"应填写{wanted.zh},而不是 {zh}", f"write {wanted.en}, not {en}")
        super().__init__(self.text.en)


def shorten(value: object) -> str:
    """A value as a message shows it: quoted, control characters escaped, cut when it is long."""
    shown = ascii(value) if isinstance(value, str) and not is_label(value) else repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}…"


def is_label(text: str) -> bool:
    """Whether a text can be printed anywhere on one line."""
    return all(unicodedata.category(sign) not in _UNPRINTABLE for sign in text)


class Amount(NamedTuple):
    """An amount of money: hundredths of `currency`."""

    units: int
    currency: str

    def __str__(self) -> str:
        """As in the standard's file: `60000000.00 CNY`."""
        return f"{money.as_text(self.units, 2)} {self.currency}"


class Notation(NamedTuple):
    """How a kind of number is written: its shape, how many places it is held with, what may follow it."""

    shape: str
    scale: int
    wanted: Text
    suffix: str = ""

    def parse(self, value: object) -> int:
        """The units of 10^-scale; an int is taken as such units, since only code can pass one. MisreadError for another shape."""
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if not isinstance(value, str) or not re.fullmatch(self.shape, value):
            raise MisreadError(self.wanted, value)
        return money.parse(value.removesuffix(self.suffix), self.scale)

    def show(self, units: int) -> str:
        """As in the standard's file, without zeros that say nothing: `0.25`, `8`, `15%`."""
        text = money.as_text(units, self.scale)
        return (text.rstrip("0").rstrip(".") if self.scale else text) + self.suffix

    @property
    def schema(self) -> dict[str, object]:
        """JSON Schema: editors read `8` as a number, so a unit without a suffix allows both."""
        kinds: object = "string" if self.suffix else ["string", "number" if self.scale else "integer"]
        return {"type": kinds, "pattern": f"^{self.shape}$"}


POINTS = Notation(
    r"-?(?:0|[1-9][0-9]{0,3})(?:\.[0-9]{1,2})?",
    2,
    Text("分数(至多两位小数,如 8 或 0.25)", "points with at most two places such as 8 or 0.25"),
)
RATIO = Notation(
    r"-?(?:0|[1-9][0-9]{0,5})(?:\.[0-9]{1,4})?",
    4,
    Text("比率(至多四位小数,如 0.6)", "a ratio with at most four places such as 0.6"),
)
PERCENT = Notation(
    r"(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{1,2})?%", 2, Text("百分数(如 15%)", "a percentage such as 15%"), "%"
)
WHOLE = Notation(
    r"(?:0|[1-9][0-9]{0,5})", 0, Text("不超过六位的整数(如 3)", "a whole number of at most six digits such as 3")
)

_AMOUNT = r"-?(?:0|[1-9][0-9]{0,13})(?:\.[0-9]{1,2})? [A-Z]{3}"
_AMOUNT_WANTED = Text("金额与币种(如 60000000.00 CNY)", "an amount with its currency such as 60000000.00 CNY")
_BAR_WANTED = Text(
    "金额与币种(如 60000000.00 CNY)或整数", "an amount with its currency such as 60000000.00 CNY, or a whole number"
)
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DAY_WANTED = Text("日期(如 2025-01-01)", "a date such as 2025-01-01")
_SWITCH_WANTED = Text(" true 或 false", "true or false")
_LABEL_WANTED = Text(
    f"一行可打印的文字(1 至 {_LONGEST_LABEL} 字)", f"one line of printable text of 1 to {_LONGEST_LABEL} characters"
)


def parse_amount(value: object) -> Amount:
    """An amount from its text; MisreadError for another shape."""
    if isinstance(value, Amount):
        return value
    if not isinstance(value, str) or not re.fullmatch(_AMOUNT, value):
        raise MisreadError(_AMOUNT_WANTED, value)
    number, _, currency = value.partition(" ")
    return Amount(money.parse(number, 2), currency)


def _parse_bar(value: object) -> Amount | int:
    if isinstance(value, Amount) or (isinstance(value, str) and re.fullmatch(_AMOUNT, value)):
        return parse_amount(value)
    try:
        return WHOLE.parse(value)
    except MisreadError as error:
        raise MisreadError(_BAR_WANTED, value) from error


def _parse_day(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        if not isinstance(value, str) or not re.fullmatch(_DAY, value):
            raise ValueError(value)
        return date.fromisoformat(value)
    except ValueError as error:
        raise MisreadError(_DAY_WANTED, value) from error


def _parse_switch(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value not in ("true", "false"):
        raise MisreadError(_SWITCH_WANTED, value)
    return value == "true"


def _parse_label(value: object) -> str:
    if (
        not isinstance(value, str)
        or not 1 <= len(value) <= _LONGEST_LABEL
        or value != value.strip()
        or not is_label(value)
    ):
        raise MisreadError(_LABEL_WANTED, value)
    return value


def _named(shape: str, wanted: Text, kind: object = "string") -> tuple[PlainValidator, WithJsonSchema]:
    def parse(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(shape, value):
            raise MisreadError(wanted, value)
        return value

    return PlainValidator(parse), WithJsonSchema({"type": kind, "pattern": f"^{shape}$"})


def _number(notation: Notation) -> tuple[BeforeValidator, PlainSerializer, WithJsonSchema]:
    return (
        BeforeValidator(notation.parse),
        PlainSerializer(notation.show, return_type=str),
        WithJsonSchema(notation.schema),
    )


def _shown(value: object) -> str:
    return str(value)


def _switch_text(value: object) -> str:
    return "true" if value else "false"


Points = Annotated[int, *_number(POINTS)]
"""Points at scale 2."""

Ratio = Annotated[int, *_number(RATIO)]
"""A ratio at scale 4."""

Percent = Annotated[int, *_number(PERCENT)]
"""A percentage in hundredths of a per cent (15 % is 1500)."""

Whole = Annotated[int, *_number(WHOLE)]
"""A whole number."""

Money = Annotated[
    Amount,
    PlainValidator(parse_amount),
    PlainSerializer(_shown, return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_AMOUNT}$"}),
]
"""An amount with its currency."""

Bar = Annotated[
    Amount | int,
    PlainValidator(_parse_bar),
    PlainSerializer(_shown, return_type=str),
    WithJsonSchema({"type": ["string", "integer"], "pattern": f"^(?:{_AMOUNT}|{WHOLE.shape})$"}),
]
"""A threshold's bar: an amount for a measure of money, a whole number for a count."""

Day = Annotated[
    date,
    PlainValidator(_parse_day),
    PlainSerializer(_shown, return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_DAY}$"}),
]
"""An ISO date."""

Switch = Annotated[
    bool,
    PlainValidator(_parse_switch),
    PlainSerializer(_switch_text, return_type=str),
    WithJsonSchema({"enum": [True, False, "true", "false"]}),
]
"""`true` or `false`, nothing that looks like it."""

Label = Annotated[
    str, PlainValidator(_parse_label), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": _LONGEST_LABEL})
]
"""A text that people read, on one line."""

Identifier = Annotated[
    str,
    *_named(
        "[a-z][a-z0-9_]{0,63}",
        Text(
            "小写字母、数字和下划线组成的名称(如 deposit_adb)",
            "a name of small letters, digits and _ such as deposit_adb",
        ),
    ),
]
"""The name of a measure, a book, an item or a class of items."""

Code = Annotated[
    str,
    *_named(
        "[A-Z][A-Z0-9_]{0,31}",
        Text("大写字母、数字和下划线组成的代码(如 CORP01)", "a code of capitals, digits and _ such as CORP01"),
    ),
]
"""The code of an indicator or a category."""

StandardId = Annotated[
    str,
    *_named(
        "[a-z0-9][a-z0-9._-]{0,63}", Text("标准编号(如 qiao-default)", "the id of a standard such as qiao-default")
    ),
]
"""The id of a standard."""

Version = Annotated[
    str,
    *_named(
        r"[0-9A-Za-z][0-9A-Za-z._-]{0,31}", Text("版本号(如 2025.1)", "a version such as 2025.1"), ["string", "number"]
    ),
]
"""The version of a standard."""
