"""Standing in during leave, for everybody."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.people.actions import delegations as actions
from qiao.desk.people.forms import DelegationForm
from qiao.desk.people.models import Delegation
from qiao.desk.people.views.common import FormPage, ask, do
from qiao.desk.ui.pages import show

PER_PAGE = 50
SETTLES = (Role.LEAD, Role.BRANCH, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class DelegationsPage:
    """One's own leave and standing in first, then that of the people within reach."""

    delegations: Page[Delegation]
    settles: bool


@require_GET
def delegations(request: Request) -> HttpResponse:
    """Who is away and who stands in."""
    own = Q(absent=request.user) | Q(stand_in=request.user)
    order = Case(When(own, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = Delegation.objects.visible_to(request.user).select_related("absent", "stand_in")
    page = Paginator(found.order_by(order, "-from_date", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return show(request, "people/delegations.html", DelegationsPage(page, request.user.has_role(*SETTLES)))


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Name a stand-in, for oneself or for somebody whose leave one settles."""
    is_other = "other" in request.GET and request.user.has_role(*SETTLES)
    form = DelegationForm(request.POST or None, user=request.user, absent=None if is_other else request.user)
    back = reverse("delegation:delegations")
    title = _("Somebody is away") if is_other else _("I am away")
    hint = _(
        "Until the last day the stand-in sees what the absent person sees and does what they may. Nobody approves what they proposed themselves."
    )
    page = FormPage(title, "", form, _("Name the stand-in"), back, hint)

    def act() -> Delegation:
        return actions.delegate(by=request.user, **form.given)

    return ask(request, page, act, done=_("The stand-in is named."), then=back)


@require_POST
def withdraw(request: Request, uuid: UUID) -> HttpResponse:
    """End a delegation now."""
    found = get_object_or_404(Delegation.objects.visible_to(request.user).select_related("absent"), uuid=uuid)
    back = reverse("delegation:delegations")
    return do(request, lambda: actions.withdraw(found, by=request.user), done=_("Called off."), back=back)
