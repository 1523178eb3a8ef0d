"""The kinds of background work that the desk knows; a room adds its own in its module `work`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from qiao.desk.common.roles import Role

if TYPE_CHECKING:
    from qiao.desk.people.models import User

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Result:
    """What a work function gives back: a code of its own words with the figures in them, and where to see it.

    Figures are counts, ids and codes, never a personal value.
    """

    code: str = ""
    terms: Mapping[str, int | str] = field(default_factory=dict)
    link: str = ""


class UnknownKindError(LookupError):
    """No room of this version knows this kind of work."""


Function = Callable[..., "Result | None"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work: its function, what it is called, who may start it, and what it says on its way."""

    name: str
    function: Function
    title: Words
    roles: tuple[Role, ...]
    words: Mapping[str, Words]
    tries: int
    is_whole: bool
    is_offered: bool


_kinds: dict[str, Kind] = {}


def work(
    name: str,
    *,
    title: Words,
    roles: tuple[Role, ...],
    words: Mapping[str, Words] | None = None,
    tries: int = 3,
    whole: bool = True,
    offered: bool = False,
) -> Callable[[Function], Function]:
    """Register `function(progress, **arguments)` as a kind of work.

    Args:
        name: `noun.act`, stable for ever.
        title: what people call it, translated.
        roles: who may start it; the desk itself always may.
        words: code → sentence with `%(name)s` terms, for `progress.step(…, "code", name=…)` and for the `Result`.
        tries: how often it is begun before it counts as failed, when its process or its database goes away.
        whole: do it in one transaction that also holds its end, so that it happens once or not at all. Work that sets its
            transactions itself may be begun twice and has to stand that.
        offered: takes no arguments and stands as a button on the page of background work.
    """
    if not re.fullmatch(r"[a-z_]+\.[a-z_]+", name) or name in _kinds:
        raise ValueError(name)

    def decorator(function: Function) -> Function:
        _kinds[name] = Kind(name, function, title, roles, words or {}, tries, whole, offered)
        return function

    return decorator


def find(name: str) -> Kind:
    """The kind of this name.

    Raises:
        UnknownKindError: no room has written it down.
    """
    if name not in _kinds:
        raise UnknownKindError(name)
    return _kinds[name]


def offered_to(user: "User") -> list[Kind]:
    """What a person may start without saying more."""
    return [kind for kind in _kinds.values() if kind.is_offered and user.has_role(*kind.roles)]


def title(name: str) -> str:
    """What a kind is called; work of a kind that is no longer known keeps its row."""
    return str(_kinds[name].title) if name in _kinds else _("Work of an earlier version")


def phrase(name: str, code: str, terms: Mapping[str, Any]) -> str:
    """A kind's own words in the reader's language."""
    words = _kinds[name].words.get(code) if name in _kinds else None
    return str(words) % dict(terms) if words else ""
