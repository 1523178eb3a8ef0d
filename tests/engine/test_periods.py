"""A period has one name, however it is typed."""

import pytest

from qiao.engine import parse_period
from qiao.engine.errors import RequestError


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("２０２５", "2025"),
        ("２０２５Ｈ１", "2025H1"),
        ("２025Q３", "2025Q3"),
        ("２０２５－０７", "2025-07"),
        ("２０２５－０１－０１．．２０２５－１２－３１", "2025"),
        ("2025-01-01..2025-06-30", "2025H1"),
        ("２０２５-01-15..2025-03-20", "2025-01-15..2025-03-20"),
    ],
)
def test_full_width_signs_name_the_same_period(typed: str, name: str) -> None:
    assert parse_period(typed) == parse_period(name)
    assert parse_period(typed).label == name


@pytest.mark.parametrize(
    "typed", ["٢٠٢٥", "२०२५", "２０２５年", "2025-13", "2025-06-30..2025-01-01", "２０２５Ｈ３", ""]
)
def test_what_names_no_days_is_refused(typed: str) -> None:
    with pytest.raises(RequestError, match="Unknown period"):
        parse_period(typed)
