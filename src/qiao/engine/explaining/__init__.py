"""Explanation (考评说明): from a decision down to the days and flow rows it came from, as data."""

from qiao.engine.explaining.trees import Explainer, explainer, outline

__all__ = ["Explainer", "explainer", "outline"]
