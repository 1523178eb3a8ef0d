"""Balances that belong to no manager, by size, with the way to assign them."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from qiao.desk.assess.models import Run
from qiao.desk.assess.queries import unassigned as queries
from qiao.desk.assess.queries.unassigned import Row, Sums
from qiao.desk.assess.views.periods import READERS
from qiao.desk.audit import actions as audit
from qiao.desk.clients import ledger
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.ui.pages import show

_PAGE = 50


@dataclass(frozen=True, slots=True)
class UnassignedPage:
    """A run's unassigned balances: every measure, and the clients of the chosen one."""

    run: Run
    sums: list[Sums]
    chosen: Sums | None
    rows: Page[Row]
    others: Decimal
    is_ours: bool


@only(*READERS)
@require_GET
def one(request: Request, uuid: UUID) -> HttpResponse:
    """Clients by size."""
    user = request.user
    found = Run.objects.visible_to(user).exclude(seal="").select_related("period", "standard")
    run = get_object_or_404(found, uuid=uuid)
    audit.seen(user, on=run, what="unassigned")
    sums, asked = queries.sums(run), request.GET.get("measure", "")
    chosen = next((one for one in sums if one.measure == asked), None if asked else next(iter(sums), None))
    if asked and chosen is None:
        raise Http404
    rows = queries.rows(run, user, chosen.measure) if chosen else []
    page = UnassignedPage(
        run=run,
        sums=sums,
        chosen=chosen,
        rows=Paginator(rows, _PAGE).get_page(request.GET.get("page")),
        others=chosen.unassigned - sum(row.left.average for row in rows)
        if chosen and chosen.clients > len(rows)
        else Decimal(0),
        is_ours=ledger.is_ours("assignments"),
    )
    return show(request, "assess/unassigned.html", page)
