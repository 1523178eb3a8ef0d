"""Standards, periods, runs with their outcomes, and what officers note, and what two people decide of them."""

from qiao.desk.assess.models.awards import Award
from qiao.desk.assess.models.exceptions import Ruling
from qiao.desk.assess.models.letters import Issue, Letter
from qiao.desk.assess.models.minutes import Minutes
from qiao.desk.assess.models.periods import Period, Step, StepState
from qiao.desk.assess.models.publishing import Proposal
from qiao.desk.assess.models.remarks import Remark
from qiao.desk.assess.models.runs import Outcome, Run
from qiao.desk.assess.models.standards import Acknowledgement, Standard
from qiao.desk.assess.models.trials import Trial
from qiao.desk.assess.models.unassigned import Unassigned
from qiao.desk.assess.models.warnings import WarningNote

__all__ = [
    "Acknowledgement",
    "Award",
    "Issue",
    "Letter",
    "Minutes",
    "Outcome",
    "Period",
    "Proposal",
    "Remark",
    "Ruling",
    "Run",
    "Standard",
    "Step",
    "StepState",
    "Trial",
    "Unassigned",
    "WarningNote",
]
