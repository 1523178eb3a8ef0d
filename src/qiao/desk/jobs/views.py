"""Pages of background work."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.requests import Request, unattended
from qiao.desk.common.roles import Role
from qiao.desk.jobs import actions, queries, registry
from qiao.desk.jobs.models import UNDER_WAY, Job, State
from qiao.desk.jobs.queries import Watch
from qiao.desk.ui.pages import show

FILTERS: dict[str, tuple[Promise, tuple[State, ...]]] = {
    "": (_("All"), tuple(State)),
    "now": (_("Under way"), UNDER_WAY),
    "done": (_("Done"), (State.DONE,)),
    "failed": (_("Failed or cancelled"), (State.FAILED, State.CANCELLED)),
}
_LENGTH = 50


@dataclass(frozen=True, slots=True)
class JobList:
    """Jobs that the person may see, newest first."""

    page: Page[Job]
    tabs: list[tuple[Promise, str, bool]]
    shows_people: bool
    offered: list[registry.Kind]


@dataclass(frozen=True, slots=True)
class JobPage:
    """One job."""

    watch: Watch
    refusal: str = ""


@require_GET
def job_list(request: Request) -> HttpResponse:
    """My jobs; for an auditor and an administrator everybody's."""
    chosen = request.GET.get("state", "")
    states = FILTERS.get(chosen, FILTERS[""])[1]
    jobs = Job.objects.visible_to(request.user).filter(state__in=states).select_related("by")
    page = Paginator(jobs, _LENGTH).get_page(request.GET.get("page"))
    tabs = [(label, f"?state={name}", name == chosen) for name, (label, _states) in FILTERS.items()]
    shows_people = request.user.has_role(Role.AUDITOR, Role.ADMIN)
    return show(request, "jobs/job_list.html", JobList(page, tabs, shows_people, registry.offered_to(request.user)))


@require_GET
def job(request: Request, uuid: UUID) -> HttpResponse:
    """One job: how far it is, or what came of it."""
    return show(request, "jobs/job.html", JobPage(_watch(request, uuid)))


@require_GET
@unattended
def progress(request: Request, uuid: UUID) -> HttpResponse:
    """The part of a page that follows a job under way; says itself when it wants to be asked for again."""
    response = show(request, "jobs/watch.html", JobPage(_watch(request, uuid)))
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_POST
def start(request: Request) -> HttpResponse:
    """Start one of the works that are offered to this person."""
    name = request.POST.get("kind", "")
    if name not in {kind.name for kind in registry.offered_to(request.user)}:
        raise NotAllowedError
    return redirect(actions.start(name, by=request.user, key="", again=True))


@require_POST
def cancel(request: Request, uuid: UUID) -> HttpResponse:
    """Ask a job to end."""
    found = get_object_or_404(Job.objects.visible_to(request.user), uuid=uuid)
    try:
        actions.cancel(found, by=request.user)
    except RefusedError as refusal:
        return show(request, "jobs/job.html", JobPage(_watch(request, uuid), str(refusal)), status=422)
    return redirect(found)


@require_POST
def retry(request: Request, uuid: UUID) -> HttpResponse:
    """Begin a job anew that failed."""
    found = get_object_or_404(Job.objects.visible_to(request.user), uuid=uuid)
    try:
        actions.retry(found, by=request.user)
    except RefusedError as refusal:
        return show(request, "jobs/job.html", JobPage(_watch(request, uuid), str(refusal)), status=422)
    return redirect(found)


def _watch(request: Request, uuid: UUID) -> Watch:
    found = get_object_or_404(Job.objects.visible_to(request.user).select_related("by"), uuid=uuid)
    return queries.watch(found, request.user)
