"""Letters as one PDF on A4: the same letters are the same file, whenever they are printed."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from qiao.desk.assess.queries.letters import Paper
from qiao.desk.common import typesetting

_SOURCE = Path(__file__).parent / "templates" / "assess" / "letters.typ"


def letters(papers: Iterable[Paper], at: datetime) -> bytes:
    """Every letter on pages of its own, numbered from one.

    Raises:
        RefusedError: the machine has no Chinese font.
    """
    told = {"font": typesetting.font(*typesetting.FORMAL), "papers": [asdict(paper) for paper in papers]}
    return typesetting.pdf(_SOURCE, told, at)
