"""Ranges of PostgreSQL, for constraints that let nothing overlap; no extension is needed."""

from typing import Any

from django.db.models import Func, Value


class Days(Func):
    """The days from one to another, both included; without a last one they go on."""

    function = "daterange"

    def __init__(self, first: str, last: str) -> None:
        """Name the fields."""
        super().__init__(first, last, Value("[]"))


class Moments(Func):
    """The time from one moment up to another."""

    function = "tstzrange"


class Same(Func):
    """A number as a range of itself: what an exclusion compares for equality."""

    function = "int8range"

    def __init__(self, number: Any) -> None:
        """Name the field, or give an expression."""
        super().__init__(number, number, Value("[]"))


class Hash(Func):
    """A word as a number. Two words may share one: use it for a few fixed words, and test that they don't."""

    function = "hashtext"
