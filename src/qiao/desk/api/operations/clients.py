"""Clients, their figures, and who manages them; the same gates as the screens."""

from decimal import Decimal
from typing import Annotated, TypeVar
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from pydantic import Field

from qiao.desk.api.bearer import Bearer
from qiao.desk.api.interface import TokenRequest, answers, takes
from qiao.desk.api.listing import Asked, Parameters, Part, part
from qiao.desk.api.scopes import Scope
from qiao.desk.api.shapes import clients as shapes
from qiao.desk.api.shapes.clients import ClientShape, HandoverShape, OneClientShape
from qiao.desk.api.shapes.elements import Day, Words
from qiao.desk.audit import actions as audit
from qiao.desk.clients import ledger
from qiao.desk.clients.actions import handovers as handing
from qiao.desk.clients.actions.handovers import Terms
from qiao.desk.clients.actions.shares import Share
from qiao.desk.clients.models import Client, Handover
from qiao.desk.clients.queries import balances, days, holdings, lists, scope, tiers
from qiao.desk.clients.queries.lists import Wanted
from qiao.desk.common.refusals import RefusedError
from qiao.desk.people.models import Branch, User

router = Router(tags=["clients"])
_LONGEST = 5 * 366


class ClientsAsked(Asked):
    """Parameters of the list of clients."""

    q: Annotated[Words, Field(description=_("Only whom these words find: name, pinyin, number, credit code."))] = ""
    number: Annotated[Words, Field(description=_("Only the client with this number."))] = ""
    credit_code: Annotated[Words, Field(description=_("Only clients with this credit code."))] = ""
    tier: Annotated[shapes.Tier | None, Field(description=_("Only clients of this tier."))] = None
    manager: Annotated[UUID | None, Field(description=_("Only clients of which this person has a share today."))] = None
    branch: Annotated[UUID | None, Field(description=_("Only who is managed in this branch or below it."))] = None


@router.get(
    "/clients",
    auth=Bearer(Scope.CLIENTS_READ),
    response=answers(Part[ClientShape], 404, 422),
    summary=_("Clients"),
    description=_(
        "The clients that the token's person may see whole, by name. Reading it is an event of the audit trail."
    ),
)
def clients(request: TokenRequest, asked: Query[ClientsAsked]) -> Part[ClientShape]:
    """Clients whole in scope."""
    wanted = Wanted(
        text=asked.q,
        tier=asked.tier or "",
        manager=_named(User, request, asked.manager),
        branch=_named(Branch, request, asked.branch),
    )
    named = {"number": asked.number, "credit_code": asked.credit_code}
    records = lists.matching(request.user, wanted).filter(**{name: value for name, value in named.items() if value})
    within = Client.objects.visible_to(request.user)
    found, following = part(records.select_related("group"), within=within, by=("name_key", "pk"), asked=asked)
    audit.page_seen(request.user, route="api:clients", uuids=[], count=len(found), **wanted.told())
    return Part(items=[ClientShape.of(one) for one in found], next=following)


@router.get(
    "/clients/summary",
    auth=Bearer(Scope.CLIENTS_READ),
    response=answers(shapes.SummaryShape),
    summary=_("Clients in sum"),
    description=_(
        "How many clients of each tier there are in the person's scope, and what they have and bring together."
    ),
)
def summary(request: TokenRequest) -> shapes.SummaryShape:
    """What the clients of each tier bring."""
    told = tiers.tiers(request.user, Wanted(), "contribution")
    return shapes.SummaryShape(count=told.count, tiers=[shapes.TierShape.of(row) for row in told.rows])


@router.get(
    "/clients/{uuid:uuid}",
    auth=Bearer(Scope.CLIENTS_READ),
    response=answers(OneClientShape, 404),
    summary=_("One client"),
    description=_(
        "A client whole in scope, or the one handed over for the days of one's own share. Reading it is an event."
    ),
)
def client(request: TokenRequest, uuid: UUID) -> OneClientShape:
    """One client."""
    found, seen = scope.opened(request.user, uuid)
    audit.seen(request.user, on=found, what="api")
    return OneClientShape.seen(found, seen)


@router.get(
    "/clients/{uuid:uuid}/accounts",
    auth=Bearer(Scope.CLIENTS_READ),
    response=answers(list[shapes.AccountShape], 404),
    summary=_("Accounts of a client"),
    description=_("Each account with its balance on the last day that may be seen."),
)
def accounts(request: TokenRequest, uuid: UUID) -> list[shapes.AccountShape]:
    """A client's accounts."""
    found, seen = scope.opened(request.user, uuid)
    audit.seen(request.user, on=found, what="accounts")
    told = balances.told_of(found, holdings.accounts_of(found), seen, 1)
    return [shapes.AccountShape.of(row) for row in told.accounts] if told else []


