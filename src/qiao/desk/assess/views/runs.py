"""Pages of runs: how far one is, how it ended, what two people decide of it, two runs side by side."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao import engine
from qiao.desk.assess import words
from qiao.desk.assess.actions import publishing
from qiao.desk.assess.actions import runs as actions
from qiao.desk.assess.forms.periods import AnswerForm, ProposalForm
from qiao.desk.assess.models import Proposal, Run
from qiao.desk.assess.models.publishing import Kind, State
from qiao.desk.assess.panels import RUN, Panel
from qiao.desk.assess.queries import outcomes, restating, results, reviewing, sealed
from qiao.desk.assess.queries.outcomes import Moved
from qiao.desk.assess.views import finding
from qiao.desk.assess.views.periods import READERS
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.languages import said
from qiao.desk.common.refusals import RefusedError
from qiao.desk.common.requests import Request
from qiao.desk.jobs.queries import Watch, watch
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run: what it was made of, how it ended, its seal and how to verify it."""

    run: Run
    watch: Watch | None
    counts: list[tuple[str, str, int]]
    verify: str
    stands_beside: Run | None
    others: list[Run]
    pending: Proposal | None
    kinds: list[tuple[str, str]]
    is_in_force: bool
    may_write: bool
    may_decide: bool
    panels: list[Panel]


@dataclass(frozen=True, slots=True)
class ProposePage:
    """Something to be proposed, or turned down, for a run."""

    run: Run
    title: str
    form: forms.BaseForm
    changes_of: Run | None


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two runs person by person."""

    before: Run
    after: Run
    moved: list[Moved]
    movers: int
    bystanders: int


@only(*READERS)
@require_GET
def one(request: Request, uuid: UUID) -> HttpResponse:
    """One run."""
    found = _found(request, uuid)
    audit.seen(request.user, on=found)
    return show(request, "assess/run.html", _page(request, found))


def _page(request: Request, run: Run) -> RunPage:
    user = request.user
    pending = run.period.proposals.filter(state=State.PROPOSED, run=run).select_related("proposed_by").first()
    counts = reviewing.counted(run, user)
    return RunPage(
        run=run,
        watch=watch(run.job, user) if run.job and not run.is_done else None,
        counts=[(code, said(label), counts.get(code, 0)) for code, label in engine.DECISIONS.items()],
        verify=sealed.command(run),
        stands_beside=restating.stands_beside(run) if run.is_done else None,
        others=[other for other in run.period.runs.visible_to(user) if other != run and other.is_done],
        pending=pending,
        kinds=_kinds(run) if pending is None else [],
        is_in_force=results.in_force(run.period) == run,
        may_write=user.has_role(*actions.WRITERS),
        may_decide=pending is not None and user.reach.may_decide(*actions.WRITERS, proposed_by=pending.proposed_by_id),
        panels=list(RUN.gather(run, user)),
    )


def _kinds(run: Run) -> list[tuple[str, str]]:
    """What may be proposed for it now."""
    found = []
    for kind in Kind:
        try:
            publishing.need_possible(run, kind)
        except RefusedError:
            continue
        found.append((kind.value, str(words.PROPOSE[kind])))
    return found


@only(*actions.WRITERS)
@require_POST
def show_(request: Request, uuid: UUID) -> HttpResponse:
    """Let managers see their own results."""
    return redirect(actions.show(_found(request, uuid), by=request.user))


@only(*actions.WRITERS)
@require_POST
def check(request: Request, uuid: UUID) -> HttpResponse:
    """Have it computed a second time."""
    found = _found(request, uuid)
    actions.check(found, by=request.user)
    return redirect(found)


@only(*actions.WRITERS)
@require_http_methods(["GET", "POST"])
def propose(request: Request, uuid: UUID, kind: str) -> HttpResponse:
    """Propose to publish it, to lock it, or to put it beside the locked one."""
    if kind not in words.PROPOSE:
        raise Http404
    found = _found(request, uuid)
    form = ProposalForm(request.POST or None, asks_waiver=found.is_incomplete and kind != Kind.LOCK)
    if request.method == "POST" and (
        made := attempt(form, lambda: publishing.propose(found, kind, by=request.user, **form.given))
    ):
        return redirect(made.run)
    beside = restating.stands_beside(found) if kind == Kind.RESTATE else None
    page = ProposePage(found, str(words.PROPOSE[Kind(kind)]), form, beside)
    return show(request, "assess/run_propose.html", page, status=status(form))


@only(*actions.WRITERS)
@require_POST
def approve(request: Request, uuid: UUID) -> HttpResponse:
    """Agree with what somebody else proposed."""
    proposal = _proposal(request, uuid)
    publishing.approve(proposal, by=request.user)
    return redirect(proposal.run)


@only(*actions.WRITERS)
@require_http_methods(["GET", "POST"])
def refuse(request: Request, uuid: UUID) -> HttpResponse:
    """Say why not."""
    proposal = _proposal(request, uuid)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and (
        made := attempt(form, lambda: publishing.refuse(proposal, by=request.user, answer=form.cleaned_data["answer"]))
    ):
        return redirect(made.run)
    return show(
        request, "assess/run_propose.html", ProposePage(proposal.run, _("Turn down"), form, None), status=status(form)
    )


@only(*actions.WRITERS)
@require_POST
def withdraw(request: Request, uuid: UUID) -> HttpResponse:
    """Take back what one has proposed."""
    proposal = _proposal(request, uuid)
    publishing.withdraw(proposal, by=request.user)
    return redirect(proposal.run)


@only(*READERS)
@require_GET
def compare(request: Request, uuid: UUID, other: UUID) -> HttpResponse:
    """Two runs person by person."""
    before, after = _found(request, other), _found(request, uuid)
    moved = outcomes.compared(before, after, request.user)
    bystanders = sum(one.is_bystander for one in moved)
    page = ComparePage(before, after, moved, len(moved) - bystanders, bystanders)
    return show(request, "assess/run_compare.html", page)


def _found(request: Request, uuid: UUID) -> Run:
    return finding.run(request, uuid)


def _proposal(request: Request, uuid: UUID) -> Proposal:
    found = Proposal.objects.visible_to(request.user).select_related("run__period", "period", "proposed_by")
    return get_object_or_404(found, uuid=uuid)
