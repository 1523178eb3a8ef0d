"""The engine's public face: everything that the command line and, later, the desk may use.

    job = Job(Path("ledger"), "2025", Path("run"))
    run = assess(job)
    with explainer(run) as trees:
        print(trees.decision("M0001").as_json())

Errors are `QiaoError`s: one sentence in Chinese and English, with the exit status they mean.
"""

from qiao.engine.errors import DataError, QiaoError, RequestError, StandardError, StorageError, Text
from qiao.engine.explaining import Explainer, explainer
from qiao.engine.ledger.gate import RefusedError, Request
from qiao.engine.ledger.store import Imported, import_batch
from qiao.engine.moves import Moves, between
from qiao.engine.outlooks import Outlook, outlook
from qiao.engine.runs import Job, Run, assess, load_run
from qiao.engine.simulations import Simulation, simulate
from qiao.engine.standards import Loaded, Standard, load
from qiao.engine.verification import Verdict, verify

__all__ = [
    "DataError",
    "Explainer",
    "Imported",
    "Job",
    "Loaded",
    "Moves",
    "Outlook",
    "QiaoError",
    "RefusedError",
    "Request",
    "RequestError",
    "Run",
    "Simulation",
    "Standard",
    "StandardError",
    "StorageError",
    "Text",
    "Verdict",
    "assess",
    "between",
    "explainer",
    "import_batch",
    "load",
    "load_run",
    "outlook",
    "simulate",
    "verify",
]
