"""The sample bank (样例银行), from a seed."""

from dataclasses import dataclass
from pathlib import Path

from qiao.engine.errors import RequestError


@dataclass(frozen=True)
class Summary:
    """What was made."""

    folder: Path

    def lines(self) -> list[str]:
        """For the terminal."""
        return [str(self.folder)]


def make(seed: int, out: Path) -> Summary:
    """Make the bank of a seed in a new folder."""
    raise RequestError("样例银行尚未建成。", f"The sample bank of seed {seed} for {out} is not built yet.")
