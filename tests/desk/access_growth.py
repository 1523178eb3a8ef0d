"""The addresses of the ratings, who of the cast may, and what is planted for them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from access_row import Row, only, record
from cast import Cast

from qiao.desk.assess.models import Period, Standard
from qiao.desk.growth.models import Campaign, Mark, Seat, Strike
from qiao.desk.people import calendar
from qiao.desk.people.models import User

HR, READERS = only("hr"), only("hr", "auditor")
SCORED = only("rm", "rm2", "rm3", "lead", "branch") | READERS
OWN = only("rm", "lead", "branch") | READERS
NOT_SCORED = dict.fromkeys(("risk", "product", "office", "admin"), 403)
OFFICERS_SEE = dict.fromkeys(READERS, 403)  # that somebody is asked, and nothing of what they say


def _officers(name: str, key: str, *, done: int = 200, sent: bool = False) -> Row:
    """A page or an act of the assessment officers alone."""
    return Row(f"growth:{name}", record(key, HR), sent={} if sent else None, done=done)


GROWTH = [
    Row("growth:index"),
    Row("growth:seat", record("seat/peer", only("rm2")), refused=404, exactly=OFFICERS_SEE),
    Row("growth:seat", record("seat/peer", only("rm2")), refused=404, exactly=OFFICERS_SEE, sent={}, done=422),
    _officers("seat_remove", "seat/office", sent=True, done=302),
    Row("growth:quality_mine", {"": SCORED}, done=302),
    Row("growth:quality", record("card/rm", OWN), refused=404, exactly=NOT_SCORED),
    Row("growth:campaigns", {"": READERS}),
    _officers("campaign_begin", ""),
    Row("growth:campaign", record("campaign/open", READERS)),
    _officers("campaign_change", "campaign/open"),
    _officers("campaign_propose", "campaign/draft", sent=True, done=302),
    _officers("campaign_open", "campaign/draft", sent=True, done=302),
    _officers("campaign_remind", "campaign/open", sent=True, done=302),
    _officers("campaign_close", "campaign/open", sent=True, done=302),
    Row("growth:managers", record("campaign/open", READERS)),
    Row("growth:manager", record("rated/closed", READERS)),
    Row("growth:manager", record("rated/open", HR), sent={}, done=422),
    Row("growth:mark", record("mark/peer", READERS)),
    Row("growth:mark", record("mark/other", HR), sent={}, done=422),
    _officers("strike_confirm", "strike", sent=True, done=302),
    _officers("strike_refuse", "strike/other", sent=True, done=302),
]


def plant(cast: Cast) -> tuple[dict[str, Any], dict[str, frozenset[str]]]:
    """A campaign that is closed, one that is open and one that is prepared, in each of which rm2 rates rm as a peer."""
    second, standard = User.objects.get(staff_number="hr2"), Standard.objects.get(state="published")
    made = {"closed": Period.objects.get(label="2025")}
    for name, label, first, last in (
        ("open", "2023H1", date(2023, 1, 1), date(2023, 6, 30)), ("draft", "2023H2", date(2023, 7, 1), date(2023, 12, 31)),
    ):  # fmt: skip
        made[name] = Period.objects.create(
            label=label, first=first, last=last, standard=standard, made_by=cast.hr, made_at=calendar.now()
        )
    records: dict[str, Any] = {}
    for name, period in made.items():
        campaign = _campaign(period, "draft" if name == "draft" else "open", cast.hr)
        peer, office = _seat(campaign, cast.rm, cast.rm2, "peer"), _seat(campaign, cast.rm, cast.office, "office")
        records |= {f"campaign/{name}": campaign.uuid, f"rated/{name}": (campaign.uuid, cast.rm.uuid)}
        if name == "open":
            records |= {"seat/peer": peer.uuid, "seat/office": office.uuid}
            Mark.objects.create(seat=peer, item="integrity", score=Decimal(50), evidence="MARK-unsaid-rating")
        if name == "closed":
            mark, other = (
                Mark.objects.create(seat=peer, item=item, score=Decimal(50), evidence="MARK-rated-evidence")
                for item in ("integrity", "compliance")
            )
            records |= {"mark/peer": mark.uuid, "mark/other": other.uuid}
            Seat.objects.filter(pk=peer.pk).update(submitted_at=calendar.now())
            Campaign.objects.filter(pk=campaign.pk).update(state="closed", closed_at=calendar.now())
            for key, of in (("strike", mark), ("strike/other", other)):
                strike = Strike.objects.create(
                    mark=of, reason="MARK-strike", proposed_by=second, proposed_at=calendar.now()
                )
                records[key] = strike.uuid
    words = {
        "MARK-unsaid-rating": only("rm2"),
        "MARK-rated-evidence": only("rm2") | READERS,
        "MARK-strike": READERS,
        "MARKPEER": READERS,
    }
    return records, words


def _campaign(period: Period, state: str, officer: User) -> Campaign:
    today, now = calendar.today(), calendar.now()
    return Campaign.objects.create(
        period=period, state=state, opens_on=today, closes_on=today + timedelta(days=9), made_by=officer, made_at=now,
        opened_by=officer, opened_at=now,
    )  # fmt: skip


def _seat(campaign: Campaign, rated: User, rater: User, group: str) -> Seat:
    return Seat.objects.create(campaign=campaign, rated=rated, rater=rater, group=group, pseudonym="MARKPEER")
