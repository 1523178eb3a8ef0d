"""The kinds of notice that the desk knows, each with its words in the reader's language."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

Words = str | Promise
Told = Mapping[str, Any]  # the ids and codes of one notice
Terms = Callable[[Sequence[Told]], Sequence[Told]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice, which a person may mute."""

    code: str
    label: Words
    words: Words
    terms: Terms


def as_they_are(told: Sequence[Told]) -> Sequence[Told]:
    """Terms that need no names."""
    return told


_kinds: dict[str, Kind] = {}


def notice(code: str, *, label: Words, words: Words, terms: Terms = as_they_are) -> None:
    """Register a kind of notice.

    Args:
        code: `noun.verbed`, stable for ever.
        label: what the kind is called where it is muted.
        words: a sentence with `%(name)s` terms.
        terms: turns the ids and codes of many notices into words, where their sentences need them: a page asks once for all.
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


def named(
    told: Sequence[Told], key: str, found: QuerySet[Any], name: Callable[[Any], str] = str
) -> Callable[[Told], str]:
    """Records by their names, read once for all notices: tells what a notice's term calls, a dash where there is none.

    Args:
        told: the notices' terms.
        key: the term that holds the public id of a record.
        found: where such records are looked for.
        name: what a record is called.
    """
    wanted = {terms[key] for terms in told if key in terms}
    names = {str(record.uuid): name(record) for record in found.filter(uuid__in=wanted)} if wanted else {}
    return lambda terms: names.get(str(terms.get(key)), "–")


def phrases(told: Sequence[tuple[str, Told]]) -> list[str]:
    """What notices say, each given by its code and terms; one of a kind that is no longer known keeps its row."""
    said = [_("A notice of an earlier version")] * len(told)
    rooms: dict[Terms, list[int]] = {}
    for place, (code, _terms) in enumerate(told):
        if code in _kinds:
            rooms.setdefault(_kinds[code].terms, []).append(place)
    for in_words, places in rooms.items():
        for place, terms in zip(places, in_words([told[place][1] for place in places]), strict=True):
            said[place] = str(_kinds[told[place][0]].words) % terms
    return said
