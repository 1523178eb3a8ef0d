"""What becomes of a leaver's clients: they wait in the queue of the unmanaged, and the supervisors are told."""

from datetime import date

from django.db.models import Q
from django.urls import reverse

from qiao.desk.clients import telling
from qiao.desk.clients.models import Assignment
from qiao.desk.clients.queries import supervising
from qiao.desk.people.leaving import LeftBehind
from qiao.desk.people.models import User


def left(leaver: User, on: date, by: User) -> list[LeftBehind]:
    """How many clients somebody leaves; their shares go on in the ledger until a handover ends them."""
    running = Assignment.objects.filter(Q(to_date=None) | Q(to_date__gte=on), manager=leaver)
    count = running.values("client").distinct().count()
    if not count:
        return []
    place = supervising.place_of(leaver, on)
    if place:
        telling.left(leaver, place, by=by, day=on.isoformat(), count=count, link=reverse("clients:orphans"))
    return [LeftBehind("clients", count)]
