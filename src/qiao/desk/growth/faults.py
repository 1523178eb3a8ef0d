"""Why something cannot be done with ratings, each with what to do instead."""

from typing import Any

from qiao.desk.common.refusals import RefusedError
from qiao.desk.growth import words


class FaultError(RefusedError):
    """Something will not do; `code` says which of `words.FAULTS` it is."""

    def __init__(self, code: str, *, field: str = "", **terms: Any) -> None:
        """Keep the code and say the sentence."""
        super().__init__(str(words.FAULTS[code]) % terms, field=field)
        self.code = code
