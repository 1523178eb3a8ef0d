"""The credit code (统一社会信用代码, GB 32100-2015): eighteen characters, the last a check on the others."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_LENGTH = 18


def check_character(first: str) -> str:
    """The eighteenth character for the first seventeen (GB 32100-2015, 4.2: mod 31 with weights 3^(i-1))."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(first, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def is_credit_code(text: str) -> bool:
    """Whether this is a sound credit code: eighteen capital letters and digits of the alphabet that add up."""
    return len(text) == _LENGTH and set(text) <= set(ALPHABET) and check_character(text[:-1]) == text[-1]
