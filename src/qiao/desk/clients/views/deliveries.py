"""The batches that came to the desk."""

from dataclasses import dataclass

from django.http import HttpResponse

from qiao.desk.clients.actions.submissions import SENDERS
from qiao.desk.clients.models import Delivery, Submission
from qiao.desk.clients.queries import deliveries as queries
from qiao.desk.clients.queries import submissions
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class DeliveriesPage:
    """What came in."""

    deliveries: list[Delivery]
    sent: list[Submission]
    may_send: bool


@only(Role.HR, Role.ADMIN, Role.AUDITOR)
def deliveries(request: Request) -> HttpResponse:
    """The batches that came to the desk."""
    user = request.user
    page = DeliveriesPage(queries.deliveries(user), submissions.open_ones(user), user.has_role(*SENDERS))
    return show(request, "clients/deliveries.html", page)
