"""Under what a company is found: runs of its characters, of its initials and of its spelled pinyin.

澜江宏瑞模具制造有限公司 is found by 瑞, 宏瑞, 瑞模具, hrmj, ljhr, hongrui and ngrui. Keys are short runs of the name without its
legal form, so that a name has some ninety however long it is, and whoever types more is found where all the runs of it are keys.
The legal form itself, which nearly every name has, is no key; nor is what somebody who types a name out has typed of it so far.
"""

import unicodedata
from functools import cache

_FORMS = ("有限责任公司", "股份有限公司", "集团有限公司", "有限公司", "公司")
_BEGUN = {form[:end] for form in _FORMS for end in range(1, len(form))}  # 有, 有限, 有限责 …
_LONGEST = 24
_SHORTEST_STEM = 2  # before the beginning of a form: 嘉有 is a name, 嘉汇有 one with its form begun
_SPELLED = 4
_INITIALS = 3
_CHARACTERS = 2


def search_keys(name: str) -> list[str]:
    """The keys of a name."""
    core = _core(name)
    return keys_of(core, [syllable.lower() for syllable in _read(core)])


def keys_of(core: str, syllables: list[str]) -> list[str]:
    """The keys of a name without its legal form, read so."""
    initials = "".join(syllable[0] for syllable in syllables if syllable)
    spelled = "".join(syllables)
    short = {initials[at : at + length] for length in (2, _INITIALS) for at in range(len(initials) - length + 1)}
    return sorted({*core, *runs(core, _CHARACTERS), *runs(spelled, _SPELLED), *short, *syllables})


def runs(text: str, length: int) -> set[str]:
    """Every run of so many letters; a shorter text is its own."""
    return {text[at : at + length] for at in range(max(len(text) - length, 0) + 1)} if text else set()


def form_of(word: str) -> str:
    """The legal form that a word means and nothing else, or its beginning: 有限公司, yxgs, 有限; blank for any other."""
    return _spoken_forms().get(word.lower(), word if word in _BEGUN else "")


@cache
def _spoken_forms() -> dict[str, str]:
    spelled = {form: _read(form) for form in _FORMS}
    initials = {"".join(syllable[0] for syllable in read): form for form, read in spelled.items()}
    return {form: form for form in _FORMS} | {"".join(read): form for form, read in spelled.items()} | initials


def wanted(word: str) -> list[list[str]]:
    """Lists of keys, of which one must be a name's own whole, for a word that somebody typed."""
    word = word.lower()
    if not word.isascii():
        return [sorted(runs(_stem(word), _CHARACTERS))]
    if len(word) <= _INITIALS:
        return [[word]]
    return [sorted(runs(word, _INITIALS)), sorted(runs(word, _SPELLED))]


def likeness(one: str, other: str) -> float:
    """How alike two names are without their legal forms, brackets and widths: from 0 to 1, by the runs that both have."""
    first, second = runs(_core(one), _CHARACTERS), runs(_core(other), _CHARACTERS)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def telling(name: str) -> list[list[str]]:
    """Lists of keys, of which a name that is like this one has at least one whole: what three characters running give."""
    core = _core(name)
    pieces = {core[at : at + 3] for at in range(max(len(core) - 2, 1))} if core else set()
    return [sorted(runs(piece, _CHARACTERS)) for piece in sorted(pieces)]


def _read(text: str) -> list[str]:
    """The syllables of a text, without tones."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415  # its dictionary takes long; most processes key no name

    return lazy_pinyin(text, style=Style.NORMAL)


def _core(name: str) -> str:
    """The name without its legal form, spaces and brackets; wide letters and digits count as plain ones."""
    return _without_form(_plain(name))[:_LONGEST]


def _stem(word: str) -> str:
    """As `_core`, of a name that is typed so far: without a form that is only begun, too."""
    plain = _plain(word)
    whole = _without_form(plain)
    if whole != plain:
        return whole[:_LONGEST]
    most = len(plain) - _SHORTEST_STEM
    begun = max((len(begun) for begun in _BEGUN if len(begun) <= most and plain.endswith(begun)), default=0)
    return plain[: len(plain) - begun][:_LONGEST]


def _plain(name: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKC", name).lower() if character.isalnum())


def _without_form(plain: str) -> str:
    form = next((form for form in _FORMS if plain.endswith(form) and len(plain) > len(form)), "")
    return plain[: len(plain) - len(form)]
