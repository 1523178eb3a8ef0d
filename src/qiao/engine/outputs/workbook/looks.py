"""How things look in the workbook: number patterns by unit, and a soft colour for each outcome, which words repeat."""

from functools import cache

from qiao.engine.errors import Text
from qiao.engine.outputs.workbook.book import Style

TEXT = Style(wrap=True)
BOLD = Style(wrap=True, bold=True)
# Text in a cell that says so: an identifier keeps its zeros and a name its first sign also when somebody edits it.
NAME = Style("@", wrap=True)
COUNT = Style("#,##0_ ")
POINTS = Style("0.00_ ", 2)
TOTAL = Style("0.00_ ", 2, bold=True)
SHARE = Style("0%_ ", 2)
ATTAINMENT = Style("#,##0.00%_ ", 4)
DATE = Style("yyyy-mm-dd")

_GREEN, _RED, _YELLOW, _ORANGE, _GREY, _BLUE = "#E2F0D9", "#F8D7DA", "#FFF3CD", "#FCE4D6", "#EDEDED", "#DDEBF7"
NEITHER = Style(fill=_GREY, wrap=True)
MET = Style(fill=_GREEN, wrap=True)
MISSED = Style(fill=_RED, wrap=True)
DECISIONS = {
    "promote": Style(fill=_GREEN, wrap=True),
    "keep": Style(fill=_BLUE, wrap=True),
    "keep_protected": Style(fill=_YELLOW, wrap=True),
    "demote": Style(fill=_RED, wrap=True),
    "improve": Style(fill=_ORANGE, wrap=True),
    "not_assessed": Style(fill=_GREY, wrap=True),
}
STATES = {
    "scored": TEXT,
    "unassigned": Style(fill=_YELLOW, wrap=True),
    "not_applicable": NEITHER,
    "missing_source": Style(fill=_RED, wrap=True),
}

_PLACES = {0: "#,##0", 2: "#,##0.00", 4: "#,##0.0000"}
_CURRENCIES = {"CNY": Text("元", "CNY"), "USD": Text("美元", "USD")}
_SPOKEN = _CURRENCIES | {"points": Text("分", "points")}


@cache
def value(unit: str, scale: int) -> Style:
    """Figures of a measure: thousands apart, the currency behind an amount, a flag as yes or no."""
    if unit == "flag":
        return Style('[=1]"有 yes"_ ;[=0]"无 no"_ ;0', scale, align="right", words=6)
    behind = f'" {unit}"' if unit in _CURRENCIES else ""
    return Style(f"{_PLACES[scale]}{behind}_ ", scale, words=len(unit) + 1 if behind else 0)


@cache
def margin(scale: int) -> Style:
    """A distance from a bar: over it or short of it, in words before the number."""
    places = _PLACES[scale]
    return Style(f'"高出 over by "{places}_ ;"差 short by "{places}_ ;"恰好 exactly"_ ', scale, words=17)


REACHED = Style('"完成 reached "0%_ ;"完成 reached "-0%_ ', 2, bold=True, words=18)


def spoken(units: int, scale: int, unit: str) -> Text:
    """A figure inside a sentence, with its unit."""
    whole, rest = divmod(abs(units), 10**scale)
    text = f"{'-' * (units < 0)}{whole:,}" + (f".{rest:0{scale}d}" if scale else "")
    named = _SPOKEN.get(unit)
    return Text(f"{text} {named.zh}", f"{text} {named.en}") if named else Text(text, text)


def both(text: Text) -> str:
    """A word in both languages on one line."""
    return f"{text.zh} {text.en}"


def stacked(text: Text) -> str:
    """A word in both languages, one below the other."""
    return f"{text.zh}\n{text.en}"
