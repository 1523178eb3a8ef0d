"""What ratings do by themselves."""

from qiao.desk.growth.work import campaigns

__all__ = ["campaigns"]