class SeriesAsked(Parameters):
    """Which balances over which days."""

    book: Annotated[shapes.Book, Field(description=_("Which balances."))] = "deposit"
    since: Annotated[Day | None, Field(description=_("From this day on; without it a year before the last."))] = None
    until: Annotated[
        Day | None, Field(description=_("Up to and including this day; without it the ledger's newest."))
    ] = None


@router.get(
    "/clients/{uuid:uuid}/balances",
    auth=Bearer(Scope.CLIENTS_READ),
    response=answers(shapes.SeriesShape, 404, 422),
    summary=_("Balances of a client"),
    description=_(
        "Its deposits, loans or trade finance as steps of equal balance, five years at most, with their average."
    ),
)
def series(request: TokenRequest, uuid: UUID, asked: Query[SeriesAsked]) -> shapes.SeriesShape:
    """A client's balances over some days."""
    found, seen = scope.opened(request.user, uuid)
    book = ledger.book()
    last = asked.until or (book.data_date if book else None) or request.user.reach.day
    first = asked.since or balances.years_before(last, 1)
    if not 0 <= (last - first).days <= _LONGEST:
        raise RefusedError(str(_("The days are at most five years, the first before the last.")), field="since")
    audit.seen(request.user, on=found, what="days")
    told = days.told_of(found, request.user, seen, days.Wanted(asked.book, first, last))
    if told is None:
        raise Http404
    return shapes.SeriesShape.of(told)


@router.get(
    "/clients/{uuid:uuid}/assignments",
    auth=Bearer(Scope.CLIENTS_READ),
    response=answers(list[shapes.AssignmentShape], 404),
    summary=_("Who manages a client"),
    description=_("Every share since when and until when, the newest first."),
)
def assignments(request: TokenRequest, uuid: UUID) -> list[shapes.AssignmentShape]:
    """A client's shares."""
    found, seen = scope.opened(request.user, uuid)
    audit.seen(request.user, on=found, what="assignments")
    return [shapes.AssignmentShape.of(one) for one in scope.assignments_of(found, seen, request.user)]


class HandoversAsked(Asked):
    """Parameters of the list of handovers."""

    state: Annotated[shapes.HandoverState | None, Field(description=_("Only handovers in this state."))] = None
    client: Annotated[UUID | None, Field(description=_("Only handovers of this client."))] = None


@router.get(
    "/handovers",
    auth=Bearer(Scope.CLIENTS_READ),
    response=answers(Part[HandoverShape], 404, 422),
    summary=_("Handovers"),
    description=_("Changes of shares that were proposed or decided, the newest first."),
)
def handovers(request: TokenRequest, asked: Query[HandoversAsked]) -> Part[HandoverShape]:
    """Handovers within scope."""
    everything = Handover.objects.visible_to(request.user)
    given = {"state": asked.state, "client__uuid": asked.client}
    records = everything.filter(**{name: value for name, value in given.items() if value})
    found, following = part(records.told(), within=everything, by=("-proposed_at", "-pk"), asked=asked)
    audit.page_seen(request.user, route="api:handovers", uuids=[], count=len(found))
    return Part(items=[HandoverShape.of(one) for one in found], next=following)


@router.post(
    "/clients/{uuid:uuid}/handovers",
    auth=Bearer(Scope.CLIENTS_WRITE),
    response=takes(HandoverShape, 404),
    summary=_("Propose a handover"),
    description=_("The client's shares from a day on. Each receiver agrees and a supervisor approves it on the desk."),
)
def propose(request: TokenRequest, uuid: UUID, given: shapes.HandoverGiven) -> HandoverShape:
    """Propose a client's shares."""
    found = get_object_or_404(Client.objects.visible_to(request.user), uuid=uuid)
    wanted = [Share(_person(request, one.person), one.part, Decimal(one.share)) for one in given.shares]
    terms = Terms(given.from_date, given.reason, [item.value for item in given.checklist], given.is_inherited)
    made = handing.propose(found, by=request.user, new=wanted, terms=terms)
    return HandoverShape.of(Handover.objects.visible_to(request.user).told().get(pk=made.pk))


def _person(request: TokenRequest, uuid: UUID) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), uuid=uuid)


R = TypeVar("R", User, Branch)


def _named(model: type[R], request: TokenRequest, uuid: UUID | None) -> R | None:
    """What a filter names; 404 where the person may not know it."""
    return get_object_or_404(model.objects.visible_to(request.user), uuid=uuid) if uuid else None
