"""What an event's details may hold: ids, field names, codes, numbers and days; never what a person typed."""

import logging
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings

_log = logging.getLogger(__name__)

# A code begins with a letter, or is a short number, a day, a period, a UUID or a hash; a phone, an account, a certificate or a
# sentence is none of them.
_CODE = re.compile(
    r"[A-Za-z_][A-Za-z0-9_.:/+-]{0,79}"
    r"|\d{1,6}|\d{4}[.-]\d{1,2}|\d{4}[HQ]\d"
    r"|\d{4}-\d\d-\d\d(T[0-9:.+Z-]{5,26}|\.\.\d{4}-\d\d-\d\d)?"
    r"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|[0-9a-f]{32}|[0-9a-f]{64}",
    re.ASCII,
)
WITHHELD = "withheld"


class PersonalDetailError(TypeError):
    """A detail is neither an id nor a code nor a number; it might be somebody's name."""


def clean(code: str, details: Mapping[str, object]) -> dict[str, Any]:
    """The details as JSON.

    What does not look like a code is never written. In tests that is an error of whoever wrote the call; at a bank's desk
    the act goes on, the detail is withheld, and the log tells its name.
    """
    return {name: _one(f"{code}: {name}", value) for name, value in details.items()}


def _one(where: str, value: object) -> Any:
    match value:
        case None | bool() | int():
            return value
        case str() if _CODE.fullmatch(value):
            return str(value)
        case UUID() | Decimal():
            return str(value)
        case date():  # and datetime
            return value.isoformat()
        case list() | tuple() | set() | frozenset():
            return [_one(where, item) for item in value]
    if getattr(settings, "AUDIT_IS_STRICT", False):
        raise PersonalDetailError(f"{where} is no id, code, number or day; personal values go into `personal`")
    _log.error("a detail of an event was withheld: %s", where)
    return WITHHELD
