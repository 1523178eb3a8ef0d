"""What may be done to campaigns: prepare, change, open, remind, close."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from qiao.desk.assess.models import Period
from qiao.desk.audit import actions as audit
from qiao.desk.clients import ledger
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.roles import Role
from qiao.desk.common.versions import claim, locked
from qiao.desk.growth import telling
from qiao.desk.growth.actions import deliveries, seats
from qiao.desk.growth.faults import FaultError
from qiao.desk.growth.models import Campaign, Seat
from qiao.desk.growth.models.campaigns import State
from qiao.desk.growth.queries import progress
from qiao.desk.people import calendar
from qiao.desk.people.models import User

WRITERS = (Role.HR,)


@dataclass(frozen=True, slots=True)
class Terms:
    """From when to when people rate, which marks need evidence, and how long before the end they are reminded."""

    opens_on: date
    closes_on: date
    low: Decimal = Decimal(60)
    high: Decimal = Decimal(95)
    remind: int = 3


@transaction.atomic
def begin(period: Period, terms: Terms, *, by: User) -> Campaign:
    """Prepare a period's campaign; who rates whom is proposed from the organisation.

    Raises:
        FaultError: the period is locked or has one, the days or bounds are in disorder, or the bank keeps the ratings.
    """
    need_writer(by)
    _need_ours()
    _need_open_period(period)
    _need_order(terms)
    try:
        with transaction.atomic():
            made = Campaign.objects.create(
                period=period, made_by=by, made_at=calendar.now(), opens_on=terms.opens_on, closes_on=terms.closes_on,
                low=terms.low, high=terms.high, remind=terms.remind,
            )  # fmt: skip
    except IntegrityError as error:
        raise FaultError("campaign_known", field="period") from error
    audit.record("campaign.begun", by=by, on=made, period=period.label)
    seats.propose(made, by=by)
    return made


@transaction.atomic
def change(campaign: Campaign, terms: Terms, *, by: User, version: int) -> Campaign:
    """Move its days or bounds, until it is closed."""
    need_writer(by)
    _need_order(terms)
    current = claim(campaign, version)
    seats.need_not_closed(current)
    if current.is_open and terms.closes_on < calendar.today():
        raise FaultError("days_past", field="closes_on")
    current.opens_on, current.closes_on, current.remind = terms.opens_on, terms.closes_on, terms.remind
    current.low, current.high = terms.low, terms.high
    current.reminded_on = None
    current.save()
    audit.record("campaign.changed", by=by, on=current)
    return current


@transaction.atomic
def open_(campaign: Campaign, *, by: User) -> Campaign:
    """Ask everybody who is to rate."""
    need_writer(by)
    current = locked(campaign)
    if not current.is_draft:
        raise NotAllowedError
    _need_open_period(current.period)
    if current.closes_on < calendar.today():
        raise FaultError("days_past")
    if not Seat.objects.filter(campaign=current, rater__isnull=False).exists():
        raise FaultError("no_raters")
    current.state, current.opened_by, current.opened_at = State.OPEN, by, calendar.now()
    current.version += 1
    current.save()
    audit.record("campaign.opened", by=by, on=current)
    telling.opened(current)
    return current


@transaction.atomic
def remind(campaign: Campaign, *, by: User | None) -> int:
    """Ring the bell of everybody who has not finished; how many they are, never who."""
    if by is not None:
        need_writer(by)
    current = locked(campaign)
    if not current.takes_marks(calendar.today()):
        raise FaultError("campaign_not_open")
    people = progress.unfinished(current)
    current.reminded_on = calendar.today()
    current.save(update_fields=["reminded_on"])
    telling.reminded(current, people)
    audit.record("campaign.reminded", by=by, on=current, people=len(people))
    return len(people)


@transaction.atomic
def close(campaign: Campaign, *, by: User | None) -> Campaign:
    """End it: what is handed in stands and goes to the ledger, what is not is no rating.

    Raises:
        FaultError: its period is locked; what that has is changed by a restatement alone.
    """
    if by is not None:
        need_writer(by)
    current = locked(campaign)
    if not current.is_open:
        raise NotAllowedError
    _need_open_period(current.period)
    current.state, current.closed_by, current.closed_at = State.CLOSED, by, calendar.now()
    current.version += 1
    current.save()
    audit.record("campaign.closed", by=by, on=current)
    deliveries.deliver_later(str(current.uuid))
    return current


def need_writer(by: User) -> None:
    """Refuse whoever is no assessment officer."""
    if not by.has_role(*WRITERS):
        raise NotAllowedError


def _need_ours() -> None:
    if not ledger.is_ours(deliveries.TABLE):
        raise FaultError("bank_owns")


def _need_open_period(period: Period) -> None:
    """Under a row lock: whoever locks the period waits, or is waited for."""
    if locked(period).is_locked:
        raise FaultError("period_locked", field="period")


def _need_order(terms: Terms) -> None:
    if terms.closes_on < terms.opens_on:
        raise FaultError("days_bad", field="closes_on")
    if terms.low > terms.high:
        raise FaultError("bounds", field="low")
