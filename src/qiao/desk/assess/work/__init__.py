"""What the assessment desk does in the background."""

from qiao.desk.assess.work import letters, objections, runs

__all__ = ["letters", "objections", "runs"]
