"""Bringing in a list of the bank's: the file, its columns, the dry run, taking over, undoing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.audit import actions as audit
from qiao.desk.clients.actions import imports as actions
from qiao.desk.clients.intake import fields, sheets
from qiao.desk.clients.intake.list_forms import ColumnsForm, UploadForm
from qiao.desk.clients.intake.said import said
from qiao.desk.clients.models import Import, ImportRow
from qiao.desk.clients.models.imports import Outcome, Stage, Subject
from qiao.desk.clients.queries import imports as queries
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.jobs.queries import Watch, watch
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

ROWS = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
entitled = only(Role.HR, Role.BRANCH, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class ImportsPage:
    """Where a list is brought in, and those that were."""

    subjects: list[tuple[str, str]]
    subject: str
    tabs: list[tuple[str, str, bool]]
    form: UploadForm
    imports: Page[Import]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a list in the reader's words."""

    number: int
    title: str
    says: list[str]
    url: str


@dataclass(frozen=True, slots=True)
class ImportPage:
    """A list: how far it is, what its rows do, and what its columns stand for."""

    made: Import
    watch: Watch | None
    form: ColumnsForm
    figures: list[tuple[str, int]]
    tabs: list[tuple[str, str, bool]]
    page: Page[Any]
    rows: list[ShownRow]
    may_match: bool
    may_apply: bool
    may_undo: bool
    is_remarked: bool


@entitled
@require_http_methods(["GET", "POST"])
def imports(request: Request) -> HttpResponse:
    """Bring a list in."""
    mine = [(str(one.value), str(one.label)) for one in Subject if actions.may(request.user, one)]
    subject = request.GET.get("of", "") if request.GET.get("of", "") in dict(mine) else mine[0][0]
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and (made := attempt(form, lambda: _receive(request, form, subject))):
        return redirect(made)
    tabs = [(label, f"?of={code}", code == subject) for code, label in mine]
    found = Paginator(Import.objects.visible_to(request.user), ROWS).get_page(request.GET.get("page"))
    page = ImportsPage(mine, subject, tabs, form, found)
    return show(request, "clients/imports.html", page, status=status(form))


def _receive(request: Request, form: UploadForm, subject: str) -> Import:
    file = form.cleaned_data["file"]
    content = file.read(actions.MOST_BYTES + 1)
    return actions.receive(by=request.user, subject=subject, name=file.name, content=content)


@entitled
@require_GET
def template(request: Request, subject: str) -> HttpResponse:
    """The workbook to fill in."""
    if not actions.may(request.user, subject):
        raise Http404
    filled = actions.OF[subject].filled
    rows = list(filled(request.user)) if filled else []
    return _file(sheets.template(subject, rows), f"{subject}-template.xlsx", XLSX)


@entitled
@require_GET
def one(request: Request, uuid: UUID) -> HttpResponse:
    """One list."""
    made = _found(request, uuid)
    return show(request, "clients/import.html", _page(request, made, ColumnsForm(made=made)))


@entitled
@require_POST
def match(request: Request, uuid: UUID) -> HttpResponse:
    """Say what the columns stand for."""
    made = _found(request, uuid)
    form = ColumnsForm(request.POST, made=made)
    if attempt(form, lambda: actions.match(made, by=request.user, columns=form.columns)):
        return redirect(made)
    return show(request, "clients/import.html", _page(request, made, form), status=422)


@entitled
@require_POST
def apply(request: Request, uuid: UUID) -> HttpResponse:
    """Take over what the dry run showed."""
    return _do(request, uuid, actions.apply_later)


@entitled
@require_POST
def undo(request: Request, uuid: UUID) -> HttpResponse:
    """Put back what nobody has changed since."""
    return _do(request, uuid, actions.undo_later)


@entitled
@require_GET
def workbook(request: Request, uuid: UUID) -> HttpResponse:
    """The reader's own file, with what is wrong beside each row."""
    made = _found(request, uuid)
    audit.exported(request.user, "import.exported", rows=made.row_count, on=made)
    is_text = not made.sheet
    name = f"{made.subject}-{timezone.localtime(made.created_at):%Y%m%d-%H%M}.{'csv' if is_text else 'xlsx'}"
    return _file(sheets.own(made), name, "text/csv" if is_text else XLSX)


def _found(request: Request, uuid: UUID) -> Import:
    return get_object_or_404(Import.objects.visible_to(request.user).select_related("job__by"), uuid=uuid)


def _do(request: Request, uuid: UUID, act: Callable[..., Import]) -> HttpResponse:
    made = _found(request, uuid)
    form = forms.Form({})
    if not attempt(form, lambda: act(made, by=request.user)):
        for sentence in form.non_field_errors():
            messages.error(request, str(sentence))
    return redirect(made)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


def _page(request: Request, made: Import, form: ColumnsForm) -> ImportPage:
    under_way = made.job is not None and made.job.is_under_way
    told = (
        watch(made.job, request.user) if made.job and (under_way or made.job.state in {"failed", "cancelled"}) else None
    )
    counts = [(outcome, made.counts.get(outcome, 0)) for outcome in Outcome]
    there = [outcome for outcome, count in counts if count] + (["kept"] if made.kept else [])
    wanted = request.GET.get("rows", "")
    shown = wanted if wanted in there else _first(there)
    page = Paginator(queries.rows_of(made, shown), ROWS).get_page(request.GET.get("page"))
    known = fields.by_code(made.subject)
    return ImportPage(
        made=made,
        watch=told,
        form=form,
        figures=[(str(outcome.label), count) for outcome, count in counts],
        tabs=[(_named(name, made), f"?rows={name}", name == shown) for name in there],
        page=page,
        rows=[ShownRow(row.number, row.title, said(row.says, known), _url(made, row)) for row in page],
        may_match=not under_way and made.stage in {Stage.MATCHING, Stage.CHECKED},
        may_apply=not under_way and made.stage == Stage.CHECKED and bool(made.acts),
        may_undo=not under_way and made.stage == Stage.APPLIED and bool(made.acts),
        is_remarked=not under_way and made.stage != Stage.MATCHING,
    )


def _url(made: Import, row: ImportRow) -> str:
    """Where the client or the person is, that the row made or changed."""
    if row.record is None or row.is_undone:
        return ""
    return actions.OF[made.subject].address(row.record)


def _first(there: list[str]) -> str:
    """What is looked at first: what an undo had to leave, what is wrong, what is new."""
    order = ("kept", Outcome.FAULTY, Outcome.NEW, Outcome.CHANGED, Outcome.SAME)
    return next((str(name) for name in order if name in there), str(Outcome.SAME))


def _named(name: str, made: Import) -> str:
    if name == "kept":
        return _("left as they are (%(count)s)") % {"count": made.kept}
    return f"{capfirst(str(Outcome(name).label))} {made.counts[name]}"
