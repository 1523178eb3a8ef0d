"""Reading a batch: whatever its files are, its tables come out as text rows in the ledger's own columns and words."""

from qiao.engine.ledger.reading.folder import deliver
from qiao.engine.ledger.reading.parts import Delivered, Part

__all__ = ["Delivered", "Part", "deliver"]
