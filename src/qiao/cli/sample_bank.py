"""The sample bank's ledger in the desk: made from its seed, ingested as any bank's, brought to the desk, and assessed."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from qiao import sample as samples
from qiao.cli import ingest, terminal
from qiao.engine.errors import RequestError, Text
from qiao.engine.ledger.gate import Request
from qiao.sample import following

SEED = 7
_MAKING = Text("生成样例银行", "Making the sample bank")
_CLOSING = Text("考评上一年度", "Assessing the year before")
_GOING_ON = Text("逐月考评本年度", "Assessing this year month by month")
Cast = Mapping[str, tuple[str, str]]


def load(managers: Cast) -> None:
    """Have the sample's ledger in the store and on the desk, and its years assessed; what is there already stays.

    Django is set up.

    Args:
        managers: the ledger's managers that are people of the sample, with their staff numbers and names.

    Raises:
        RequestError: the store holds another bank's ledger.
    """
    from qiao.desk.assess import sample_past as assessments
    from qiao.desk.clients import ledger, sample_contacts, sample_past
    from qiao.desk.growth import sample_ratings
    from qiao.desk.plan import sample_targets
    from qiao.desk.score import sample_objections as objections
    from qiao.desk.score import sample_past as confirmations

    book = ledger.book()
    if book is not None and not {number for number, _ in managers.values()} <= {
        row.manager_id for row in book.managers()
    }:
        raise RequestError(
            "QIAO_HOME 的台账库里是另一家银行的台账,不能与样例混放:请为样例另设 QIAO_HOME。",
            "The store in QIAO_HOME holds another bank's ledger, which a sample is not mixed with: give the sample a QIAO_HOME of its own.",
        )
    with tempfile.TemporaryDirectory(prefix="qiao-sample-") as folder:
        if book is None:
            ingest.bring_in(Request(_first(Path(folder), managers)))
        ingest.feed()
        sample_contacts.make()
        sample_past.make()
        with terminal.progress_bar(_CLOSING):
            sample_ratings.finish(assessments.begin_the_year())
            assessments.close_the_year(objections.contest)
        if book is None or book.data_date != following.END:
            ingest.bring_in(Request(_second(Path(folder), managers)))
            ingest.feed()
    with terminal.progress_bar(_GOING_ON):
        objections.contest_the_locked()
        assessments.restate()
        confirmations.make()
        assessments.go_on()
        objections.contest_the_running()
        sample_targets.make()
        sample_ratings.go_on()


def _first(folder: Path, managers: Cast) -> Path:
    """The batch of two years; made once."""
    place = folder / "ledger"
    if not place.exists():
        with terminal.progress_bar(_MAKING):
            samples.make(SEED, place, managers)
    return place


def _second(folder: Path, managers: Cast) -> Path:
    """The batch of the months after them."""
    place, first = folder / "months-after", _first(folder, managers)
    late, _ = managers.get(following.LATE_FEE_OF, (following.LATE_FEE_OF, ""))
    with terminal.progress_bar(_MAKING):
        following.follow(SEED, first, place, late)
    return place
