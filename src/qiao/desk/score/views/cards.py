"""The scorecard: one's own, that of somebody whose score one may see, an indicator down to its rows."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from qiao.desk.assess.models import Outcome
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.languages import said
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.score import charts
from qiao.desk.score.queries import cards, outlooks, people
from qiao.desk.score.queries.cards import Card, Line
from qiao.desk.score.queries.outlooks import Ahead
from qiao.desk.score.queries.results import result_of
from qiao.desk.ui.charts import Chart
from qiao.desk.ui.pages import show
from qiao.engine import explainer

READERS = (Role.RM, Role.LEAD, Role.BRANCH, Role.HR, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class CardPage:
    """One manager's scorecard."""

    card: Card
    before: Outcome | None
    change: Decimal | None
    path: list[Outcome]
    coordinates: Chart
    standing: Chart
    ahead: Ahead | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """An indicator from its points down to clients, accounts and days."""

    outcome: Outcome
    title: str
    lines: list[Line]
    client: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everybody whose score the person may see, in the newest result that was shown."""

    outcomes: list[Outcome]


@only(*READERS)
@require_GET
def mine(request: Request) -> HttpResponse:
    """One's own newest scorecard; whoever has none sees those of the people under them."""
    own = people.newest_of(request.user, request.user)
    if own is not None:
        return redirect("score:card", own.run.uuid, own.manager)
    return show(request, "score/people.html", PeoplePage(people.newest(request.user)))


@only(*READERS)
@require_GET
def team(request: Request) -> HttpResponse:
    """Everybody whose score one may see."""
    return show(request, "score/people.html", PeoplePage(people.newest(request.user)))


@only(*READERS)
@require_GET
def card(request: Request, run: UUID, manager: str) -> HttpResponse:
    """One scorecard."""
    found = _found(request, run, manager)
    audit.seen(request.user, on=found.run, what="scorecard")
    path = people.path(found, request.user)
    before = people.before(found, path)
    page = CardPage(
        card=cards.card(found, before),
        before=before,
        change=found.score - before.score if before else None,
        path=path,
        coordinates=charts.coordinates(path, found),
        standing=charts.standing(found),
        ahead=outlooks.ahead(found),
        is_own=found.person_id == request.user.pk,
    )
    return show(request, "score/card.html", page)


@only(*READERS)
@require_GET
def indicator(request: Request, run: UUID, manager: str, code: str) -> HttpResponse:
    """One indicator, opened as far down as it goes."""
    found, client = _found(request, run, manager), request.GET.get("client", "")
    result = result_of(found.run)
    if code not in result.scores.indicators:
        return HttpResponse(status=404)
    with explainer(result, rows_of=client) as trees:
        tree = trees.indicator(manager, code)
    audit.seen(request.user, on=found.run, what="indicator")
    return show(request, "score/indicator.html", IndicatorPage(found, said(tree.name), list(cards.lines(tree)), client))


def _found(request: Request, run: UUID, manager: str) -> Outcome:
    found = Outcome.objects.visible_to(request.user).select_related("run__period", "run__standard", "person", "branch")
    return get_object_or_404(found, run__uuid=run, manager=manager)
