"""Names of people: in the reader's language, in the order of pinyin, and every way in which somebody may look for one."""

from collections.abc import Iterable, Iterator
from itertools import islice, product

from django.utils.translation import get_language

# What a character is read as where it is a surname and the dictionary's first reading is another.
SURNAMES = {
    "曾": "zeng1", "单": "shan4", "解": "xie4", "仇": "qiu2", "任": "ren2", "盖": "ge3", "缪": "miao4", "翟": "zhai2",
    "查": "zha1", "区": "ou1", "覃": "qin2", "朴": "piao2", "尉": "wei4", "冼": "xian3", "员": "yun4", "繁": "po2",
    "过": "guo1", "哈": "ha3", "秘": "bi4", "折": "she2", "重": "chong2", "种": "chong2", "乜": "nie4", "召": "shao4",
}  # fmt: skip
_MOST_READINGS = 16
_LONGEST_PIECE = 4


def named(name: str, name_en: str) -> str:
    """A name in the reader's language; the Chinese one where there is no other."""
    return name_en if name_en and (get_language() or "").startswith("en") else name


def sort_key(name: str) -> str:
    """What a name is sorted by: its pinyin with tones, syllable by syllable."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415  # its dictionary takes a second; most processes key no name

    syllables = lazy_pinyin(name, style=Style.TONE3)
    if name[:1] in SURNAMES:
        syllables[0] = SURNAMES[name[0]]
    return " ".join(syllables).lower()


def search_keys(name: str, name_en: str, staff_number: str) -> list[str]:
    """Everything under which a person is found: each beginning of pinyin, initials, Latin name and staff number.

    沈若溪 is found by 若溪, srx, rx, shenr and shen, and with another reading of a character by that one too.
    """
    numbers = [staff_number.lower(), staff_number.lower().lstrip("0")]
    latin = _plain(f"{name} {name_en}")
    spelled = (text for reading in _readings(name) for text in _spellings(reading))
    begun = {text[:end] for text in [*numbers, *latin, "".join(latin), *spelled] for end in range(1, len(text) + 1)}
    return sorted(begun | set(_pieces(name)) | {name})


def words(text: str) -> list[str]:
    """The words that somebody looks for, as keys are written."""
    return text.lower().replace("'", "").replace("’", "").replace("·", " ").split()


def _plain(text: str) -> list[str]:
    return [word for word in words(text) if word.isascii()]


def _readings(name: str) -> Iterator[tuple[str, ...]]:
    """Every way to read a Chinese name, without tones."""
    from pypinyin import Style, pinyin  # noqa: PLC0415

    characters = "".join(character for character in name if not character.isascii())
    syllables = [pinyin(character, style=Style.NORMAL, heteronym=True)[0] for character in characters]
    if characters[:1] in SURNAMES:
        syllables[0] = [SURNAMES[characters[0]].rstrip("12345"), *syllables[0]]
    return islice(product(*syllables), _MOST_READINGS)


def _spellings(reading: tuple[str, ...]) -> Iterable[str]:
    """The whole name and the name from its second, third … syllable on: spelled out and by initials."""
    for start in range(len(reading)):
        yield "".join(reading[start:])
        yield "".join(syllable[0] for syllable in reading[start:])


def _pieces(name: str) -> Iterable[str]:
    """Runs of up to four characters of a Chinese name."""
    characters = "".join(character for character in name if not character.isascii())
    for start in range(len(characters)):
        for end in range(start + 1, min(start + _LONGEST_PIECE, len(characters)) + 1):
            yield characters[start:end]
