"""The kinds of notice that the desk knows, each with its words in the reader's language."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Words = str | Promise
Terms = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice, which a person may mute."""

    code: str
    label: Words
    words: Words
    terms: Terms


_kinds: dict[str, Kind] = {}


def notice(code: str, *, label: Words, words: Words, terms: Terms = dict) -> None:
    """Register a kind of notice.

    Args:
        code: `noun.verbed`, stable for ever.
        label: what the kind is called where it is muted.
        words: a sentence with `%(name)s` terms.
        terms: turns the ids and codes of a notice into words, where the sentence needs them.
    """
    if code in _kinds:
        raise ValueError(code)
    _kinds[code] = Kind(code, label, words, terms)


def is_known(code: str) -> bool:
    """Whether a room has written this kind down."""
    return code in _kinds


def known() -> Iterator[Kind]:
    """Every kind, by its code."""
    yield from (_kinds[code] for code in sorted(_kinds))


def phrase(code: str, terms: Mapping[str, Any]) -> str:
    """What a notice says; one of a kind that is no longer known keeps its row."""
    if code not in _kinds:
        return _("A notice of an earlier version")
    return str(_kinds[code].words) % _kinds[code].terms(dict(terms))
