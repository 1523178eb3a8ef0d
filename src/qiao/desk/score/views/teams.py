"""The people under somebody, taken together and one by one."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qiao.desk.assess import words as told
from qiao.desk.assess.models import Outcome
from qiao.desk.audit import actions as audit
from qiao.desk.common import sheets
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.score.queries import teams
from qiao.desk.score.queries.teams import Team
from qiao.desk.score.views.found import READERS
from qiao.desk.ui.pages import show

_PAGE = 100


@dataclass(frozen=True, slots=True)
class TeamPage:
    """Everybody whose score the person may see, in the newest result that was shown."""

    team: Team | None
    rows: Page[Outcome] | None
    sort: str


@only(*READERS)
@require_GET
def people(request: Request) -> HttpResponse:
    """Everybody whose score one may see."""
    sort = request.GET.get("sort", "rank")
    found = teams.team(request.user, sort)
    if found:
        audit.seen(request.user, on=found.run, what="scores")
    rows = Paginator(found.outcomes, _PAGE).get_page(request.GET.get("page")) if found else None
    return show(request, "score/people.html", TeamPage(found, rows, sort))


@only(*READERS)
@require_GET
def export(request: Request) -> HttpResponse:
    """The same as a file, in the same order."""
    user = request.user
    found = teams.team(user, request.GET.get("sort", "rank"))
    if found is None:
        return HttpResponse(status=404)
    rows = found.outcomes[: sheets.limit_for(user.reach.roles)]
    audit.exported(user, "outcomes.exported", rows=len(rows), on=found.run)
    terms = {
        "run": found.run,
        "day": found.run.as_of,
        "person": user,
        "moment": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }
    taken = _("%(run)s as of %(day)s, taken by %(person)s on %(moment)s") % terms
    heading = [str(label) for label in told.OUTCOME_COLUMNS.values()]
    sheet = sheets.Sheet(f"scores-{found.run.period.label}", taken, heading, [_row(one) for one in rows])
    return sheets.answer(sheet, "xlsx")


def _row(one: Outcome) -> list[object]:
    return [
        one.rank,
        one.manager,
        str(one.person or ""),
        str(one.branch or ""),
        one.grade_label,
        one.score,
        one.quality,
        one.decision_label,
        one.to_grade_label,
        one.reason_label,
    ]
