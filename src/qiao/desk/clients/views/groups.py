"""A group of companies."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from qiao.desk.audit import actions as audit
from qiao.desk.clients.models import Client, ClientGroup
from qiao.desk.clients.queries import groups
from qiao.desk.common.requests import Request
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class GroupPage:
    """The companies of a group that the reader may see, and their figures together."""

    group: ClientGroup
    clients: list[Client]
    sums: dict[str, groups.Sum]
    data_date: date | None
    is_incomplete: bool


@require_GET
def group(request: Request, uuid: UUID) -> HttpResponse:
    """One group, as far as one may see it."""
    found = get_object_or_404(ClientGroup.objects.visible_to(request.user), uuid=uuid)
    audit.seen(request.user, on=found)
    clients = groups.companies(found, request.user)
    sums = groups.sums(clients)
    first = next((client.figures for client in clients if hasattr(client, "figures")), None)
    is_incomplete = any(one.missing and one.value is not None for one in sums.values())
    page = GroupPage(found, clients, sums, first.data_date if first else None, is_incomplete)
    return show(request, "clients/group.html", page)
