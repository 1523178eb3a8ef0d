"""Masked values show enough to recognise them, and no more."""

import pytest

from qiao.desk.common import masking


@pytest.mark.parametrize(
    ("text", "shown"),
    [("13812341234", "138****1234"), ("11010119900307803X", "110****803X"), ("62881234", "62****34"), ("", "")],
)
def test_a_number_shows_its_ends_alone(text: str, shown: str) -> None:
    assert masking.number(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"), [("zhou@example.com", "z****@example.com"), ("@x", "****x"), ("", ""), ("a", "****")]
)
def test_an_address_shows_where_it_is_alone(text: str, shown: str) -> None:
    assert masking.address(text) == shown
