"""Words taken out of what somebody wrote: each place is marked, and all that stands around it stays.

Width and letter case make no difference, as they make none to whoever searches. A word of Latin letters is no part of a longer one.
"""

import re
import unicodedata
from collections.abc import Iterable

MARK = "[已删除]"  # of stored text there is one, whatever the reader's language


def without(text: str, words: Iterable[str]) -> str:
    """The text with a mark in place of each of the words, the longest first."""
    pattern = _pattern(words)
    if pattern is None:
        return text
    folded = [_folded(character) for character in text]
    starts = [place for place, piece in enumerate(folded) for _ in piece]  # of each folded character, where it stands
    written, after = [], 0
    for found in pattern.finditer("".join(folded)):
        first, last = starts[found.start()], starts[found.end() - 1]
        written += [text[after:first], MARK]
        after = last + 1
    return "".join([*written, text[after:]])


def _pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    wanted = {folded for word in words if (folded := _folded(word.strip()))}
    return re.compile("|".join(map(_whole, sorted(wanted, key=len, reverse=True)))) if wanted else None


def _whole(word: str) -> str:
    """A word as a pattern; where it begins or ends with a Latin letter, no other stands before or after it."""
    before = "(?<![a-z])" if re.match("[a-z]", word) else ""
    after = "(?![a-z])" if re.search(r"[a-z]\Z", word) else ""
    return f"{before}{re.escape(word)}{after}"


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
