"""What the assessment desk does in the background."""

from qiao.desk.assess.work import objections, runs

__all__ = ["objections", "runs"]
