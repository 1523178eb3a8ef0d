"""Addresses of records of which a page lists hundreds: resolved once for each kind, not for each record."""

from functools import cache
from uuid import UUID

from django.urls import reverse

_NOBODY = UUID(int=0)


def of(name: str, uuid: UUID) -> str:
    """The address of this name with one record's id in it, as `reverse` gives it."""
    before, behind = _around(name)
    return f"{before}{uuid}{behind}"


@cache
def _around(name: str) -> tuple[str, str]:
    before, behind = reverse(name, args=[_NOBODY]).split(str(_NOBODY))
    return before, behind
