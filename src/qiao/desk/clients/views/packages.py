"""Many clients change hands together: chosen from the list, or a whole book; and the page of what became of them."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.audit import actions as audit
from qiao.desk.clients.actions import packages as actions
from qiao.desk.clients.forms.filters import ClientFilter
from qiao.desk.clients.forms.handovers import AnswerForm, BookForm, ReceiverForm
from qiao.desk.clients.models import Client, Handover, Package
from qiao.desk.clients.queries import books, lists
from qiao.desk.clients.queries import handovers as queries
from qiao.desk.clients.queries.handovers import Fault
from qiao.desk.clients.views.handovers import PER_PAGE
from qiao.desk.common.access import only
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.jobs import queries as jobs
from qiao.desk.jobs.queries import Watch
from qiao.desk.people.models import User
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

_FEW = 10


@dataclass(frozen=True, slots=True)
class BulkPage:
    """How many clients are chosen, the first of them, and to whom they go."""

    count: int
    most: int
    first: list[Client]
    form: ReceiverForm
    back: str


@only(Role.RM, Role.LEAD, Role.BRANCH)
@require_http_methods(["GET", "POST"])
def bulk(request: Request) -> HttpResponse:
    """Propose handovers of the clients that the address names: `client` ids, or with `all` whatever its filter shows."""
    user, given = request.user, request.GET
    if "all" in given:
        chosen = lists.matching(user, ClientFilter(given, user=user).wanted)
    else:
        chosen = Client.objects.visible_to(user).filter(uuid__in=queries.ids(given.getlist("client")))
    form = ReceiverForm(request.POST or None, user=user)

    def act() -> Package:
        receiver = form.cleaned_data["receiver"].pk
        wanted = [(pk, receiver) for pk in chosen.order_by("pk").values_list("pk", flat=True)[: actions.MOST + 1]]
        return actions.propose(wanted, by=user, terms=form.terms)[0]

    if request.method == "POST" and (made := attempt(form, act)):
        messages.success(request, _("Each client is proposed in the background; this page tells what becomes of it."))
        return redirect(made)
    first = list(chosen.order_by("name_key", "pk")[:_FEW])
    page = BulkPage(chosen.order_by().count(), actions.MOST, first, form, reverse("clients:list"))
    return show(request, "clients/handovers/bulk.html", page, status=status(form))


@dataclass(frozen=True, slots=True)
class BookPage:
    """Somebody's whole book, and to whom each client goes; `under_way` more are handed over already."""

    person: User
    under_way: int
    form: BookForm
    back: str


@require_http_methods(["GET", "POST"])
def book(request: Request, uuid: UUID) -> HttpResponse:
    """Propose to hand a person's whole book over."""
    user = request.user
    person = get_object_or_404(User.objects.visible_to(user), uuid=uuid)
    if not books.may_hand_over(person, user):
        raise NotAllowedError
    clients, under_way = books.clients_of(person)
    form = BookForm(request.POST or None, user=user, clients=clients)

    def act() -> Package:
        return actions.propose(form.wanted, by=user, giver=person, terms=form.terms)[0]

    if request.method == "POST" and (made := attempt(form, act)):
        messages.success(request, _("Each client is proposed in the background; this page tells what becomes of it."))
        return redirect(made)
    page = BookPage(person, under_way, form, reverse("clients:handovers"))
    return show(request, "clients/handovers/book.html", page, status=status(form))


@dataclass(frozen=True, slots=True)
class PackagePage:
    """Handovers that go together: how many are how far, what the reader may say on how many, and what failed."""

    package: Package
    counts: list[tuple[str, int]]
    handovers: Page[Handover]
    faults: list[Fault]
    may: dict[str, int]
    answer: AnswerForm
    watch: Watch | None


@require_GET
def package(request: Request, uuid: UUID) -> HttpResponse:
    """Handovers that go together."""
    found = get_object_or_404(
        Package.objects.visible_to(request.user).select_related("proposed_by", "giver"), uuid=uuid
    )
    audit.seen(request.user, on=found)
    return _show(request, found, AnswerForm())


@require_POST
def decide(request: Request, uuid: UUID) -> HttpResponse:
    """Say one's word on all of them on which it is one's own."""
    found = get_object_or_404(Package.objects.visible_to(request.user), uuid=uuid)
    act = request.POST.get("act", "")
    form = AnswerForm(request.POST if act == "refuse" else {"answer": "–"})
    if not attempt(form, lambda: actions.decide_later(found, act, by=request.user, answer=form.cleaned_data["answer"])):
        return _show(request, found, form)
    messages.success(request, _("The background is at it; this page tells what becomes of each client."))
    return redirect(found)


def _show(request: Request, found: Package, answer: AnswerForm) -> HttpResponse:
    user = request.user
    listed = Handover.objects.visible_to(user).filter(package=found).listed().order_by("client__name_key", "pk")
    rows = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    queries.tell_changes(rows.object_list)
    job = queries.job_of(found, user)
    page = PackagePage(
        package=found,
        counts=queries.counts(found, user),
        handovers=rows,
        faults=queries.faults_of(found, user),
        may=queries.acts_on(found, user),
        answer=answer,
        watch=jobs.watch(job, user) if job else None,
    )
    return show(request, "clients/handovers/package.html", page, status=status(answer))
