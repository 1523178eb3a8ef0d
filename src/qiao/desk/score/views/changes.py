"""What changed since an earlier result."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from qiao.desk.assess.models import Outcome
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.score.queries import changes as queries
from qiao.desk.score.queries import people
from qiao.desk.score.queries.changes import Changes
from qiao.desk.score.views.found import READERS, found
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Two results of one manager side by side, and the earlier ones to choose from."""

    outcome: Outcome
    changes: Changes
    earlier: list[Outcome]


@only(*READERS)
@require_GET
def changes(request: Request, run: UUID, manager: str) -> HttpResponse:
    """What changed since the result before, or since another one that is named."""
    outcome, named = found(request, run, manager), request.GET.get("since", "")
    along = people.path(outcome, people.shown_beside(outcome, request.user))
    earlier = [one for one in along if one.run.as_of < outcome.run.as_of][::-1]
    before = next((one for one in earlier if named in ("", str(one.run.uuid))), None)
    if before is None:
        raise Http404
    audit.seen(request.user, on=outcome.run, what="changes")
    page = ChangesPage(outcome, queries.changes(before, outcome, request.user), earlier)
    return show(request, "score/changes.html", page)
