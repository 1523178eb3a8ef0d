"""Personal values as screens, paper and files show them until somebody unmasks them by an act of its own (脱敏)."""

HIDDEN = "*"
_WHOLE = 11  # digits of a mobile number: so long a number shows seven of them, a shorter one no more than half


def number(text: str) -> str:
    """A telephone or certificate number: 138****1234."""
    shown = 7 if len(text) >= _WHOLE else len(text) // 2
    tail = (shown + 1) // 2
    head = shown - tail
    return f"{text[:head]}{HIDDEN * 4}{text[len(text) - tail :]}" if text else ""


def address(text: str) -> str:
    """An e-mail address: its first letter and where it is."""
    name, at, place = text.partition("@")
    return f"{name[:1]}{HIDDEN * 4}{at}{place}" if at and name else number(text)


def is_masked(text: str) -> bool:
    """Whether a value that came back from a form is one that was shown masked."""
    return HIDDEN in text
