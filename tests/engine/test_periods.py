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


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2025", "2024-01-01", "2024-12-31"),
        ("2024-02", "2023-02-01", "2023-02-28"),
        ("2025-02", "2024-02-01", "2024-02-29"),
        ("2024-02-01..2024-02-28", "2023-02-01", "2023-02-28"),
        ("2024-02-28..2024-02-28", "2023-02-28", "2023-02-28"),
        ("2024-02-29..2024-02-29", "2023-02-28", "2023-02-28"),
        ("2025-01-15..2025-03-20", "2024-01-15", "2024-03-20"),
    ],
)
def test_the_same_days_one_year_earlier(period: str, first: str, last: str) -> None:
    base = parse_period(period).base
    assert (str(base.start), str(base.last)) == (first, last)


@pytest.mark.parametrize(
    ("period", "is_year"),
    [
        ("2025", True), ("2025H1", False), ("2024-03-01..2025-02-28", True), ("2023-02-28..2024-02-27", True),
        ("2023-02-28..2024-02-28", False), ("2023-03-01..2024-02-28", False), ("2023-03-01..2024-02-29", True),
    ],
)  # fmt: skip
def test_a_year_ends_on_the_day_before_its_first_comes_again(period: str, is_year: bool) -> None:
    assert parse_period(period).is_year is is_year
