"""What the bell says about ratings; names are read when a notice is shown."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.roles import Role
from qiao.desk.growth.models import Campaign, Seat, Strike
from qiao.desk.notices import actions as notices
from qiao.desk.notices import registry
from qiao.desk.notices.registry import Told, notice
from qiao.desk.people import calendar
from qiao.desk.people.models import Post, User


def _named(told: Sequence[Told]) -> list[Told]:
    """People by their names."""
    people = registry.named(told, "person", User.objects.all())
    return [{**one, "person": people(one)} for one in told]


for _code, _label, _words in (
    ("campaign.opened", _("You are asked to rate colleagues"), _("Ratings for %(period)s are open until %(day)s: you are asked to rate.")),
    ("campaign.reminded", _("Ratings of yours are not finished"), _("Ratings for %(period)s close on %(day)s and yours are not finished.")),
    ("strike.waits", _("Striking a mark waits for a second person"), _("%(person)s proposes to strike a mark for %(period)s.")),
    ("strike.decided", _("Striking a mark is decided"), _("%(person)s has decided on the mark that you proposed to strike for %(period)s.")),
):  # fmt: skip
    notice(_code, label=_label, words=_words, terms=_named)


def opened(campaign: Campaign) -> None:
    """Tell everybody who is to rate."""
    raters = User.objects.filter(pk__in=Seat.objects.filter(campaign=campaign).values("rater")).order_by("pk")
    _tell("campaign.opened", campaign, raters)


def asked(seat: Seat) -> None:
    """Tell somebody who is asked later."""
    if seat.rater is not None:
        _tell("campaign.opened", seat.campaign, [seat.rater])


def reminded(campaign: Campaign, people: Iterable[User]) -> None:
    """Tell whoever has not finished."""
    _tell("campaign.reminded", campaign, people)


def _tell(code: str, campaign: Campaign, people: Iterable[User]) -> None:
    link = reverse("growth:index")
    notices.tell_each(
        [(person, link) for person in people], code, on=campaign, period=campaign.period.label,
        day=campaign.closes_on.isoformat(),
    )  # fmt: skip


def strike_waits(strike: Strike, *, by: User) -> None:
    """Ask every other assessment officer."""
    posts = Post.objects.on(calendar.today()).filter(role=Role.HR)
    officers = User.objects.filter(pk__in=posts.values("user")).exclude(pk=by.pk).order_by("pk")
    links = [(person, strike.mark.get_absolute_url()) for person in officers]
    notices.tell_each(links, "strike.waits", on=strike, period=_period(strike), person=str(by.uuid))


def strike_decided(strike: Strike, *, by: User) -> None:
    """Tell whoever proposed it."""
    notices.tell(
        strike.proposed_by, "strike.decided", on=strike, link=strike.mark.get_absolute_url(), period=_period(strike),
        person=str(by.uuid),
    )  # fmt: skip


def _period(strike: Strike) -> str:
    return str(strike.mark.seat.campaign.period.label)
