"""Names: their order, and every way in which somebody may look for one."""

import pytest
from cast import Cast

from qiao.desk.people import naming
from qiao.desk.people.models import User


@pytest.mark.parametrize(
    "text", ["沈若溪", "若溪", "溪", "srx", "SRX", "rx", "shen", "shenruoxi", "ruoxi", "Shen Ruoxi", "rm", "r"]
)
def test_a_person_is_found_by_name_pinyin_initials_latin_name_and_staff_number(cast: Cast, text: str) -> None:
    assert cast.rm in User.objects.found_by(text)


@pytest.mark.parametrize("text", ["沈溪", "hen", "srxx", "shen wei", "%", "沈_", "'"])
def test_a_person_is_not_found_by_what_is_not_theirs(cast: Cast, text: str) -> None:
    assert cast.rm not in User.objects.found_by(text)


def test_a_number_is_found_without_its_zeros(cast: Cast) -> None:
    assert [person.name for person in User.objects.found_by("218")] == ["罗嘉木"]


def test_a_surname_sorts_and_is_found_by_its_own_reading(cast: Cast) -> None:
    assert cast.admin.name_key == "zeng1 shou3 yi1"
    assert cast.admin in User.objects.found_by("zsy")
    assert cast.admin in User.objects.found_by("csy")  # how a dictionary would read it


def test_an_apostrophe_is_no_obstacle(cast: Cast) -> None:
    assert cast.rm2 in User.objects.found_by("cheng'an")
    assert cast.rm2 in User.objects.found_by("chengan")


def test_a_long_name_with_many_readings_keeps_its_keys_few() -> None:
    keys = naming.search_keys("乐" * 60, "", "1")
    assert len(keys) < 5000
    assert "乐" * 60 in keys


def test_a_changed_name_is_found_anew_and_the_old_one_no_more(cast: Cast) -> None:
    cast.rm.name = "沈听澜"
    cast.rm.save(update_fields=["name"])
    assert cast.rm in User.objects.found_by("stl")
    assert cast.rm not in User.objects.found_by("srx")
