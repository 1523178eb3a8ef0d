"""Handovers as moments of a client: who agreed to take it over, when it took effect by whose word, and what came to nothing."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiao.desk.clients.models import Handover
from qiao.desk.clients.models.handovers import State
from qiao.desk.clients.spans import Span
from qiao.desk.clients.timeline import Moment
from qiao.desk.common.composing import among, composed
from qiao.desk.people.models import User
from qiao.desk.people.reach import Reach

KINDS = {"handover": gettext_lazy("Handovers")}


def moments(user: User, clients: list[int], days: list[Span] | None) -> list[Moment]:
    """What became of the handovers that the person may open; of a giver's, the timeline shows the own days alone."""
    return moments_of(seen(user, clients))


def seen(user: User, clients: list[int]) -> list[Handover]:
    """The handovers of clients that the person may open, with all that is told of them, in no order."""
    return _seen(user.reach, clients=clients)


@composed
def _seen(reach: Reach, *, clients: list[int]) -> QuerySet[Handover]:
    found = Handover.objects.visible_to(reach.bearer).filter(among("client", clients))
    return found.changed().select_related("approved_by", "ended_by").order_by()


def moments_of(handovers: Iterable[Handover]) -> list[Moment]:
    """What became of them."""
    return [moment for handover in handovers for moment in _of(handover)]


def _of(handover: Handover) -> Iterator[Moment]:
    client, link = handover.client_id, handover.get_absolute_url()
    whole = {"givers": _names(handover, "gives"), "receivers": _names(handover, "receives")}
    for one in handover.changes.all():
        if one.agreed_at:
            words = _("%(person)s agreed to take over from %(day)s on") % {
                "person": one.person,
                "day": handover.from_date.isoformat(),
            }
            yield Moment(client, timezone.localdate(one.agreed_at), "handover", words, link, str(one.agreed_by))
    if handover.state == State.DONE:
        words = _("Handover in force: %(givers)s → %(receivers)s") % whole
        yield Moment(client, handover.from_date, "handover", words, link, str(handover.approved_by))
    elif handover.state == State.AWAITING and handover.approved_at:
        words = _("Handover approved, awaiting the bank: %(givers)s → %(receivers)s") % whole
        yield Moment(
            client, timezone.localdate(handover.approved_at), "handover", words, link, str(handover.approved_by)
        )
    elif handover.ended_at:
        sentence = _("Handover refused: %(givers)s → %(receivers)s") if handover.state == State.REFUSED else _(
            "Handover withdrawn: %(givers)s → %(receivers)s"
        )  # fmt: skip
        day = timezone.localdate(handover.ended_at)
        yield Moment(client, day, "handover", sentence % whole, link, str(handover.ended_by or ""))


def _names(handover: Handover, way: str) -> str:
    """Who gives or receives; a dash where nobody had the client."""
    return " · ".join(str(one.person) for one in handover.changes.all() if getattr(one, way)) or "–"
