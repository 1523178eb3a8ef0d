"""Targets and the ledger: what the desk keeps goes there with its own batches; what the bank keeps is followed."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db import transaction

from qiao.desk.assess.models import Period
from qiao.desk.audit import actions as audit
from qiao.desk.clients import ledger
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.desk.plan.models import Change, Target
from qiao.desk.plan.models.targets import How
from qiao.engine import Book, ManagerTarget
from qiao.engine import Cells as Row

TABLE = "targets"
_PLACES = -4


def amend(book: Book, before: Iterable[Row]) -> Iterable[Row]:
    """Every figure that counts and that the ledger can hold, and the ledger's own of whom the desk does not know."""
    is_ours = Target.objects.filter(person__isnull=False, figure__isnull=False).exists()
    return _rows(book) if is_ours else before


def _rows(book: Book) -> Iterator[Row]:
    managers = {row.manager_id for row in book.managers()}
    columns = ("person__staff_number", "period", "indicator", "figure")
    kept = Target.objects.filter(person__staff_number__in=managers, figure__gt=0)
    for row in kept.order_by("pk").values_list(*columns).iterator(chunk_size=10_000):
        yield _cells(*row)
    people = set(User.objects.filter(staff_number__in=managers).values_list("staff_number", flat=True))
    for told in book.targets():
        if told.manager_id not in people:
            yield _cells(told.manager_id, told.period, told.indicator, _figure(told))


def _cells(manager: str, period: str, indicator: str, figure: Decimal) -> Row:
    return {"manager_id": manager, "period": period, "indicator": indicator, "target": figure}


def _figure(told: ManagerTarget) -> Decimal:
    return Decimal(told.target).scaleb(_PLACES)


# --- what a ledger tells ----------------------------------------------------------------------------------------------


@transaction.atomic
def follow(book: Book) -> int:
    """Take over what a ledger tells of targets; how many figures changed.

    Where the bank keeps the table the desk follows it always; where the desk does, it begins with what a ledger told before of a
    period in which nobody has set anything. A locked period's targets stay as they were.
    """
    standing = {(one.person_id, one.period, one.indicator): one for one in Target.objects.filter(person__isnull=False)}
    closed = set(Period.objects.filter(locked_at__isnull=False).values_list("label", flat=True))
    begun = {period for _, period, _ in standing} if ledger.is_ours(TABLE) else set()
    people = dict(User.objects.values_list("staff_number", "pk"))
    told = {
        (people[row.manager_id], row.period, row.indicator): _figure(row)
        for row in book.targets()
        if row.manager_id in people and row.period not in closed | begun and row.target >= 0
    }
    gone = [] if ledger.is_ours(TABLE) else [key for key in standing if key not in told and key[1] not in closed]
    return _write(standing, told | dict.fromkeys(gone, Decimal()))


def _write(
    standing: dict[tuple[int | None, str, str], Target], told: dict[tuple[int | None, str, str], Decimal]
) -> int:
    at, new, old, changes = calendar.now(), [], [], []
    for key, figure in told.items():
        target = standing.get(key)
        if target is None:
            person, period, indicator = key
            target = Target(person_id=person, period=period, indicator=indicator)
            new.append(target)
        elif target.figure == figure:
            continue
        else:
            old.append(target)
        changes.append(Change(target=target, before=target.figure, after=figure, how=How.LEDGER, at=at))
        target.figure = figure
        target.version += 1
    Target.objects.bulk_create(new, batch_size=1_000)
    Target.objects.bulk_update(old, ["figure", "version"], batch_size=1_000)
    for change in changes:
        change.target = change.target  # its id is known only now
    Change.objects.bulk_create(changes, batch_size=1_000)
    if changes:
        audit.record("targets.followed", by=None, figures=len(changes))
    return len(changes)
