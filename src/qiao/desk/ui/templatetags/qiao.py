"""Formatting of values inside templates: money, dates, figures, icons. Markup that repeats is a component instead."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from html import escape
from typing import Any, Literal

from django import template
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from qiao.desk.ui import figures
from qiao.desk.ui.charts import Chart

register = template.Library()
NOTHING = "–"


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """An icon of the sprite, an ornament beside words that say the same."""
    return format_html(
        '<svg class="q-icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("kit/icons.svg"),
        name,
    )


@register.simple_tag
def badge(label: object, tone: str = "", picture: str = "") -> SafeString:
    """A word in a frame, as `<c-badge>` shows it: a list has hundreds, which a component is too slow for."""
    kind = f" q-{conditional_escape(tone)}" if tone else ""
    return SafeString(
        f'<span class="q-badge{kind}">{icon(picture) if picture else ""}{conditional_escape(str(label))}</span>'
    )


@register.simple_tag(takes_context=True)
def money(context: Context, yuan: Decimal | int | None, unit: str = "") -> SafeString | str:
    """An amount in the reader's unit, the full figure on hover and for machines."""
    if yuan is None or yuan == "":
        return NOTHING
    shown = figures.money(yuan, unit or context["shell"].money_unit)
    # Figures are digits and their signs; a list has hundreds of them.
    full = f"{figures.money(yuan)} {_yuan(get_language())}"
    return SafeString(f'<data class="q-num" value="{yuan:f}" title="{full}">{shown}</data>')


@cache
def _yuan(_language: str | None) -> str:
    """What a yuan is called in the language that is spoken."""
    return escape(str(figures.UNITS["yuan"].name))


@register.simple_tag(takes_context=True)
def difference(context: Context, value: Decimal | int | None, unit: str = "", places: int = 2) -> SafeString | str:
    """A change with its sign, an arrow and the colour of its direction; `unit="money"` is money in the reader's unit."""
    if value is None or value == "":
        return NOTHING
    text = figures.money(value, context["shell"].money_unit) if unit == "money" else figures.number(value, places)
    direction = "up" if value > 0 else "down" if value < 0 else "flat"
    arrow = {"up": "▲", "down": "▼", "flat": ""}[direction]
    return SafeString(f'<span class="q-num q-{direction}">{arrow}{figures.signed(text)}</span>')


@register.filter
def figure(value: Decimal | int | None, places: int = 2) -> str:
    """A plain figure."""
    return NOTHING if value is None or value == "" else figures.number(value, places)


@register.filter
def exact(value: Decimal | None) -> str:
    """A figure with every place that it has, two at least."""
    if value is None or value == "":
        return NOTHING
    return figures.number(value, max(2, -int(value.as_tuple().exponent)))


@register.filter
def count(value: int | Literal[""] | None) -> str:
    """How many, with thousands set apart."""
    return NOTHING if value is None or value == "" else figures.number(value, 0)


@register.filter
def share(value: Decimal | None) -> str:
    """A share as a percentage, 70% or 33.33%."""
    return NOTHING if value is None or value == "" else figures.share(value)


@register.filter
def per_cent(value: Decimal | None) -> str:
    """A ratio as a percentage with one place, 41.6%."""
    return NOTHING if value is None or value == "" else figures.per_cent(value, 1)


@register.filter
def day(value: date | datetime | None) -> SafeString | str:
    """A day, the same for every reader: 2026-11-26."""
    if not value:
        return NOTHING
    on = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return SafeString(f'<time class="q-num" datetime="{on.isoformat()}">{on.isoformat()}</time>')


@register.filter
def moment(value: datetime | date | None) -> SafeString | str:
    """A day and a time in the bank's zone, the seconds on hover; a day alone where there is no time."""
    if not isinstance(value, datetime):
        return day(value)
    at = timezone.localtime(value)
    shown, full = at.strftime("%Y-%m-%d %H:%M"), at.strftime("%Y-%m-%d %H:%M:%S")
    return SafeString(f'<time class="q-num" datetime="{at.isoformat()}" title="{full}">{shown}</time>')


@register.simple_tag
def drawing(chart: Chart, identifier: str) -> SafeString:
    """What the script draws of a chart, as data that is never run."""
    return json_script(chart.drawing, identifier)


@register.simple_tag
def chart_rows(chart: Chart) -> SafeString:
    """The rows of a chart's table: hundreds of days, which the template's own loops are too slow for."""
    between = '</td><td class="q-num">'
    rows = (
        f'<tr><th scope="row">{escape(label)}</th><td class="q-num">{between.join(printed)}</td></tr>'
        for label, printed in chart.rows
    )
    return SafeString("".join(rows))  # printed figures are digits and their signs


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The page's own query with some values changed, for a link that keeps the other filters."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            params.pop(name, None)
        else:
            params[name] = str(value)
    return f"?{params.urlencode()}"


@register.filter
def described_by(field: BoundField) -> str:
    """Ids of what stands under a field: its help and what is wrong with it."""
    ids = ([f"{field.auto_id}_help"] if field.help_text else []) + ([f"{field.auto_id}_errors"] if field.errors else [])
    return " ".join(ids)


@register.filter
def widget_kind(field: BoundField) -> str:
    """How a field is laid out: check, checks, or its usual line."""
    kind = type(field.field.widget).__name__
    return {"CheckboxInput": "check", "CheckboxSelectMultiple": "checks", "RadioSelect": "checks"}.get(kind, "line")


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """A field's control, dressed and tied to its help and its errors."""
    base = {"Select": "form-select", "SelectMultiple": "form-select", "CheckboxInput": "form-check-input"}
    kind = type(field.field.widget).__name__
    attrs: dict[str, str | bool] = {
        "class": f"{base.get(kind, '' if widget_kind(field) == 'checks' else 'form-control')} {'is-invalid' if field.errors else ''}".strip()
    }
    if ids := described_by(field):
        attrs["aria-describedby"] = ids
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)
