"""What the assessment desk does in the background."""

from qiao.desk.assess.work import letters, runs

__all__ = ["letters", "runs"]
