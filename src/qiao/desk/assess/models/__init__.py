"""Standards, periods, runs with their outcomes, what officers note, what managers object to, what two people decide."""

from qiao.desk.assess.models.awards import Award
from qiao.desk.assess.models.exceptions import Ruling
from qiao.desk.assess.models.letters import Issue, Letter
from qiao.desk.assess.models.minutes import Minutes
from qiao.desk.assess.models.objections import DataOwner, Objection, Turn
from qiao.desk.assess.models.periods import Period, Step, StepState
from qiao.desk.assess.models.publishing import Proposal
from qiao.desk.assess.models.remarks import Remark
from qiao.desk.assess.models.runs import Outcome, Run
from qiao.desk.assess.models.scenarios import Scenario
from qiao.desk.assess.models.standards import Acknowledgement, Standard
from qiao.desk.assess.models.trials import Trial
from qiao.desk.assess.models.unassigned import Unassigned
from qiao.desk.assess.models.warnings import WarningNote

__all__ = [
    "Acknowledgement",
    "Award",
    "DataOwner",
    "Issue",
    "Letter",
    "Minutes",
    "Objection",
    "Outcome",
    "Period",
    "Proposal",
    "Remark",
    "Ruling",
    "Run",
    "Scenario",
    "Standard",
    "Step",
    "StepState",
    "Trial",
    "Turn",
    "Unassigned",
    "WarningNote",
]
