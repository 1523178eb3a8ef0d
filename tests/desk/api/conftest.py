"""Fixtures of the API's tests: the officers of the assessment desk, with the small bank's ledger before them."""

from closing import officers

__all__ = ["officers"]
