"""The addresses of data, trials, warnings and unassigned balances, and who of the cast may."""

from access_row import Row, only, record
from cast import Cast

from qiao.desk.assess.actions import warnings
from qiao.desk.assess.models import Run
from qiao.desk.assess.queries import manifests
from qiao.desk.clients.models import Delivery, LedgerName
from qiao.desk.people import calendar

HR, READERS = only("hr"), only("hr", "auditor")
SENDERS, KEEPERS = only("hr", "admin"), only("hr", "admin", "auditor")
# Where an administrator's role may open the page, but without a justified session sees no record.
UNSEEN = {"admin": 404}


def officers(name: str, key: str, *, done: int = 200, sent: bool = False, query: str = "") -> Row:
    """A page or an act of the assessment officers alone."""
    return Row(f"assess:{name}", record(key, HR), sent={} if sent else None, done=done, query=query)


DATA = [
    Row("assess:period_data", record("period", READERS)),
    Row("assess:standard_try", record("standard/draft", READERS)),
    Row("assess:trial", record("trial", READERS)),
    Row("assess:unassigned", record("run", READERS)),
    Row("assess:warnings", record("run", READERS)),
    Row("assess:warning_kind", record("kind of warning", READERS)),
    officers("warning_look", "run", sent=True, done=422),  # no warning is named
    officers("warning_reopen", "warning note", sent=True, done=302),
    Row("clients:delivery", record("delivery", KEEPERS)),
    Row("clients:delivery_withdraw", record("delivery", HR)),
    Row("clients:ledger_names", {"": KEEPERS}),
    Row("clients:ledger_name_forget", record("ledger name", SENDERS), sent={}, done=302),
    Row("clients:send_from_inbox", {"": SENDERS}, sent={}, done=422),
    Row("clients:submission_names", record("submission/hr", HR), done=404, exactly=UNSEEN),  # it is not sent back
]


def plant(cast: Cast, run: Run, trial: Run) -> tuple[dict[str, object], dict[str, frozenset[str]]]:
    """A warning that was looked at, a batch, and a name that somebody has matched."""
    told = manifests.warnings(run)[0]
    note = warnings.look(run, by=cast.hr, key=told.key, note="MARK-looked-at")
    assert note is not None
    made = Delivery.objects.create(
        number=1, digest="0" * 64, source="bank", imported_at=calendar.now(), imported_by="MARK-system"
    )
    name = LedgerName.objects.create(table="balances", word="MARK-matched-name", stands_for="balance", by=cast.hr)
    records = {
        "trial": trial.uuid,
        "kind of warning": (run.uuid, told.rule),
        "warning note": (run.uuid, note.uuid),
        "delivery": made.uuid,
        "ledger name": name.uuid,
    }
    words = {"MARK-looked-at": READERS} | dict.fromkeys(("MARK-system", "MARK-matched-name"), KEEPERS)
    return records, words
