"""Django's templates in fewer steps: the same text, a fifth of a page's time less.

Three of Django's own functions are replaced, so this file is to be read again when Django is upgraded; `tests/desk/ui/test_rendering.py`
holds each to what Django's does.
"""

import html
import threading
from typing import Any

from django.conf import settings
from django.template import base
from django.template.base import Variable
from django.utils.safestring import SafeString
from django.utils.translation import trans_real

_Variable: Any = Variable  # the types say nothing of what is its own
_in_full, _written_in_full = _Variable._resolve_lookup, base.render_value_in_context


def quicken() -> None:
    """Put the quick ones in their places; once, before the first page."""
    _Variable._resolve_lookup = resolve_lookup
    base.render_value_in_context = render_value_in_context
    # Asked for several hundred times a page. We serve with threads, never with coroutines, which Django's own place tells apart.
    trans_real._active = threading.local()  # type: ignore[attr-defined]


def resolve_lookup(self: Any, context: Any) -> Any:
    """What a name with dots stands for: of most things an attribute, which Django tries last, an exception later.

    Whatever is not plain, and every failure, is left to Django's own, from the beginning.
    """
    try:
        current = _named(context, self.lookups[0])
        if callable(current):
            current = _called(current)
        for bit in self.lookups[1:]:
            current = _of(current, bit)
            if callable(current):
                current = _called(current)
    except Exception:  # Django's tells which of them are to be silent, and names the others
        return _in_full(self, context)
    return current


def _named(context: Any, name: str) -> Any:
    for names in reversed(context.dicts):
        if name in names:
            return names[name]
    raise KeyError(name)


def _of(thing: Any, bit: str) -> Any:
    kind = type(thing)
    if kind is dict:
        return thing[bit] if bit in thing else getattr(thing, bit)
    if not hasattr(kind, "__getitem__") or issubclass(kind, tuple):
        return getattr(thing, bit)
    try:
        return thing[bit]
    except (TypeError, AttributeError, KeyError, ValueError, IndexError):
        return getattr(thing, bit)


def _called(thing: Any) -> Any:
    if getattr(thing, "do_not_call_in_templates", False):
        return thing
    if getattr(thing, "alters_data", False):
        raise TypeError
    return thing()


def render_value_in_context(value: Any, context: Any) -> Any:
    """How a value is written: text and whole numbers at once, everything else by Django's own."""
    kind = type(value)
    if kind is SafeString:
        return value
    if context.autoescape:
        if kind is str:
            return SafeString(html.escape(value))
        if kind is int and not settings.USE_THOUSAND_SEPARATOR:
            return SafeString(value)
    return _written_in_full(value, context)
