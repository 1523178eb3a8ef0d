"""The scorecard: one's own, and that of somebody whose score one may see."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from qiao.desk.assess.models import Letter, Outcome
from qiao.desk.assess.queries import letters, objections
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.score import pictures, sentences
from qiao.desk.score.models import Confirmation
from qiao.desk.score.pictures import Plane, Ranks
from qiao.desk.score.queries import cards, confirmations, people, pools
from qiao.desk.score.queries.cards import Card, Indicator
from qiao.desk.score.views.found import READERS, found
from qiao.desk.ui.pages import show

_MOVERS = 5


@dataclass(frozen=True, slots=True)
class CardPage:
    """One manager's scorecard.

    Attributes:
        before: the result that this one is compared with; `change` in points, `places` gained in rank.
        results: the manager's other results, to turn to.
        object_until: of one's own: the last day on which one may object, while it has not passed.
        replaced: of a restatement: the result that it stands beside.
        confirmation: when they have said that they have seen it; `may_confirm` while they have not.
    """

    outcome: Outcome
    card: Card
    sentence: str
    per_cent: Decimal | None
    before: Outcome | None
    change: Decimal | None
    places: int | None
    movers: list[Indicator]
    first: Outcome
    plane: Plane
    ranks: Ranks
    results: list[Outcome]
    confirmation: Confirmation | None
    may_confirm: bool
    has_people: bool
    is_own: bool
    object_until: date | None
    replaced: Outcome | None
    letters: list[Letter]


@only(*READERS)
@require_GET
def mine(request: Request) -> HttpResponse:
    """One's own newest scorecard; whoever has none sees those of the people under them."""
    own = people.newest_of(request.user, request.user)
    return redirect("score:card", own.run.uuid, own.manager) if own else redirect("score:people")


@only(*READERS)
@require_GET
def card(request: Request, run: UUID, manager: str) -> HttpResponse:
    """One scorecard."""
    outcome = found(request, run, manager)
    audit.seen(request.user, on=outcome.run, what="scorecard")
    return show(request, "score/card.html", _page(request, outcome))


def _page(request: Request, outcome: Outcome) -> CardPage:
    user = request.user
    along = people.shown_beside(outcome, user)
    path = people.path(outcome, along)
    before = people.before(outcome, path)
    shown = cards.card(outcome, before)
    confirmation = confirmations.of_outcome(outcome, user)
    is_own = outcome.person_id == user.pk
    return CardPage(
        outcome=outcome,
        card=shown,
        sentence=sentences.sentence(shown, user.money_unit),
        per_cent=pictures.per_cent(outcome),
        before=before,
        change=outcome.score - before.score if before else None,
        places=before.rank - outcome.rank if before and before.rank and outcome.rank else None,
        movers=_movers(shown),
        first=path[0],
        plane=pictures.plane(shown, path),
        ranks=pictures.ranks(shown, pools.pool_of(outcome)),
        results=people.of_person(outcome, along),
        confirmation=confirmation,
        may_confirm=is_own and confirmation is None and confirmations.is_published(outcome.run),
        has_people=user.has_role(Role.LEAD, Role.BRANCH, Role.HR, Role.AUDITOR),
        is_own=is_own,
        object_until=objections.may_object_until(outcome.run) if is_own else None,
        replaced=people.replaced(outcome, user),
        letters=letters.of_outcome(outcome, user) if outcome.run.period.is_locked else [],
    )


def _movers(shown: Card) -> list[Indicator]:
    """The indicators that moved most since the result before."""
    moved = [one for category in shown.categories for one in category.indicators if one.change]
    return sorted(moved, key=lambda one: (-abs(one.change or Decimal(0)), one.code))[:_MOVERS]
