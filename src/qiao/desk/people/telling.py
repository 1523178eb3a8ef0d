"""What the bell says about standing in; names are read when a notice is shown, in its reader's language."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.notices import actions as notices
from qiao.desk.notices import registry
from qiao.desk.notices.registry import Told, notice
from qiao.desk.people import calendar
from qiao.desk.people.models import Delegation, User


def _named(told: Sequence[Told]) -> list[Told]:
    """The two people by their names."""
    absent = registry.named(told, "absent", User.objects.all())
    stand_in = registry.named(told, "stand_in", User.objects.all())
    return [{**one, "absent": absent(one), "stand_in": stand_in(one)} for one in told]


notice(
    "delegation.standing_in",
    label=_("You stand in for somebody"),
    words=_("You stand in for %(absent)s from %(first)s to %(last)s."),
    terms=_named,
)
notice(
    "delegation.away",
    label=_("Somebody stands in for you"),
    words=_("%(stand_in)s stands in for you from %(first)s to %(last)s."),
    terms=_named,
)
notice(
    "delegation.withdrawn",
    label=_("A stand-in is called off"),
    words=_("%(stand_in)s no longer stands in for %(absent)s."),
    terms=_named,
)
notice(
    "delegation.shortened",
    label=_("A stand-in ends earlier"),
    words=_("%(stand_in)s stands in for %(absent)s until %(last)s only."),
    terms=_named,
)


def made(delegation: Delegation, *, by: User) -> None:
    """Tell the stand-in, and the absent person if somebody else named the stand-in."""
    _tell(delegation, {"delegation.standing_in": delegation.stand_in, "delegation.away": delegation.absent}, by)


def withdrawn(delegation: Delegation, *, by: User) -> None:
    """Tell whichever of the two did not withdraw it."""
    for person in (delegation.absent, delegation.stand_in):
        _tell(delegation, {"delegation.withdrawn": person}, by)


def shortened(delegation: Delegation, *, by: User) -> None:
    """Tell both that one of them leaves before the last day."""
    for person in (delegation.absent, delegation.stand_in):
        _tell(delegation, {"delegation.shortened": person}, by)


def _tell(delegation: Delegation, whom: dict[str, User], by: User) -> None:
    if calendar.is_played():  # a sample's past rings no bell
        return
    terms = {
        "absent": str(delegation.absent.uuid),
        "stand_in": str(delegation.stand_in.uuid),
        "first": delegation.from_date.isoformat(),
        "last": delegation.to_date.isoformat() if delegation.to_date else "–",
    }
    for code, person in whom.items():
        if person.pk != by.pk:
            notices.tell(person, code, on=delegation, link=reverse("delegation:delegations"), **terms)
