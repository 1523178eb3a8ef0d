"""Pages of standards: every version, one of them, its figures and its text in a form, two versions side by side."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.assess.actions import standards as actions
from qiao.desk.assess.forms.periods import AnswerForm
from qiao.desk.assess.forms.standards import FiguresForm, ReasonForm, TextForm
from qiao.desk.assess.models import Standard
from qiao.desk.assess.models.standards import State
from qiao.desk.assess.queries import standards as queries
from qiao.desk.assess.queries.standards import Part
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.languages import said
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.people.models import User
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show
from qiao.engine import Difference, StandardError, load_text


@dataclass(frozen=True, slots=True)
class StandardsPage:
    """Every version that one may see."""

    standards: list[Standard]
    may_write: bool


@dataclass(frozen=True, slots=True)
class StandardPage:
    """One version: who made it, what it says, and what may be done with it."""

    standard: Standard
    parts: list[Part]
    others: list[Standard]
    may_write: bool
    may_try: bool
    may_decide: bool
    may_acknowledge: bool
    outstanding: list[User]


@dataclass(frozen=True, slots=True)
class FormPage:
    """Something about one version in a form."""

    standard: Standard
    form: forms.BaseForm
    parts: list[tuple[Part, list[forms.BoundField]]]


@dataclass(frozen=True, slots=True)
class FaultsPage:
    """What is wrong with a text, while somebody writes it."""

    faults: list[tuple[int, str]]
    is_sound: bool


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two versions line by line."""

    old: Standard
    new: Standard
    rows: list[Difference]
    needs_measuring: bool


@require_GET
def index(request: Request) -> HttpResponse:
    """Every version."""
    may_write = request.user.has_role(*actions.WRITERS)
    return show(request, "assess/standards.html", StandardsPage(list(queries.listed(request.user)), may_write))


@require_GET
def one(request: Request, uuid: UUID) -> HttpResponse:
    """One version."""
    user, found = request.user, _found(request, uuid)
    audit.seen(user, on=found)
    may_write = user.has_role(*actions.WRITERS)
    may_see_all = may_write or user.reach.reads_everything
    page = StandardPage(
        standard=found,
        parts=queries.parts(found),
        others=[other for other in queries.listed(user) if other != found],
        may_write=may_write,
        may_try=may_see_all and found.state != State.DROPPED,
        may_decide=found.proposed_by_id is not None
        and user.reach.may_decide(*actions.WRITERS, proposed_by=found.proposed_by_id),
        may_acknowledge=found in list(queries.to_acknowledge(user)),
        outstanding=queries.outstanding(found) if found.is_published and may_see_all else [],
    )
    return show(request, "assess/standard.html", page)


@only(*actions.WRITERS)
@require_POST
def draft(request: Request) -> HttpResponse:
    """Begin a new version from the one named, else from the newest published one."""
    named = request.POST.get("base")
    base = get_object_or_404(Standard.objects.visible_to(request.user), uuid=named) if named else None
    return redirect(actions.draft(base or queries.newest_published(), by=request.user))


@only(*actions.WRITERS)
@require_http_methods(["GET", "POST"])
def figures(request: Request, uuid: UUID) -> HttpResponse:
    """Change figures of a draft."""
    found = _found(request, uuid)
    parts = queries.parts(found)
    form = FiguresForm(request.POST or None, standard=found, parts=parts)
    if request.method == "POST" and (
        made := attempt(
            form,
            lambda: actions.change(found, by=request.user, version=form.cleaned_data["version"], figures=form.figures),
        )
    ):
        return redirect(made)
    fields = iter(field for field in form if field.name != "version")
    by_part = [(part, [next(fields) for _ in part.rows]) for part in parts]
    return show(request, "assess/standard_figures.html", FormPage(found, form, by_part), status=status(form))


@only(*actions.WRITERS)
@require_http_methods(["GET", "POST"])
def text(request: Request, uuid: UUID) -> HttpResponse:
    """Change the text of a draft."""
    found = _found(request, uuid)
    form = TextForm(request.POST or None, instance=found)
    if request.method == "POST" and (
        made := attempt(
            form,
            lambda: actions.edit(
                found, by=request.user, version=form.cleaned_data["version"], text=form.changes["text"]
            ),
        )
    ):
        return redirect(made)
    return show(request, "assess/standard_text.html", FormPage(found, form, []), status=status(form))


@only(*actions.WRITERS)
@require_POST
def look(request: Request) -> HttpResponse:
    """What is wrong with a text that somebody is writing."""
    try:
        load_text(request.POST.get("text", "").replace("\r\n", "\n"), "")
    except StandardError as error:
        faults = [(one.line, said(one.sentence)) for one in getattr(error, "faults", ())]
        return show(request, "assess/standard_faults.html", FaultsPage(faults or [(0, said(error.text))], False))
    return show(request, "assess/standard_faults.html", FaultsPage([], True))


@only(*actions.WRITERS)
@require_http_methods(["GET", "POST"])
def propose(request: Request, uuid: UUID) -> HttpResponse:
    """Ask a second person to publish a draft."""
    found = _found(request, uuid)
    form = ReasonForm(request.POST or None, instance=found)
    if request.method == "POST" and (
        made := attempt(
            form, lambda: actions.propose(found, by=request.user, version=form.cleaned_data["version"], **form.changes)
        )
    ):
        return redirect(made)
    return show(request, "assess/standard_propose.html", FormPage(found, form, []), status=status(form))


@only(*actions.WRITERS)
@require_POST
def publish(request: Request, uuid: UUID) -> HttpResponse:
    """Approve what somebody else proposed."""
    return redirect(actions.publish(_found(request, uuid), by=request.user))


@only(*actions.WRITERS)
@require_http_methods(["GET", "POST"])
def send_back(request: Request, uuid: UUID) -> HttpResponse:
    """Say why a proposal is no good."""
    found = _found(request, uuid)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and (
        made := attempt(form, lambda: actions.send_back(found, by=request.user, answer=form.cleaned_data["answer"]))
    ):
        return redirect(made)
    return show(request, "assess/standard_send_back.html", FormPage(found, form, []), status=status(form))


@only(*actions.WRITERS)
@require_POST
def drop(request: Request, uuid: UUID) -> HttpResponse:
    """Put a draft aside, or go on with it."""
    found = _found(request, uuid)
    (actions.drop if found.is_draft else actions.take_up)(found, by=request.user)
    return redirect(found)


@only(Role.RM)
@require_POST
def acknowledge(request: Request, uuid: UUID) -> HttpResponse:
    """Say that one has read it."""
    found = _found(request, uuid)
    actions.acknowledge(found, by=request.user)
    return redirect(found)


@require_GET
def compare(request: Request, uuid: UUID, other: UUID) -> HttpResponse:
    """Two versions line by line."""
    old, new = _found(request, other), _found(request, uuid)
    rows = queries.compared(old, new)
    page = ComparePage(old, new, rows, any(row.needs_measuring for row in rows))
    return show(request, "assess/standard_compare.html", page)


@require_GET
def file(request: Request, uuid: UUID) -> HttpResponse:
    """The standard as a file."""
    found = _found(request, uuid)
    audit.exported(request.user, "standard.exported", rows=1, on=found)
    response = HttpResponse(found.text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="standard-{found.label}.yaml"'
    return response


def _found(request: Request, uuid: UUID) -> Standard:
    found = Standard.objects.visible_to(request.user).select_related(
        "base", "scenario", "made_by", "proposed_by", "decided_by"
    )
    return get_object_or_404(found, uuid=uuid)
