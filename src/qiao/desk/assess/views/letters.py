"""Pages of letters: what is issued for a period, all or some of them as one file, one of them alone."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from qiao.desk.assess import printing
from qiao.desk.assess.actions import letters as actions
from qiao.desk.assess.actions import runs
from qiao.desk.assess.forms.letters import IssueForm, LettersFilter
from qiao.desk.assess.models import Issue, Letter, Period, Run
from qiao.desk.assess.queries import letters as queries
from qiao.desk.assess.queries.letters import Line
from qiao.desk.assess.views.periods import READERS
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

_PAGE = 50
_PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class LettersPage:
    """The letters of a period's result in force.

    Attributes:
        run: the result whose letters they are; None while the period is not locked.
        issue: what is issued of it; None until then, and `before` is what that will replace.
        form: to issue them, for whoever may.
        count: of the letters that the filters leave.
    """

    period: Period
    run: Run | None
    issue: Issue | None
    before: Issue | None
    form: IssueForm | None
    filters: LettersFilter
    lines: list[Line]
    page: Page[Letter] | None
    count: int
    older: list[Issue]


@only(*READERS)
@require_http_methods(["GET", "POST"])
def index(request: Request, uuid: UUID) -> HttpResponse:
    """What is issued, or a form to issue it."""
    user, period = request.user, _period(request, uuid)
    run, issues = queries.lettered(period), list(queries.issues(period, user))
    current = next((one for one in issues if one.run == run), None)
    may_issue = run is not None and current is None and user.has_role(*runs.WRITERS)
    form = IssueForm(request.POST or None, initial=queries.usual_days()) if may_issue else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if attempt(form, lambda: actions.issue(period, by=user, terms=form.terms)):
            return redirect("assess:letters", uuid)
    else:
        audit.seen(user, on=period, what="letters")
    filters = LettersFilter(request.GET, user=user)
    found = queries.notices(current, user, filters.wanted) if current else None
    shown = Paginator(found, _PAGE).get_page(request.GET.get("page")) if found is not None else None
    page = LettersPage(
        period=period,
        run=run,
        issue=current,
        before=issues[0] if issues and current is None else None,
        form=form,
        filters=filters,
        lines=queries.lines(current, shown, user) if current and shown is not None else [],
        page=shown,
        count=queries.of_issue(current, user, filters.wanted).count() if current else 0,
        older=[one for one in issues if one != current],
    )
    return show(request, "assess/letters.html", page, status=status(form) if form else 200, part="rows")


@only(*READERS)
@require_GET
def files(request: Request, uuid: UUID) -> HttpResponse:
    """The letters that the filters leave, as one file; very many are made in the background."""
    user, found = request.user, _issue(request, uuid)
    wanted = LettersFilter(request.GET, user=user).wanted
    letters = queries.of_issue(found, user, wanted)
    count = letters.count()
    if not count:
        raise Http404
    if count > actions.AT_ONCE:
        made = actions.made_of(found, wanted)
        if not made.is_file():
            address = f"{reverse('assess:letters_file', args=[uuid])}?{request.GET.urlencode()}"
            return redirect(actions.make(found, wanted, by=user, address=address))
        _taken(request, found, count, wanted)
        return _answer(FileResponse(made.open("rb")), found)
    body = printing.letters(queries.papers(found, letters), found.issued_at)
    _taken(request, found, count, wanted)
    return _answer(HttpResponse(body), found)


@only(Role.RM, Role.LEAD, Role.BRANCH, *READERS)
@require_GET
def one(request: Request, uuid: UUID) -> HttpResponse:
    """One letter, in the manager's own hands or an officer's."""
    shown = Letter.objects.visible_to(request.user).select_related("issue__run__period", "issue__run__standard")
    letter = get_object_or_404(shown, uuid=uuid)
    found = letter.issue
    body = printing.letters(queries.papers(found, queries.alone(letter, request.user)), found.issued_at)
    audit.exported(request.user, "letters.taken", rows=1, on=found.run, letter=letter.uuid)
    return _answer(HttpResponse(body), found, f"-{letter.what}-{letter.year}-{letter.serial}")


def _taken(request: Request, issue: Issue, count: int, wanted: queries.Wanted) -> None:
    audit.exported(
        request.user,
        "letters.taken",
        rows=count,
        on=issue.run,
        **{name: value or None for name, value in wanted._asdict().items()},
    )


def _answer(response: HttpResponse | FileResponse, issue: Issue, which: str = "") -> HttpResponse:
    name = f"letters-{issue.run.period.label}-{issue.run.number}{which}.pdf"
    response["Content-Type"], response["Cache-Control"] = _PDF, "no-store"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response  # type: ignore[return-value]  # a stream answers as well


def _period(request: Request, uuid: UUID) -> Period:
    return get_object_or_404(Period.objects.visible_to(request.user).select_related("standard"), uuid=uuid)


def _issue(request: Request, uuid: UUID) -> Issue:
    shown = Issue.objects.visible_to(request.user).select_related("run__period", "run__standard", "replaces")
    return get_object_or_404(shown, uuid=uuid)
