"""Clients, what they have, who manages them, and how they change hands."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from qiao.desk.api.shapes.elements import Actor, Ratio, Sentence, Shape, Yuan, values
from qiao.desk.clients.models import (
    Assignment,
    Client,
    ClientFigures,
    Handover,
    ShareChange,
    assignments,
    handovers,
    ledger,
)
from qiao.desk.clients.queries import tiers
from qiao.desk.clients.queries.balances import AccountRow
from qiao.desk.clients.queries.days import DayRow, Days
from qiao.desk.clients.spans import Span

Part = Annotated[assignments.Part, values(assignments.Part)]
HandoverState = Annotated[handovers.State, values(handovers.State)]
Item = Annotated[handovers.Item, values(handovers.Item)]
Tier = Annotated[ledger.Tier, values(ledger.Tier)]
Family = Annotated[ledger.Family, values(ledger.Family)]
AccountType = Annotated[ledger.AccountType, values(ledger.AccountType)]


class ClientShape(Shape):
    """A client, as lists show it."""

    uuid: UUID
    number: str = Field(description="The ledger's client_id.")
    name: str
    credit_code: str
    industry: str
    scale: str
    region: str
    group: UUID | None
    opened_on: date | None
    is_awaited: bool = Field(description="Made on the desk; the ledger has not brought it yet.")

    @classmethod
    def told(cls, client: Client) -> dict[str, object]:
        """Its head."""
        columns = ("uuid", "number", "name", "credit_code", "industry", "scale", "region", "opened_on", "is_awaited")
        return {
            **{name: getattr(client, name) for name in columns},
            "group": client.group.uuid if client.group else None,
        }

    @classmethod
    def of(cls, client: Client) -> Self:
        """A client with its group."""
        return cls.model_validate(cls.told(client))


class FiguresShape(Shape):
    """A client in figures, whoever manages it; null where an exchange rate is missing."""

    data_date: date
    tier: Tier
    deposits: Yuan | None
    deposit_average: Yuan | None
    deposit_change: Yuan | None
    loans: Yuan | None
    loan_average: Yuan | None
    contribution: Yuan | None

    @classmethod
    def of(cls, figures: ClientFigures) -> Self:
        """Its row of figures."""
        return cls.model_validate({name: getattr(figures, name) for name in cls.model_fields})


class AssignmentShape(Shape):
    """Who manages a client from when to when."""

    uuid: UUID
    manager: Actor
    part: Part
    share: Ratio
    from_date: date
    to_date: date | None

    @classmethod
    def of(cls, one: Assignment) -> Self:
        """An assignment with its manager."""
        return cls(
            uuid=one.uuid,
            manager=Actor.known(one.manager),
            part=assignments.Part(one.part),
            share=one.share,
            from_date=one.from_date,
            to_date=one.to_date,
        )


class SpanShape(Shape):
    """Days, both in it; null is without end."""

    first: date
    last: date | None


class OneClientShape(ClientShape):
    """One client: the whole, or the days of one's own share."""

    days: list[SpanShape] | None = Field(
        description="Days of which figures may be seen; null is every day. Of somebody who handed the client over they are those "
        "of the own share, under the name and the number alone."
    )
    figures: FiguresShape | None = Field(description="Null where only some days may be seen.")

    @classmethod
    def seen(cls, client: Client, days: list[Span] | None) -> Self:
        """What `scope.opened` found."""
        figures = getattr(client, "figures", None) if days is None else None
        hidden = {} if days is None else dict.fromkeys(("credit_code", "industry", "scale", "region"), "")
        return cls.model_validate(
            {
                **cls.told(client),
                **hidden,
                **({} if days is None else {"group": None, "opened_on": None}),
                "days": None if days is None else [SpanShape(first=one.first, last=one.last) for one in days],
                "figures": FiguresShape.of(figures) if figures else None,
            }
        )


