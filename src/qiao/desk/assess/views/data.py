"""The step of the data: what the ledger has of a period, and the way to send more or to take a batch back."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from qiao.desk.assess.models import Period
from qiao.desk.assess.queries import data as queries
from qiao.desk.assess.queries.data import Data
from qiao.desk.assess.views.periods import READERS
from qiao.desk.audit import actions as audit
from qiao.desk.clients.actions.submissions import SENDERS
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class DataPage:
    """A period's data."""

    period: Period
    data: Data
    may_send: bool


@only(*READERS)
@require_GET
def one(request: Request, uuid: UUID) -> HttpResponse:
    """A period's data."""
    period = get_object_or_404(Period.objects.visible_to(request.user).select_related("standard"), uuid=uuid)
    audit.seen(request.user, on=period, what="data")
    page = DataPage(period, queries.of(period, request.user), request.user.has_role(*SENDERS))
    return show(request, "assess/data.html", page)
