"""Standards, periods, runs with their outcomes, and what two people decide of them."""

from qiao.desk.assess.models.periods import Period, Step, StepState
from qiao.desk.assess.models.publishing import Proposal
from qiao.desk.assess.models.runs import Outcome, Run
from qiao.desk.assess.models.standards import Acknowledgement, Standard

__all__ = ["Acknowledgement", "Outcome", "Period", "Proposal", "Run", "Standard", "Step", "StepState"]
