"""The sample bank's ledger in the desk: made from its seed, ingested as any bank's, and brought to the desk."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from qiao import sample as samples
from qiao.cli import ingest, terminal
from qiao.engine.errors import RequestError, Text
from qiao.engine.ledger.gate import Request

SEED = 7
_MAKING = Text("生成样例银行", "Making the sample bank")


def load(managers: Mapping[str, tuple[str, str]]) -> None:
    """Have the sample's ledger in the store and on the desk; Django is set up, and what is there already stays.

    Args:
        managers: the ledger's managers that are people of the sample, with their staff numbers and names.

    Raises:
        RequestError: the store holds another bank's ledger.
    """
    from qiao.desk.clients import ledger, sample_contacts, sample_past

    book = ledger.book()
    if book is None:
        _ingest(managers)
    elif not {number for number, _ in managers.values()} <= {row.manager_id for row in book.managers()}:
        raise RequestError(
            "QIAO_HOME 的台账库里是另一家银行的台账,不能与样例混放:请为样例另设 QIAO_HOME。",
            "The store in QIAO_HOME holds another bank's ledger, which a sample is not mixed with: give the sample a QIAO_HOME of its own.",
        )
    ingest.feed()
    sample_contacts.make()
    sample_past.make()


def _ingest(managers: Mapping[str, tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory(prefix="qiao-sample-") as folder:
        place = Path(folder) / "ledger"
        with terminal.progress_bar(_MAKING):
            samples.make(SEED, place, managers)
        ingest.bring_in(Request(place))
