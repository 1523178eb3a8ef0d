"""The rows of the list of clients: a page has hundreds of cells, so a tag writes them, not loops with conditions."""

from collections.abc import Callable
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qiao.desk.clients.columns import Line
from qiao.desk.ui import figures
from qiao.desk.ui.templatetags.qiao import NOTHING, day, difference, money

register = template.Library()


@register.simple_tag(takes_context=True)
def client_rows(context: Context, lines: list[Line], are_chosen: bool) -> SafeString:
    """The rows; of those that may be chosen, each begins with its box."""
    badge = format_html(' <span class="q-badge q-warn">{}</span>', _("waits for its first account"))
    choose = _("Choose %(client)s")
    return SafeString("".join(_row(context, line, choose if are_chosen else "", badge) for line in lines))


def _row(context: Context, line: Line, choose: str, badge: str) -> str:
    client = line.client
    name, box = conditional_escape(client.name), ""
    if choose:
        box = (
            f'<td><input type="checkbox" class="form-check-input" name="client" value="{client.uuid}" form="choosing"'
            f' aria-label="{conditional_escape(choose % {"client": client.name})}"></td>'
        )
    named = f'<a href="{client.get_absolute_url()}">{name}</a>{badge if client.is_awaited else ""}'
    filled = (
        f"<td{_LOOKS.get(one.kind, '')}>{conditional_escape(_WAYS[one.kind](context, one.value))}</td>"
        for one in line.cells
    )
    return f'<tr>{box}<td class="q-name">{named}</td>{"".join(filled)}</tr>'


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
