"""What was made of a ledger: runs, ended or not."""

from itertools import chain, islice

from django.db.models import Q

from qiao.desk.assess.models import Run
from qiao.desk.assess.queries import manifests
from qiao.engine import Book, RequestError

_TOLD = 3


def of_newest(book: Book) -> list[str]:
    """The latest runs of a ledger's newest batch, in words.

    An earlier version may have hashed the same ledger otherwise, so the batches that runs were asked for count too. The work of a
    run tells them; only of one whose work is gone its folder has to.
    """
    newest, runs = book.batches[-1].digest, Run.objects.select_related("period").order_by("-pk")
    asked = runs.filter(Q(ledger=book.digest) | Q(job__arguments__contains={"batches": [newest]}))[:_TOLD]
    others = (run for run in runs.filter(job=None).exclude(ledger=book.digest) if _names(run, newest))
    return [str(run) for run in islice(chain(asked, others), _TOLD)]


def _names(run: Run, batch: str) -> bool:
    try:
        return run.is_done and batch in manifests.batches(run)
    except RequestError:  # its folder is gone, and with it what it was made of
        return False
