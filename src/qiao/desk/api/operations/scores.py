"""Scorecards and their explanations, down to rows."""

from typing import Annotated
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from pydantic import Field, StringConstraints

from qiao.desk.api.bearer import Bearer
from qiao.desk.api.interface import TokenRequest, answers, only
from qiao.desk.api.listing import Parameters
from qiao.desk.api.scopes import Scope
from qiao.desk.api.shapes.elements import Words
from qiao.desk.api.shapes.score import CardShape, NodeShape
from qiao.desk.assess.models import Outcome
from qiao.desk.audit import actions as audit
from qiao.desk.score import sentences
from qiao.desk.score.queries import cards, marks, people, results
from qiao.desk.score.views.found import READERS
from qiao.engine import outline

router = Router(tags=["scorecards"])
Known = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f]+$")]


class CardAsked(Parameters):
    """Whose scorecard."""

    manager: Annotated[Known, Field(description=_("The manager's number."))]


@router.get(
    "/runs/{uuid:uuid}/scorecard",
    auth=Bearer(Scope.SCORE_READ),
    response=answers(CardShape, 404, 422),
    summary=_("Scorecard of a manager"),
    description=_(
        "The three axes of each grade, the categories with their indicators and states, quality, and the decision."
    ),
)
@only(*READERS)
def scorecard(request: TokenRequest, uuid: UUID, asked: Query[CardAsked]) -> CardShape:
    """One manager's scorecard."""
    outcome = outcome_of(request, uuid, asked.manager)
    audit.seen(request.user, on=outcome.run, what="scorecard")
    card = cards.card(outcome, people.before(outcome, people.path(outcome, people.shown_beside(outcome, request.user))))
    return CardShape.of(card, sentences.sentence(card, request.user.money_unit))


class ExplanationAsked(CardAsked):
    """What is to be explained, and how far down."""

    indicator: Annotated[Words, Field(description=_("Only this indicator, opened down to clients and accounts."))] = ""
    client: Annotated[Words, Field(description=_("Of an indicator: the client whose days and flows are listed."))] = ""


@router.get(
    "/runs/{uuid:uuid}/explanation",
    auth=Bearer(Scope.SCORE_READ),
    response=answers(NodeShape, 404, 422),
    summary=_("Explanation of a result"),
    description=_("The tree that a manager's result is read off: the whole decision, or one indicator down to rows."),
)
@only(*READERS)
def explanation(request: TokenRequest, uuid: UUID, asked: Query[ExplanationAsked]) -> NodeShape:
    """The engine's own tree; of the marks behind quality only what its reader may know."""
    outcome = outcome_of(request, uuid, asked.manager)
    run, manager, result = outcome.run, outcome.manager, results.result_of(outcome.run)
    if asked.indicator and asked.indicator not in result.scores.indicators:
        raise Http404
    audit.seen(request.user, on=run, what="indicator" if asked.indicator else "scorecard")
    if asked.indicator:
        tree = results.indicator_of(run, manager, asked.indicator, asked.client)
    else:
        tree = outline(result, manager) if request.user.reach.reads_results else marks.told(run, manager)
    return NodeShape.model_validate(tree.as_json())


def outcome_of(request: TokenRequest, run: UUID, manager: str) -> Outcome:
    """A manager's result that the token's person may see."""
    shown = Outcome.objects.visible_to(request.user).select_related(
        "run__period", "run__standard", "person", "branch", "team"
    )
    return get_object_or_404(shown, run__uuid=run, manager=manager)
