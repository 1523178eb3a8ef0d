"""Which days may still change somebody's grade."""

from qiao.desk.assess.models import Period
from qiao.desk.clients.spans import Span
from qiao.desk.people import calendar


def unlocked() -> list[Span]:
    """Every day but those of locked periods, from the first day of any period on; nothing where no period was opened.

    What lies before the first period belongs to none and can be changed no more: its year was closed before the desk came.
    """
    known = list(Period.objects.order_by("first"))
    if not known:
        return []
    free, found = min(period.first for period in known), []
    for period in sorted((one for one in known if one.is_locked), key=lambda one: one.first):
        if free < period.first:
            found.append(Span(free, period.first - calendar.DAY))
        free = max(free, period.last + calendar.DAY)
    return [*found, Span(free, None)]
