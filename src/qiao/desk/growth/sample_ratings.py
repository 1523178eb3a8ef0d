"""Ratings of the sample bank, only ever in a database that was made as a sample; made by doing, on played days.

The year's round is finished: the sample's people rate the two managers of whom the desk knows a superior, three peers and the office,
so that each group's mean is what the ledger told before; of all others the ledger's own ratings stay. This year's round is running,
and each of them has something left to do.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from django.conf import settings
from django.db import transaction

from qiao.desk.assess.models import Period
from qiao.desk.clients.actions import owned
from qiao.desk.growth.actions import campaigns, marks, results, seats
from qiao.desk.growth.actions.campaigns import Terms
from qiao.desk.growth.actions.marks import Said
from qiao.desk.growth.models import Campaign, Seat
from qiao.desk.growth.models.seats import BROUGHT, Group
from qiao.desk.growth.queries import items, proposing
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.engine import rows_in_force

_RATED = ("rm", "rm2")
_PEERS = ("rm", "rm2", "rm3", "000218")
_APART = (Decimal("-1.50"), Decimal(0), Decimal("1.50"))  # three peers: about one mean
_EVIDENCE = "近一年同项目复盘材料与客户反馈可证"
_CENT = Decimal("0.01")
_DAY = timedelta(days=1)
_OPENED = date(2026, 11, 16)

Told = Mapping[tuple[str, str, str], list[Decimal]]  # the ledger's marks by manager, group and item, the lowest first


def finish(period: Period) -> None:
    """The round of the year before, in the first week of the new one, and what it says given to the ledger before any run."""
    if period.is_locked or period.runs.exists():
        return
    if not Campaign.objects.filter(period=period).exists():
        _finish(period)
    owned.deliver()


@transaction.atomic
def _finish(period: Period) -> None:
    first = date(2026, 1, 5)
    told = _told(period.label)
    with calendar.played_on(first):
        campaign = campaigns.begin(period, Terms(first, first + 3 * _DAY), by=_person("hr"))
        _narrow(campaign)
        _ask_peers(campaign, _RATED)
        campaign = campaigns.open_(campaign, by=_person("hr"))
    with calendar.played_on(first + _DAY):
        for number in _RATED:
            for group in BROUGHT:
                _bring(
                    campaign,
                    number,
                    group,
                    {code: _mean(told[number, group, code]) for code in items.codes(campaign, group)},
                )
    with calendar.played_on(first + 2 * _DAY):
        for number in _RATED:
            for apart, seat in zip(_APART, _seats(campaign, number, Group.PEER), strict=True):
                _rate(
                    seat,
                    {code: _mean(told[number, "peer", code]) + apart for code in items.codes(campaign, "peer")},
                )
            for group in (Group.SELF, Group.SUPERIOR, Group.OFFICE):
                for seat in _seats(campaign, number, group):
                    _rate(seat, {code: _mean(told[number, group, code]) for code in items.codes(campaign, group)})
    with calendar.played_on(first + 3 * _DAY):
        campaigns.close(campaign, by=_person("hr"))


@transaction.atomic
def go_on() -> None:
    """This year's round: open, some have rated, one has begun."""
    period = Period.objects.filter(label="2026").first()
    if period is None or period.is_locked or Campaign.objects.filter(period=period).exists():
        return
    last = max(date(2026, 12, 18), calendar.today() + 14 * _DAY)
    with calendar.played_on(_OPENED):
        campaign = campaigns.begin(period, Terms(_OPENED, last), by=_person("hr"))
        _ask_peers(campaign, (*_RATED, "rm3"))
        for number in _RATED:
            seats.add(campaign, _person(number), _person("branch"), Group.SUPERIOR, by=_person("hr"))
        campaign = campaigns.open_(campaign, by=_person("hr"))
        exams = {code: Decimal("86.50") for code in items.codes(campaign, "exam")}
        _bring(campaign, "rm", Group.EXAM, exams)
    with calendar.played_on(_OPENED + 3 * _DAY):
        for number, rater, score in (
            ("rm", "rm", 88),
            ("rm", "rm2", 86),
            ("rm", "000218", 84),
            ("rm2", "rm3", 82),
            ("rm", "office", 85),
        ):
            seat = Seat.objects.get(campaign=campaign, rated=_person(number), rater=_person(rater))
            _rate(seat, _about(campaign, seat, score))
        begun = Seat.objects.get(campaign=campaign, rated=_person("rm2"), rater=_person("lead"))
        few = dict(list(_about(campaign, begun, 83).items())[:6])
        _rate(begun, few, submit=False)


# --- one thing each -------------------------------------------------------------------------------------------------------


def _person(number: str) -> User:
    """Somebody as at a new request, with the reach of the day that is played."""
    return User.objects.get(staff_number=number)


def _told(period: str) -> Told:
    found: defaultdict[tuple[str, str, str], list[Decimal]] = defaultdict(list)
    for row in rows_in_force(Path(settings.LEDGER), "ratings"):
        if row["period"] == period and row["manager_id"] in _RATED and row["score"] is not None:
            found[str(row["manager_id"]), str(row["rater_group"]), str(row["item"])].append(Decimal(str(row["score"])))
    return {key: sorted(scores) for key, scores in found.items()}


def _mean(scores: list[Decimal]) -> Decimal:
    """As the standard has it: of five and more the highest and the lowest are left out."""
    kept = scores[1:-1] if len(scores) >= 5 else scores
    return (sum(kept, Decimal(0)) / len(kept)).quantize(_CENT, ROUND_HALF_UP)


def _narrow(campaign: Campaign) -> None:
    """Nobody but the two managers, and no peers but those who are asked of each."""
    asked = Seat.objects.filter(campaign=campaign)
    asked.exclude(rated__staff_number__in=_RATED).delete()
    asked.filter(group=Group.PEER).exclude(rater__staff_number__in=_PEERS).delete()


def _ask_peers(campaign: Campaign, rated: tuple[str, ...]) -> None:
    """Three peers of each, also of another branch: under three would count for nothing."""
    for number in rated:
        for peer in _PEERS:
            if (
                peer != number
                and not Seat.objects.filter(campaign=campaign, rated=_person(number), rater=_person(peer)).exists()
            ):
                seats.add(campaign, _person(number), _person(peer), Group.PEER, by=_person("hr"))


def _seats(campaign: Campaign, number: str, group: Group) -> list[Seat]:
    found = Seat.objects.filter(campaign=campaign, rated__staff_number=number, group=group)
    return list(found.select_related("campaign__period__standard", "rater"))


def _bring(campaign: Campaign, number: str, group: Group, scores: Mapping[str, Decimal]) -> None:
    post = proposing.rated(proposing.day_of(campaign))[_person(number).pk]
    results.put(campaign, post, group, scores, by=_person("hr"))


def _about(campaign: Campaign, seat: Seat, score: int) -> dict[str, Decimal]:
    """Marks about a figure, a little different from item to item."""
    codes = items.codes(campaign, seat.group)
    return {code: Decimal(score) + Decimal(place % 5 - 2) / 2 for place, code in enumerate(codes)}


def _rate(seat: Seat, scores: Mapping[str, Decimal], *, submit: bool = True) -> None:
    assert seat.rater is not None
    given = {
        code: Said(score, _EVIDENCE if seat.campaign.is_extreme(score) else "")
        for code, score in ((code, min(score, Decimal(100))) for code, score in scores.items())
    }
    marks.rate(seat, by=_person(seat.rater.staff_number), version=seat.version, given=given, submit=submit)
