"""What was made of a ledger: runs, ended or not."""

from qiao.desk.assess.models import Run

_TOLD = 3


def of_ledger(digest: str) -> list[str]:
    """The first runs of it, in words."""
    return [str(run) for run in Run.objects.filter(ledger=digest).select_related("period").order_by("pk")[:_TOLD]]
