"""Figures of an explanation in templates: each kind of unit as it is read, the exact figure on hover and for machines."""

from decimal import Decimal
from functools import lru_cache

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiao.desk.ui import figures
from qiao.desk.ui.templatetags.qiao import NOTHING, icon, money

register = template.Library()


@register.simple_tag(takes_context=True)
def measured(context: Context, value: Decimal | None, unit: str = "") -> SafeString | str:
    """A figure of a unit of the engine's: money in the reader's unit, a ratio in per cent, anything else with its own places."""
    if value is None or value == "":
        return NOTHING
    if unit in {"CNY", "USD"}:
        return money(context, value)
    if unit == "flag":
        return _("yes") if value else _("no")
    text = (
        figures.per_cent(value) if unit == "ratio" else figures.number(value, max(0, -int(value.as_tuple().exponent)))
    )
    return SafeString(f'<data class="q-num" value="{value:f}">{text}</data>')  # digits and their signs


@register.filter
def currency(unit: str) -> str:
    """What is said beside a figure that is no yuan."""
    return {"USD": _("USD")}.get(unit, "")


@register.simple_tag
def sign(verdict: str | bool, words: str = "") -> SafeString:
    """Whether a bar is met, as `<c-status>` shows it: a page has scores of them, which a component is too slow for."""
    kind = verdict if isinstance(verdict, str) else "met" if verdict else "missed"
    return _drawn(kind, words, str(_SIGNS.get(kind, _SIGNS["open"])[1]))


@lru_cache(maxsize=256)
def _drawn(kind: str, words: str, told: str) -> SafeString:
    picture, _told = _SIGNS.get(kind, _SIGNS["open"])
    hidden = format_html('<span class="visually-hidden">{}</span>', told)
    return format_html('<span class="q-status q-{}">{}{}{}</span>', kind, icon(picture), hidden, words)


_SIGNS = {
    "met": ("check", gettext_lazy("met")),
    "missed": ("x", gettext_lazy("missed")),
    "open": ("clock", gettext_lazy("open")),
}
