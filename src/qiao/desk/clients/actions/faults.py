"""Why a handover cannot be: a code for a row of a list, a sentence for a person."""

from qiao.desk.clients.words import HANDOVER_FAULTS
from qiao.desk.common.refusals import RefusedError


class FaultError(RefusedError):
    """A refusal that has a code, so that a list of many can tell it in its reader's language."""

    def __init__(self, code: str, *, field: str = "") -> None:
        """Its sentence stands in `words`."""
        super().__init__(str(HANDOVER_FAULTS[code]), field=field)
        self.code = code
