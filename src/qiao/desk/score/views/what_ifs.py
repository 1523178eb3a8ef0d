"""What if: one's own result at the period's end, if clients brought more or less; the address holds all that is supposed."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from qiao.desk.assess.models import Outcome
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.languages import said
from qiao.desk.common.requests import Request
from qiao.desk.score import pictures, sentences
from qiao.desk.score.forms import what_ifs as forms
from qiao.desk.score.forms.what_ifs import Line
from qiao.desk.score.pictures import Plane
from qiao.desk.score.queries import what_ifs
from qiao.desk.score.queries.what_ifs import Supposed
from qiao.desk.score.views.found import READERS, found
from qiao.desk.ui.pages import show
from qiao.engine import RequestError


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    """What is supposed, and what it comes to; no lines where nothing can be supposed, `refusal` says why."""

    outcome: Outcome
    lines: list[Line]
    supposed: Supposed | None = None
    sentence: str = ""
    plane: Plane | None = None
    refusal: str = ""


@only(*READERS)
@require_GET
def what_if(request: Request, run: UUID, manager: str) -> HttpResponse:
    """Lines to suppose something by, and what comes of those that are filled in."""
    outcome = found(request, run, manager)
    audit.seen(request.user, on=outcome.run, what="what_if")
    return show(request, "score/what_if.html", _page(request, outcome), part="supposing")


def _page(request: Request, outcome: Outcome) -> WhatIfPage:
    lines: list[Line] = []
    try:
        if outcome.run.is_provisional:
            scope = what_ifs.scope(outcome, request.user)
            lines = forms.lines(request.GET, scope)
            filled = [line for line in lines if line.is_bound]
            if filled and all(line.is_valid() for line in filled):
                supposed = what_ifs.suppose(outcome, scope.what_ifs, [line.more for line in filled])
                plane = pictures.what_if(supposed.card, supposed.before)
                return WhatIfPage(outcome, lines, supposed, sentences.what_if(supposed), plane)
    except RequestError as refusal:
        return WhatIfPage(outcome, lines, refusal=said(refusal.text))
    return WhatIfPage(outcome, lines)
