"""Tags that stand for a component where a page has hundreds of it draw what the component draws; figures keep their signs."""

from decimal import Decimal

import pytest
from django.template import engines
from django.utils.safestring import SafeString
from django_cotton.compiler_regex import CottonCompiler

from qiao.desk.ui import figures
from qiao.desk.ui.templatetags.qiao import badge


@pytest.mark.parametrize("tone", ["", "warn"])
@pytest.mark.parametrize("picture", ["", "users"])
@pytest.mark.parametrize("label", ["kept", "a & <b>", SafeString("<i>safe</i>")])
def test_a_badge_is_the_component(label: str, tone: str, picture: str) -> None:
    written = CottonCompiler().process('<c-badge tone="{{ tone }}" icon="{{ picture }}">{{ label }}</c-badge>')
    component = engines["django"].from_string(written).render({"label": label, "tone": tone, "picture": picture})
    assert badge(label, tone, picture) == component.strip()


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (Decimal("-1234567.895"), 2, "−1,234,567.90"), (Decimal("-0.004"), 2, "0.00"), (Decimal("0.005"), 2, "0.01"),
        (-3, 0, "−3"), (1_000, 1, "1,000.0"),
    ],
)  # fmt: skip
def test_a_number_shows_a_minus_only_where_something_is_left(value: Decimal | int, places: int, written: str) -> None:
    assert figures.number(value, places) == written
