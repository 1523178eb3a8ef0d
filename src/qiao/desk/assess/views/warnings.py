"""A run's warnings: by kind, and one kind line by line."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.assess.actions import warnings as actions
from qiao.desk.assess.actions.runs import WRITERS
from qiao.desk.assess.forms.warnings import AllForm, LookForm, WarningFilter
from qiao.desk.assess.models import Run, WarningNote
from qiao.desk.assess.queries import warnings as queries
from qiao.desk.assess.queries.warnings import Kind, Line, Work
from qiao.desk.assess.views.periods import READERS
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

_PAGE = 50


@dataclass(frozen=True, slots=True)
class WarningsPage:
    """Every kind of warning of a run."""

    run: Run
    kinds: list[Kind]
    work: Work


@dataclass(frozen=True, slots=True)
class KindPage:
    """The warnings of one kind."""

    run: Run
    kind: Kind
    filters: WarningFilter
    lines: Page[Line]
    form: AllForm
    here: str
    may_write: bool


@only(*READERS)
@require_GET
def index(request: Request, uuid: UUID) -> HttpResponse:
    """Every kind."""
    run = _found(request, uuid)
    audit.seen(request.user, on=run, what="warnings")
    lines = queries.lines(run, request.user)
    return show(request, "assess/warnings.html", WarningsPage(run, queries.kinds(lines), queries.work(lines)))


@only(*READERS)
@require_http_methods(["GET", "POST"])
def kind(request: Request, uuid: UUID, rule: str) -> HttpResponse:
    """One kind; what is posted is said of all its open ones."""
    run, table = _found(request, uuid), request.GET.get("table", "")
    form = AllForm(request.POST or None)
    if (
        request.method == "POST"
        and attempt(
            form,
            lambda: actions.look_at_all(run, by=request.user, rule=rule, table=table, note=form.cleaned_data["note"]),
        )
        is not None
    ):
        return redirect("assess:warnings", run.uuid)
    return show(request, "assess/warning_kind.html", _kind_page(request, run, rule, table, form), status=status(form))


def _kind_page(request: Request, run: Run, rule: str, table: str, form: AllForm) -> KindPage:
    found = queries.lines(run, request.user, rule=rule, table=table)
    if not found:
        raise Http404
    filters = WarningFilter(request.GET)
    wanted = queries.lines(run, request.user, rule=rule, table=table, state=filters.state_wanted)
    return KindPage(
        run=run,
        kind=queries.kinds(found)[0],
        filters=filters,
        lines=Paginator(wanted, _PAGE).get_page(request.GET.get("page")),
        form=form,
        here=request.get_full_path(),
        may_write=request.user.has_role(*WRITERS),
    )


@only(*WRITERS)
@require_POST
def look(request: Request, uuid: UUID) -> HttpResponse:
    """Say that one was looked at."""
    run, form = _found(request, uuid), LookForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    actions.look(run, by=request.user, key=form.cleaned_data["key"], note=form.cleaned_data["note"])
    return redirect(_back(request, run))


@only(*WRITERS)
@require_POST
def reopen(request: Request, uuid: UUID, note: UUID) -> HttpResponse:
    """Take that back."""
    run = _found(request, uuid)
    found = WarningNote.objects.visible_to(request.user).filter(period=run.period)
    actions.reopen(get_object_or_404(found, uuid=note), by=request.user)
    return redirect(_back(request, run))


def _back(request: Request, run: Run) -> str:
    """The same kind, filter and page as before."""
    place, asked = reverse("assess:warnings", args=[run.uuid]), request.POST.get("next", "")
    return asked if asked.startswith(place) else place


def _found(request: Request, uuid: UUID) -> Run:
    found = Run.objects.visible_to(request.user).exclude(seal="").select_related("period__standard", "standard")
    return get_object_or_404(found, uuid=uuid)
