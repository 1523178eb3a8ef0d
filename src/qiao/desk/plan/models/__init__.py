"""Targets with their history, how they are divided, what people wish instead, and where everybody stands."""

from qiao.desk.plan.models.divisions import Division
from qiao.desk.plan.models.standings import Standing
from qiao.desk.plan.models.targets import Change, Target
from qiao.desk.plan.models.wishes import Wish

__all__ = ["Change", "Division", "Standing", "Target", "Wish"]
