"""scorecards.xlsx: a run as an HR officer reads it, one sheet a view."""

from qiao.engine.outputs.workbook.scorecards import MOST_MANAGERS, scorecards

__all__ = ["MOST_MANAGERS", "scorecards"]
