"""What the plan does in the background."""

from qiao.desk.plan.work import targets

__all__ = ["targets"]
