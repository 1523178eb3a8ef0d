"""Pages of the review: everybody of a run with marks, one manager with notes and exceptions, the list as a file."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.desk.assess import words
from qiao.desk.assess.actions import exceptions as ruling
from qiao.desk.assess.actions import remarks as actions
from qiao.desk.assess.actions import runs
from qiao.desk.assess.forms.outcomes import OutcomeFilter
from qiao.desk.assess.forms.reviewing import RemarkForm
from qiao.desk.assess.models import Outcome, Remark, Ruling, Run
from qiao.desk.assess.models.exceptions import Kind
from qiao.desk.assess.queries import exceptions, pools, remarks, reviewing
from qiao.desk.assess.queries.reviewing import Reading, Row
from qiao.desk.assess.views import finding
from qiao.desk.assess.views.periods import READERS
from qiao.desk.audit import actions as audit
from qiao.desk.audit.forms import ExportForm
from qiao.desk.common import sheets
from qiao.desk.common.access import only
from qiao.desk.common.refusals import RefusedError
from qiao.desk.common.requests import Request
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

_PAGE = 50


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Everybody of a run, as officers review them."""

    run: Run
    filters: OutcomeFilter
    rows: list[Row]
    page: Page[Outcome]
    waiting: list[Ruling]
    left_behind: list[Ruling]
    why_not: str
    smallest: int
    narrowest: int
    near: int
    may_write: bool


@dataclass(frozen=True, slots=True)
class ManagerPage:
    """One manager under review."""

    run: Run
    row: Row
    remarks: list[Remark]
    rulings: list["Line"]
    form: RemarkForm | None
    kinds: list[tuple[str, Any]]
    why_not: str
    can_rise: bool


@dataclass(frozen=True, slots=True)
class Line:
    """An exception, and what its reader may do with it."""

    ruling: Ruling
    item: str
    may_decide: bool
    may_withdraw: bool


@only(*READERS)
@require_GET
def review(request: Request, uuid: UUID) -> HttpResponse:
    """Everybody of a run."""
    user, run = request.user, finding.run(request, uuid)
    audit.seen(user, on=run, what="review")
    filters, read = OutcomeFilter(request.GET, run=run, user=user), reviewing.reading(run, user)
    found = Paginator(reviewing.matching(run, user, filters.wanted, read), _PAGE).get_page(request.GET.get("page"))
    page = ReviewPage(
        run=run,
        filters=filters,
        rows=reviewing.rows(found, read),
        page=found,
        waiting=exceptions.waiting_for_second(run, user),
        left_behind=exceptions.left_behind(run),
        why_not=_why_not(run),
        smallest=pools.SMALLEST,
        narrowest=pools.narrowest_step(run) // 100,
        near=pools.NEAR,
        may_write=user.has_role(*runs.WRITERS),
    )
    return show(request, "assess/review.html", page, part="rows")


@only(*READERS)
@require_GET
def manager(request: Request, uuid: UUID, manager: str) -> HttpResponse:
    """One manager of a run."""
    found = finding.outcome(request, uuid, manager)
    audit.seen(request.user, on=found.run, what="review")
    return _manager(request, found, RemarkForm())


@only(*runs.WRITERS)
@require_POST
def remark_write(request: Request, uuid: UUID, manager: str) -> HttpResponse:
    """Note something on a manager's result."""
    found, form = finding.outcome(request, uuid, manager), RemarkForm(request.POST)
    if attempt(form, lambda: actions.write(found, by=request.user, text=form.cleaned_data["text"])):
        return redirect("assess:review_manager", uuid, manager)
    return _manager(request, found, form)


@only(*runs.WRITERS)
@require_POST
def remark_remove(request: Request, uuid: UUID) -> HttpResponse:
    """Take one's own note back."""
    found = finding.remark(request, uuid)
    actions.remove(found, by=request.user)
    return redirect("assess:review_manager", found.run.uuid, found.manager)


