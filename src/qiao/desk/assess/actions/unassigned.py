"""What nobody has of a run's balances, taken in with its result."""

from itertools import groupby
from typing import TYPE_CHECKING, Any

from qiao.desk.assess.models import Run, Unassigned
from qiao.engine import unassigned

if TYPE_CHECKING:
    from qiao.engine import Run as Result
    from qiao.engine import Unassigned as Left

MOST = 500  # clients that are listed of one measure; the others are counted and summed


def found(result: "Result") -> list["Left"]:
    """Every client of whose average balances somebody lacks; reads the ledger, so ask before anything is locked."""
    return unassigned(result)


def told(left: list["Left"]) -> dict[str, Any]:
    """What the run says of them, measure by measure: the measure's name, and how many clients there are."""
    return {
        measure: {"zh": group[0].name.zh, "en": group[0].name.en, "clients": len(group)}
        for measure, group in _by_measure(left).items()
    }


def keep(run: Run, left: list["Left"]) -> None:
    """Write down the largest of each measure."""
    Unassigned.objects.bulk_create(
        (
            Unassigned(run=run, measure=measure, place=place, client=one.client_id, average=one.average, days=one.days)
            for measure, group in _by_measure(left).items()
            for place, one in enumerate(group[:MOST], 1)
        ),
        batch_size=1_000,
    )


def _by_measure(left: list["Left"]) -> dict[str, list["Left"]]:
    return {measure: list(group) for measure, group in groupby(left, key=lambda one: one.measure)}
