"""Balances of a run that belong to no manager: sums per measure, clients by size, and how each client stands today."""

from decimal import Decimal
from typing import Any, NamedTuple

from qiao.desk.assess.models import Run, Unassigned
from qiao.desk.clients.models import Client
from qiao.desk.clients.queries import orphans
from qiao.desk.common.languages import spoken
from qiao.desk.people.models import User


class Sums(NamedTuple):
    """One measure: what managers have + what nobody has = the bank's total, in CNY as the run says it."""

    measure: str
    label: str
    assigned: Decimal
    unassigned: Decimal
    total: Decimal
    clients: int

    @property
    def share(self) -> Decimal | None:
        """Which part of the total nobody has."""
        return self.unassigned / self.total if self.total else None


class Row(NamedTuple):
    """A client in a measure; `client` is None where the desk does not know the number, `waits` where nobody has it today."""

    left: Unassigned
    client: Client | None
    waits: bool


def sums(run: Run) -> list[Sums]:
    """Every average of balances, those first of which nobody has most."""
    known = run.told.get("unassigned", {})
    found = [_sums(total, known[total["measure"]]) for total in run.told["totals"] if total["measure"] in known]
    return sorted(found, key=lambda one: (-abs(one.unassigned), one.measure))


def _sums(total: dict[str, str], told: dict[str, Any]) -> Sums:
    assigned, unassigned, whole = (Decimal(total[part]) for part in ("assigned", "unassigned", "total"))
    return Sums(total["measure"], told[spoken()], assigned, unassigned, whole, told["clients"])


def rows(run: Run, user: User, measure: str) -> list[Row]:
    """The largest clients of one measure."""
    found = list(Unassigned.objects.visible_to(user).filter(run=run, measure=measure))
    numbers = [one.client for one in found]
    clients = {one.number: one for one in Client.objects.visible_to(user).filter(number__in=numbers)}
    waiting = set(orphans.orphans(user).filter(number__in=numbers).order_by().values_list("number", flat=True))
    return [Row(one, clients.get(one.client), one.client in waiting) for one in found]
