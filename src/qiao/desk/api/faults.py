"""What is wrong with a request, field by field, in the caller's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qiao.desk.api.problems import REFUSED, Fault, ProblemError

_UUID = _("This is not an id: 32 hexadecimal digits with hyphens.")
_NUMBER = _("This is not a whole number.")
_DAY = _("This is not a day: write it as 2026-01-31.")
_MOMENT = _("This is not a moment: write it as 2026-01-31T09:00:00+08:00.")
_SENTENCES: dict[str, Promise] = {
    "missing": _("This is required."),
    "extra_forbidden": _("There is no such parameter."),
    "uuid_parsing": _UUID,
    "uuid_type": _UUID,
    "int_parsing": _NUMBER,
    "int_type": _NUMBER,
    "int_from_float": _NUMBER,
    "int_parsing_size": _NUMBER,
    "greater_than_equal": _("This must be at least %(ge)s."),
    "less_than_equal": _("This must be at most %(le)s."),
    "too_short": _("There must be at least %(min_length)s of these."),
    "too_long": _("There may be at most %(max_length)s of these."),
    "string_too_short": _("This must have at least %(min_length)s characters."),
    "string_too_long": _("This must have at most %(max_length)s characters."),
    "string_pattern_mismatch": _("This holds a character that is not accepted."),
    "enum": _("This must be one of: %(expected)s."),
    "literal_error": _("This must be one of: %(expected)s."),
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": _MOMENT,
}
_OTHER = _("This value is not accepted.")


def told(errors: list[dict[str, Any]]) -> tuple[Fault, ...]:
    """The faults of a request that does not fit its description."""
    return tuple(Fault(field=_field(error["loc"]), message=_sentence(error)) for error in errors)


def need_known(given: set[str], known: set[str]) -> None:
    """Refuse fields of a form that there are not."""
    if unknown := sorted(given - known):
        sentence = str(_SENTENCES["extra_forbidden"])
        raise ProblemError(REFUSED, sentence, *(Fault(field=name[:80], message=sentence) for name in unknown[:20]))


def _field(place: tuple[str | int, ...]) -> str:
    """The caller's own name: without where it stood, nor how the program groups parameters."""
    return str(place[-1]) if place else ""


def _sentence(error: Mapping[str, Any]) -> str:
    words = error.get("ctx", {})
    if "expected" in words:
        words = {"expected": str(words["expected"]).replace("'", "").replace(" or ", ", ")}
    return str(_SENTENCES.get(error["type"], _OTHER) % words)
