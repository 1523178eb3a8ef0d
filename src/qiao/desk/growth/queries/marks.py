"""The marks of a manager in a closed campaign, as officers and auditors see them: peers by pseudonym, never by time."""

from typing import NamedTuple

from qiao.desk.growth.models import Campaign, Mark, Strike
from qiao.desk.growth.models.marks import Standing
from qiao.desk.growth.queries import items
from qiao.desk.people.models import User


class Given(NamedTuple):
    """A mark, who gave it as far as that is told, and what is to become of it."""

    mark: Mark
    rater: str
    waiting: Strike | None


class OfItem(NamedTuple):
    """An item with its marks."""

    name: str
    marks: list[Given]


def of_manager(campaign: Campaign, person: User, by: User) -> list[OfItem]:
    """Every mark of a manager, item by item."""
    found = Mark.objects.visible_to(by).filter(
        seat__campaign=campaign, seat__rated=person, seat__submitted_at__isnull=False
    )
    # By what the ledger calls them: the order in which they came would tell more.
    marks = list(found.select_related("seat__rater").order_by("seat__group", "seat__pseudonym"))
    waiting = {
        one.mark_id: one for one in Strike.objects.visible_to(by).filter(mark__in=marks, state=Standing.PROPOSED)
    }
    names = items.names(campaign)
    return [
        OfItem(name, [Given(one, rater_of(one), waiting.get(one.pk)) for one in marks if one.item == code])
        for code, name in names.items()
        if any(one.item == code for one in marks)
    ]


def rater_of(mark: Mark) -> str:
    """Who gave it: a name, or a peer's pseudonym; blank for a list's."""
    seat = mark.seat
    return seat.pseudonym if seat.is_peer else str(seat.rater or "")


def name_of(mark: Mark) -> str:
    """What its item is called."""
    return items.names(mark.seat.campaign).get(mark.item, mark.item)
