"""The levers of a simulation: every figure of a standard with its words, and the words that are rules; what was typed becomes changes."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from qiao.desk.assess import words
from qiao.desk.assess.queries.standards import PARTS, figures
from qiao.desk.common.languages import said, spoken
from qiao.engine import Change, Figure, Loaded, Standard, alternatives, described, plain

KEY = "at:"  # before a path, the name of its field in the form
_LEFT_OUT = ("effective_from",)
_RULES = {"pool.by": ("bank", "branch"), "decision.periods": ("year", "any")}
_METHOD = ".scoring.method"
_KEPT = 16  # standards
_EXAMPLE = re.compile(r"[;;]|, such as")  # what follows in a description is how to write it, not what it is


class Lever(NamedTuple):
    """One figure that may be other.

    Attributes:
        choices: codes and words where it is one of few.
        needs_ledger: what is measured changes with it.
        now: what stands in the form.
    """

    path: str
    part: str
    group: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...]
    is_banks_own: bool
    clause: str
    needs_ledger: bool
    now: str = ""

    @property
    def key(self) -> str:
        """The name of its field."""
        return f"{KEY}{self.path}"

    @property
    def is_changed(self) -> bool:
        """Whether something else stands in the form."""
        return self.now != self.value

    def shown(self, value: str | None) -> str:
        """A value in words."""
        return dict(self.choices).get(value or "", value or "–")


class Part(NamedTuple):
    """A part of the standard with its levers."""

    code: str
    title: str
    levers: list[Lever]

    @property
    def changed(self) -> int:
        """How many of them are other."""
        return sum(lever.is_changed for lever in self.levers)


def levers(loaded: Loaded, data: Mapping[str, str]) -> list[Lever]:
    """Every lever, with what was typed; in the order of the standard."""
    return [lever._replace(now=_typed(data, lever.path, lever.value)) for lever in _told(loaded, spoken())]


def parts(found: list[Lever]) -> list[Part]:
    """The levers part by part."""
    return [
        Part(code, str(PARTS.get(code, code)), list(group)) for code, group in groupby(found, key=lambda one: one.part)
    ]


def changes(loaded: Loaded, found: list[Lever], data: Mapping[str, str]) -> list[Change]:
    """What was typed as changes; another method comes with its figures, and the old one's go."""
    methods = {
        lever.path.removesuffix(_METHOD): lever.now
        for lever in found
        if lever.path.endswith(_METHOD) and lever.is_changed
    }
    made = []
    for lever in found:
        holder = lever.path.rpartition(".scoring.")[0]
        if lever.is_changed and (holder not in methods or lever.path.endswith(_METHOD)):
            made.append(Change(lever.path, lever.value or None, lever.now or None))
    return made + [one for holder, method in methods.items() for one in _scoring(loaded.standard, holder, method, data)]


def _scoring(standard: Standard, holder: str, method: str, data: Mapping[str, str]) -> Iterator[Change]:
    """The figures of another method: those that were typed, else ours to begin from."""
    item = next(item for item in standard.indicators if f"indicators.{item.code}" == holder)
    old = next(one for one in plain(standard)["indicators"] if one["code"] == item.code)["scoring"]
    new = alternatives(standard, item).get(method, {})
    for key in old:
        if key != "method" and key not in new:
            yield Change(f"{holder}.scoring.{key}", old[key], None)
    for key, begin in new.items():
        path = f"{holder}.scoring.{key}"
        value = _typed(data, path, "") or old.get(key) or begin
        if value != old.get(key):
            yield Change(path, old.get(key), value)


def fields(made: list[Change] | tuple[Change, ...]) -> dict[str, str]:
    """Changes as what is typed into the form."""
    return {f"{KEY}{one.path}": one.new or "" for one in made}


def undone(data: Mapping[str, str], path: str) -> dict[str, str]:
    """What was typed without one change; a method takes its figures with it."""
    holder = path.removesuffix("method") if path.endswith(_METHOD) else ""
    return {
        key: value
        for key, value in data.items()
        if key != f"{KEY}{path}" and not (holder and key.startswith(f"{KEY}{holder}"))
    }


def named(standard: Standard, path: str) -> str:
    """A path in words; the path itself where the standard has none such."""
    told = described(standard, path)
    if told is None:
        return path
    group, label = said(told[0]), _EXAMPLE.split(said(told[1]))[0]
    return label if group in ("", label) else f"{group} · {label}"


def _typed(data: Mapping[str, str], path: str, value: str) -> str:
    return data.get(f"{KEY}{path}", value).strip()


@lru_cache(maxsize=2 * _KEPT)
def _told(loaded: Loaded, language: str) -> tuple[Lever, ...]:
    """The levers in the reader's language, which is `language`."""
    return tuple(_levers(loaded))


def _levers(loaded: Loaded) -> Iterator[Lever]:
    waiting = {f"indicators.{item.code}": item for item in loaded.standard.indicators}
    for figure in figures(loaded):
        if figure.path in _LEFT_OUT or figure.path in _RULES:
            continue
        holder = ".".join(figure.path.split(".")[:2])
        if item := waiting.pop(holder, None):
            yield from _method(loaded, figure, item.code, item.scoring.method)
        yield _figure(loaded.standard, figure)
        if figure.path in ("pool.small_below", "decision.steps_down"):
            yield _rule(loaded.standard, figure)


def _figure(standard: Standard, figure: Figure) -> Lever:
    label = _EXAMPLE.split(said(figure.label))[0]
    return Lever(
        figure.path, figure.part, said(figure.group), label, figure.value, (), figure.mark.is_banks_own, figure.mark.clause,
        _is_measured(standard, figure.path),
    )  # fmt: skip


def _is_measured(standard: Standard, path: str) -> bool:
    first, name = path.split(".")[:2] if path.startswith("measures.") else ("", "")
    return bool(first) and not standard.measures[name].parts


def _rule(standard: Standard, after: Figure) -> Lever:
    path = "pool.by" if after.part == "pool" else "decision.periods"
    value = getattr(getattr(standard, after.part), path.rpartition(".")[2])
    choices = tuple((code, str(words.CHOICES[code])) for code in _RULES[path])
    return Lever(
        path, after.part, said(after.group), str(words.LEVERS[path]), value, choices, False, after.mark.clause, False
    )


def _method(loaded: Loaded, figure: Figure, code: str, own: str) -> Iterator[Lever]:
    others = _other_methods(loaded)[code]
    if others:
        choices = tuple((method, str(words.CHOICES[method])) for method in (own, *others))
        path, label = f"indicators.{code}{_METHOD}", str(words.LEVERS["scoring.method"])
        yield Lever(path, figure.part, said(figure.group), label, own, choices, False, figure.mark.clause, False)


@lru_cache(maxsize=_KEPT)
def _other_methods(loaded: Loaded) -> dict[str, tuple[str, ...]]:
    """The methods that would also fit each indicator, each of which is tried."""
    return {item.code: tuple(alternatives(loaded.standard, item)) for item in loaded.standard.indicators}
