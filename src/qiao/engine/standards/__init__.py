"""Standards (考评标准): load, check, compare and change them; frozen values out of text."""

from qiao.engine.standards.load import Loaded, dump, load, load_text
from qiao.engine.standards.model import Standard

__all__ = ["Loaded", "Standard", "dump", "load", "load_text"]
