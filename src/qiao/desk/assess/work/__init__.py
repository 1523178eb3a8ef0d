"""What the assessment desk does in the background."""

from qiao.desk.assess.work import runs

__all__ = ["runs"]
