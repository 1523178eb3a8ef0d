"""The cells of the list of clients: a page has hundreds, so a tag writes a row of them, not a loop with conditions."""

from collections.abc import Callable
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qiao.desk.clients.columns import Cell
from qiao.desk.ui import figures
from qiao.desk.ui.templatetags.qiao import NOTHING, day, difference, money

register = template.Library()


@register.simple_tag(takes_context=True)
def cells(context: Context, shown: list[Cell]) -> SafeString:
    """The cells of a row."""
    filled = ((_LOOKS.get(one.kind, ""), _WAYS[one.kind](context, one.value)) for one in shown)
    return SafeString("".join(f"<td{look}>{conditional_escape(words)}</td>" for look, words in filled))


def _managers(context: Context, managed: list[Any]) -> SafeString:
    if not managed:
        return format_html('<span class="q-badge q-warn">{}</span>', _("nobody"))
    return format_html_join(
        " · ", "{}{}", ((one.manager, _part(one.share) if one.share < 1 else "") for one in managed)
    )


def _part(ratio: Any) -> SafeString:
    return format_html(" <small>{}</small>", figures.share(ratio))


def _text(context: Context, value: Any) -> SafeString | str:
    return NOTHING if value in (None, "") else conditional_escape(value)


_LOOKS = {
    "money": ' class="q-num"',
    "change": ' class="q-num"',
    "managers": ' class="q-people"',
}
_WAYS: dict[str, Callable[[Context, Any], SafeString | str]] = {
    "money": money,
    "change": lambda context, value: difference(context, value, unit="money"),
    "day": lambda context, value: day(value),
    "code": lambda context, value: format_html('<span class="q-num">{}</span>', value),
    "managers": _managers,
    "text": _text,
}
