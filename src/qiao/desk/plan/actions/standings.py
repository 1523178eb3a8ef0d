"""Copy where everybody stands out of a finished run, so that pages and sums of many people cost one question."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef

from qiao.desk.assess.models import Run
from qiao.desk.jobs import actions as jobs
from qiao.desk.jobs.models import Job
from qiao.desk.people.models import User
from qiao.desk.plan.models import Standing
from qiao.desk.plan.queries import indicators
from qiao.desk.score.queries.results import result_of
from qiao.engine import standings

MEASURE = "plan.measure"


def measure_later(run: Run) -> Job:
    """Have a finished run's standings copied in the background."""
    return jobs.start(MEASURE, by=None, key=str(run.uuid), uuid=str(run.uuid))


@transaction.atomic
def measure(run: Run) -> int:
    """Copy a run's standings, once; how many."""
    if Standing.objects.filter(run=run).exists():
        return 0
    kinds = {item.code: item.kind for item in indicators.of_text(run.standard.text)}
    people = dict(User.objects.values_list("staff_number", "pk"))
    rows = [
        Standing(
            run=run,
            manager=one.manager_id,
            person_id=people.get(one.manager_id),
            indicator=one.indicator,
            kind=kinds[one.indicator],
            value=_at(one.value, one.scale),
            earned=_at(one.earned, one.scale),
            forecast=_at(one.forecast, one.scale),
            above=_at(one.above, 0),
            below=_at(one.below, 0),
        )
        for one in standings(result_of(run))
    ]
    Standing.objects.bulk_create(rows, batch_size=2_000)
    return len(rows)


def _at(units: int | None, scale: int) -> Decimal | None:
    return None if units is None else Decimal(units).scaleb(-scale)


def lacking() -> list[Run]:
    """Finished runs under their period's own standard that nobody has copied yet."""
    mine = Standing.objects.filter(run=OuterRef("pk"))
    done = Run.objects.exclude(seal="").filter(~Exists(mine)).select_related("period")
    return [run for run in done if run.standard_id == run.period.standard_id]
