"""The map of the buying centre: everybody stands where they stand, no two names meet, and it is reached by keyboard."""

import re
from itertools import combinations
from unittest.mock import Mock

import pytest
from django.template.loader import render_to_string

from qiao.desk.clients import maps
from qiao.desk.clients.models import Contact


def contact(name: str, influence: int, attitude: int, *roles: str) -> Contact:
    return Contact(name=name, influence=influence, attitude=attitude, roles=list(roles))


def test_more_influence_is_higher_and_more_for_us_further_right() -> None:
    low, high = maps.drawn([contact("低", 1, -2), contact("高", 5, 2)]).points[::-1]
    assert (low.contact.name, high.contact.name) == ("低", "高")
    assert (low.y > high.y, low.x < high.x) == (True, True)


def test_people_at_one_point_stand_below_one_another_and_the_picture_grows() -> None:
    crowd = [contact(f"人{number}", 3, 0) for number in range(9)]
    drawn = maps.drawn([*crowd, contact("旁", 3, 1), contact("上", 4, 0)])
    assert len({(point.x, point.y) for point in drawn.points}) == 11
    for one, other in combinations(drawn.points, 2):
        assert abs(one.x - other.x) >= maps.COLUMN or abs(one.y - other.y) >= maps.LINE
    assert drawn.height > maps.drawn(crowd[:1]).height
    assert max(point.y for point in drawn.points) < drawn.bottom


@pytest.mark.parametrize(
    ("name", "shown"),
    [("周建国", "周建国"), ("Alexander Montgomery", "Alexander Mon…"), ("欧阳阿卜杜热合曼江", "欧阳阿卜杜热…")],
)
def test_a_long_name_is_cut_to_its_cell(name: str, shown: str) -> None:
    assert maps.drawn([contact(name, 3, 0)]).points[0].name == shown


def test_each_person_is_a_link_with_a_name_and_whoever_decides_has_another_mark() -> None:
    drawn = maps.drawn([contact("周建国", 5, 1, "decider"), contact("吴洁", 2, -1, "gatekeeper")])
    svg = render_to_string("clients/people_map.html", {"map": drawn, "shell": Mock()})
    assert re.findall(r'<a href="/clients/people/[0-9a-f-]{36}/"[^>]*><title>([^:,<]+)', svg) == [
        "周建国",
        "吴洁",
    ]
    assert (svg.count("<polygon"), svg.count("<circle")) == (1, 1)
    assert "style=" not in svg


def test_whoever_left_is_not_on_it() -> None:
    gone = contact("走", 3, 0)
    gone.left_on = "2026-01-01"
    assert maps.drawn([gone]).points == []
