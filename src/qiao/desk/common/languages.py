"""The engine's sentences, which come in both languages, in the reader's."""

from django.utils.translation import get_language

from qiao.engine import Text


def spoken() -> str:
    """The reader's language as the engine calls it: `zh` or `en`."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def said(text: Text) -> str:
    """A sentence or label of the engine's."""
    return text.in_(spoken())
