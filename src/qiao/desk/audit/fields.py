"""Columns that Django has no field for."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class TransactionId(models.Field[int, int]):
    """The 64-bit number of a transaction (`xid8`), as PostgreSQL counts them."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """PostgreSQL's own type."""
        return "xid8"

    def get_prep_value(self, value: Any) -> str | None:
        """As text: PostgreSQL casts no integer to it."""
        return None if value is None else str(value)

    def from_db_value(self, value: Any, *_: object) -> int | None:
        """As a number."""
        return None if value is None else int(value)
