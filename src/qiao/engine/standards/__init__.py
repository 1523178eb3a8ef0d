"""Standards (考评标准): load, check, compare and change them; frozen values out of text."""

from qiao.engine.standards.check import Finding, check
from qiao.engine.standards.compare import Difference, differences, needs_measuring
from qiao.engine.standards.faults import Fault, FaultyStandardError
from qiao.engine.standards.load import DEFAULT, Loaded, data_hash, default_text, dump, load, load_bytes, load_text
from qiao.engine.standards.marks import Mark, marks
from qiao.engine.standards.model import Standard
from qiao.engine.standards.patch import Change

__all__ = [
    "DEFAULT",
    "Change",
    "Difference",
    "Fault",
    "FaultyStandardError",
    "Finding",
    "Loaded",
    "Mark",
    "Standard",
    "check",
    "data_hash",
    "default_text",
    "differences",
    "dump",
    "load",
    "load_bytes",
    "load_text",
    "marks",
    "needs_measuring",
]
