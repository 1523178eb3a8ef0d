"""What was made of a ledger: runs, ended or not."""

from itertools import islice

from qiao.desk.assess.models import Run
from qiao.desk.assess.queries import manifests
from qiao.engine import Book, RequestError

_TOLD = 3


def of_newest(book: Book) -> list[str]:
    """The latest runs of a ledger's newest batch, in words.

    An earlier version may have hashed the same ledger otherwise, so the batches that runs name count too.
    """
    newest = book.batches[-1].digest
    runs = Run.objects.select_related("period", "job").order_by("-pk")
    return list(islice((str(run) for run in runs if run.ledger == book.digest or _names(run, newest)), _TOLD))


def _names(run: Run, batch: str) -> bool:
    if not run.is_done:
        return run.job is not None and batch in run.job.arguments["batches"]
    try:
        return batch in manifests.batches(run)
    except RequestError:  # its folder is gone, and with it what it was made of
        return False
