"""Industries by the national classification (国民经济行业分类, GB/T 4754-2017): a letter, and two to four digits."""

import re

from django.utils.translation import gettext_lazy as _

# Letter → what it is called, and the first and last of its divisions (大类).
SECTIONS = {
    "A": (_("agriculture, forestry, husbandry, fishing"), 1, 5),
    "B": (_("mining"), 6, 12),
    "C": (_("manufacturing"), 13, 43),
    "D": (_("electricity, heat, gas and water"), 44, 46),
    "E": (_("construction"), 47, 50),
    "F": (_("wholesale and retail"), 51, 52),
    "G": (_("transport, storage and post"), 53, 60),
    "H": (_("hotels and catering"), 61, 62),
    "I": (_("information and software"), 63, 65),
    "J": (_("finance"), 66, 69),
    "K": (_("real estate"), 70, 70),
    "L": (_("leasing and business services"), 71, 72),
    "M": (_("research and technical services"), 73, 75),
    "N": (_("water, environment and public facilities"), 76, 79),
    "O": (_("services to residents, repair"), 80, 82),
    "P": (_("education"), 83, 83),
    "Q": (_("health and social work"), 84, 85),
    "R": (_("culture, sports and entertainment"), 86, 90),
    "S": (_("public administration and associations"), 91, 96),
    "T": (_("international organisations"), 97, 97),
}
_CODE = re.compile(r"([A-T])?([0-9]{2,4})?")


def canonical(text: str) -> str | None:
    """The code as the ledger writes it (C, C33, C3311), also where the letter was left out; None if there is none such."""
    found = _CODE.fullmatch(text.strip().upper())
    if found is None or not found.group():
        return None
    letter, digits = found.groups()
    if not digits:
        return str(letter)
    division = int(digits[:2])
    right = next((name for name, (_words, first, last) in SECTIONS.items() if first <= division <= last), None)
    return f"{right}{digits}" if right and letter in {None, right} else None


def named(code: str) -> str:
    """What the letter of a code is called; empty where it has none."""
    return str(SECTIONS[code[:1]][0]) if code[:1] in SECTIONS else ""
