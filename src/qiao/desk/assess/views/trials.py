"""Trying a version of the standard: asked for on its page, and who would move."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from qiao.desk.assess.actions import trials as actions
from qiao.desk.assess.actions.runs import WRITERS
from qiao.desk.assess.forms.trials import TrialForm
from qiao.desk.assess.models import Run, Standard
from qiao.desk.assess.queries import outcomes
from qiao.desk.assess.queries import trials as queries
from qiao.desk.assess.queries.outcomes import Moved
from qiao.desk.assess.queries.trials import Counts
from qiao.desk.assess.views.periods import READERS
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.jobs.queries import Watch, watch
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class TryPage:
    """A version to be tried, and what was tried of it before."""

    standard: Standard
    form: TrialForm
    trials: list[tuple[Run, bool]]
    has_periods: bool
    may_write: bool


@dataclass(frozen=True, slots=True)
class TrialPage:
    """A trial beside the period's own run: `base` is None where there is none yet."""

    trial: Run
    watch: Watch | None
    is_stale: bool
    base: Run | None
    is_alike: bool
    counts: Counts | None
    moved: list[Moved]
    movers: int
    bystanders: int


@only(*READERS)
@require_http_methods(["GET", "POST"])
def try_(request: Request, uuid: UUID) -> HttpResponse:
    """Try a version on a period's data."""
    user = request.user
    standard = get_object_or_404(Standard.objects.visible_to(user), uuid=uuid)
    form = TrialForm(request.POST or None, standard=standard, user=user)
    if request.method == "POST" and (
        made := attempt(
            form,
            lambda: actions.ask(standard, form.cleaned_data["period"], by=user, as_of=form.cleaned_data["as_of"]),
        )
    ):
        return redirect("assess:trial", made.uuid)
    tried = [(run, queries.is_stale(run)) for run in queries.of(standard, user)]
    page = TryPage(standard, form, tried, form.has_periods, user.has_role(*WRITERS))
    return show(request, "assess/try.html", page, status=status(form))


@only(*READERS)
@require_GET
def one(request: Request, uuid: UUID) -> HttpResponse:
    """Who would move."""
    user = request.user
    found = Run.objects.visible_to(user).exclude(tried="").select_related("period__standard", "standard", "job")
    trial = get_object_or_404(found, uuid=uuid)
    audit.seen(user, on=trial)
    base = queries.base(trial, user) if trial.is_done else None
    moved = outcomes.compared(base, trial, user) if base else []
    bystanders = sum(one.is_bystander for one in moved)
    page = TrialPage(
        trial=trial,
        watch=watch(trial.job, user) if trial.job and not trial.is_done else None,
        is_stale=queries.is_stale(trial),
        base=base,
        is_alike=base is not None and queries.is_alike(trial, base),
        counts=queries.counted(base, trial, user) if base else None,
        moved=moved,
        movers=len(moved) - bystanders,
        bystanders=bystanders,
    )
    return show(request, "assess/trial.html", page)