@only(*READERS)
@require_GET
def export(request: Request, uuid: UUID) -> HttpResponse:
    """Everybody's result as a file, computed and decided, with the list's filters and order."""
    user, run, wish = request.user, finding.run(request, uuid), ExportForm(request.GET)
    if not wish.is_valid():
        return HttpResponse(status=422)
    wanted, read = OutcomeFilter(request.GET, run=run, user=user).wanted, reviewing.reading(run, user)
    found = reviewing.matching(run, user, wanted, read)[: sheets.limit_for(user.reach.roles)]
    rows = reviewing.rows(found, read)
    narrowed = {name: getattr(wanted, name) or None for name in ("decision", "grade", "reason", "mark")}
    audit.exported(user, "run.exported", rows=len(rows), on=run, **narrowed)
    heading = [str(label) for label in words.OUTCOME_COLUMNS.values()]
    taken = _("%(run)s as of %(day)s, taken by %(person)s on %(moment)s") % {
        "run": run, "day": run.as_of, "person": user, "moment": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }  # fmt: skip
    sheet = sheets.Sheet(f"run-{run.period.label}-{run.number}", taken, heading, [_exported(row) for row in rows])
    return sheets.answer(sheet, wish.cleaned_data["format"])


def _manager(request: Request, outcome: Outcome, form: RemarkForm) -> HttpResponse:
    user, run = request.user, outcome.run
    read: Reading = reviewing.reading(run, user)
    may_write, why_not = user.has_role(*runs.WRITERS) and outcome.person_id != user.pk, _why_not(run)
    kinds = [Kind.PROMOTION, Kind.VETO, *([Kind.LIFT] if ruling.may_lift(outcome) else [])]
    is_free = may_write and not why_not and outcome.pk not in read.waiting
    page = ManagerPage(
        run=run,
        row=read.row(outcome),
        remarks=list(remarks.on(outcome, user)),
        rulings=[_line(one, run, request) for one in exceptions.of_run(run, user).filter(outcome=outcome)],
        form=form if may_write else None,
        kinds=[(kind.value, words.RULE[kind]) for kind in kinds] if is_free else [],
        why_not=why_not,
        can_rise=bool(ruling.higher_grades(outcome)),
    )
    return show(request, "assess/review_manager.html", page, status=status(form))


def _line(one: Ruling, run: Run, request: Request) -> Line:
    user, waits = request.user, one.state == "proposed"
    decides = waits and one.outcome.person_id != user.pk
    return Line(
        one,
        exceptions.items(run).get(one.item, ""),
        decides and user.reach.may_decide(*runs.WRITERS, proposed_by=one.proposed_by_id),
        waits and one.proposed_by_id == user.pk and user.has_role(*runs.WRITERS),
    )


def _why_not(run: Run) -> str:
    """Why nothing can be ruled on it now; blank where something can."""
    try:
        ruling.need_possible(run)
    except RefusedError as refusal:
        return str(refusal)
    return ""


def _exported(row: Row) -> list[Any]:
    outcome, decided = row.outcome, row.decided
    told = {
        "name": str(outcome.person or ""),
        "branch": str(outcome.branch or ""),
        "team": str(outcome.team or ""),
        "grade": outcome.grade_label,
        "reached": outcome.reached_now,
        "computed": outcome.decision_label,
        "computed_to": outcome.to_grade_label,
        "reason": outcome.reason_label,
        "decision": decided.decision_label,
        "to_grade": decided.to_grade_label,
        "marks": _(", ").join(label for label, _tone in row.badges),
        "notes": row.notes,
        **_exported_ruling(decided.ruling),
    }
    return [told[name] if name in told else getattr(outcome, name) for name in words.OUTCOME_COLUMNS]


def _exported_ruling(one: Ruling | None) -> dict[str, str]:
    if one is None:
        return dict.fromkeys(("ruling", "clause", "ruling_reason", "proposed_by", "decided_by"), "")
    return {
        "ruling": one.get_kind_display(),
        "clause": one.clause,
        "ruling_reason": one.reason,
        "proposed_by": str(one.proposed_by),
        "decided_by": str(one.decided_by),
    }