class AccountShape(Shape):
    """An account and its balance on the last day that may be seen."""

    uuid: UUID | None = Field(description="Null where the desk does not know the account.")
    number: str
    product: str
    family: Family
    currency: str
    account_type: AccountType
    opened_on: date
    closed_on: date | None
    matures_on: date | None
    balance: Yuan | None = Field(description="In yuan; null where an exchange rate is missing.")

    @classmethod
    def of(cls, row: AccountRow) -> Self:
        """A row of the client's page."""
        known = row.account
        return cls(
            uuid=row.uuid,
            number=row.number,
            product=row.product.product_code,
            family=ledger.Family(row.product.family),
            currency=known.currency,
            account_type=ledger.AccountType(known.account_type),
            opened_on=known.opened_on,
            closed_on=known.closed_on,
            matures_on=known.matures_on,
            balance=row.balance,
        )


class BalanceShape(Shape):
    """Days with one balance."""

    first: date
    last: date
    days: int
    balance: Yuan

    @classmethod
    def of(cls, row: DayRow) -> Self:
        """A step of a series."""
        return cls(first=row.first, last=row.last, days=row.days, balance=row.balance)


class SeriesShape(Shape):
    """Balances over some days."""

    first: date
    last: date
    average: Yuan | None
    steps: list[BalanceShape]

    @classmethod
    def of(cls, told: Days) -> Self:
        """The days of a book."""
        return cls(
            first=told.first, last=told.last, average=told.figure, steps=[BalanceShape.of(row) for row in told.rows]
        )


class TierShape(Shape):
    """The clients of a tier together."""

    tier: Tier
    count: int
    deposit_average: Yuan
    contribution: Yuan
    loans: Yuan

    @classmethod
    def of(cls, row: tiers.Row) -> Self:
        """A row of the page."""
        return cls.model_validate({name: getattr(row, name) for name in cls.model_fields})


class SummaryShape(Shape):
    """The clients of a scope in sum."""

    count: int
    tiers: list[TierShape]


class ShareChangeShape(Shape):
    """One person's share before and after a handover; null is none."""

    person: Actor
    part_before: str
    share_before: Ratio | None
    part_after: str
    share_after: Ratio | None
    has_agreed: bool

    @classmethod
    def of(cls, change: ShareChange) -> Self:
        """A change with its person."""
        return cls(
            person=Actor.known(change.person),
            part_before=change.part_before,
            share_before=change.share_before,
            part_after=change.part_after,
            share_after=change.share_after,
            has_agreed=change.agreed_by_id is not None,
        )


class HandoverShape(Shape):
    """A client's shares from a day on, as proposed or decided."""

    uuid: UUID
    client: UUID
    state: HandoverState
    from_date: date
    reason: str
    proposed_by: Actor
    proposed_at: datetime
    approved_by: Actor | None
    answer: str
    changes: list[ShareChangeShape]

    @classmethod
    def of(cls, one: Handover) -> Self:
        """A handover of `told()`."""
        return cls(
            uuid=one.uuid,
            client=one.client.uuid,
            state=handovers.State(one.state),
            from_date=one.from_date,
            reason=one.reason,
            proposed_by=Actor.known(one.proposed_by),
            proposed_at=one.proposed_at,
            approved_by=Actor.of(one.approved_by),
            answer=one.answer,
            changes=[ShareChangeShape.of(change) for change in one.changes.all()],
        )


class ShareGiven(Shape):
    """What somebody shall have of a client."""

    person: UUID
    part: Part
    share: Annotated[str, Field(pattern=r"^(0\.[0-9]{1,4}|1(\.0{1,4})?)$", description="0 < share ≤ 1, four places.")]


class HandoverGiven(Shape):
    """A client's shares from a day on: everybody who shall have one, and nobody else keeps theirs."""

    from_date: date
    reason: Sentence
    shares: Annotated[list[ShareGiven], Field(min_length=1, max_length=20)]
    checklist: Annotated[list[Item], Field(default_factory=list, max_length=20)]
    is_inherited: bool = False


class ReasonGiven(Shape):
    """Why."""

    reason: Sentence


class AnswerGiven(Shape):
    """Why not."""

    answer: Sentence


Book = Literal["deposit", "loan", "trade_finance"]
