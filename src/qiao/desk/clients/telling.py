"""What the bell says about handovers; names are read when a notice is shown."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.models import Client, Handover, Package
from qiao.desk.clients.models.handovers import State
from qiao.desk.clients.queries import handovers as queries
from qiao.desk.clients.queries import supervising
from qiao.desk.clients.queries.supervising import Place
from qiao.desk.notices import actions as notices
from qiao.desk.notices import registry
from qiao.desk.notices.registry import Told, notice
from qiao.desk.people import calendar
from qiao.desk.people.models import User


def _named(told: Sequence[Told]) -> list[Told]:
    """The client and whoever acted by their names."""
    clients = registry.named(told, "client", Client.objects.all())
    people = registry.named(told, "person", User.objects.all())
    return [{**one, "client": clients(one), "person": people(one)} for one in told]


for _code, _label, _words in (
    ("handover.asked", _("A client is to be handed over to you"), _("%(person)s wants to hand %(client)s over to you from %(day)s on.")),
    ("handover.told", _("Somebody proposes to hand over a client of yours"), _("%(person)s proposes to hand %(client)s over from %(day)s on.")),
    ("handover.waits", _("A handover waits for your approval"), _("The handover of %(client)s waits for your approval.")),
    ("handover.approved", _("A handover is approved"), _("The handover of %(client)s is approved; it takes effect on %(day)s.")),
    ("handover.awaits_bank", _("A handover awaits the bank"), _("The handover of %(client)s is approved and awaits the bank's next batch.")),
    ("handover.carried", _("The bank has carried a handover out"), _("The bank's batch has the handover of %(client)s from %(day)s on.")),
    ("handover.refused", _("A handover is refused"), _("%(person)s has refused the handover of %(client)s.")),
    ("handover.withdrawn", _("A handover is withdrawn"), _("%(person)s has withdrawn the handover of %(client)s.")),
    ("package.asked", _("Clients are to be handed over to you"), _("%(person)s wants to hand %(count)s clients over to you from %(day)s on.")),
    ("package.told", _("Somebody proposes to hand over clients of yours"), _("%(person)s hands %(count)s of your clients over from %(day)s on.")),
    ("package.waits", _("Handovers of many clients wait for your approval"), _("The handovers of %(count)s clients wait for your approval.")),
    ("package.decided", _("Handovers of many clients are decided"), _("%(person)s has decided on the handovers of %(count)s clients.")),
    ("orphans.left", _("A leaver's clients need a manager"), _("%(person)s leaves on %(day)s; %(count)s clients need a manager.")),
):  # fmt: skip
    notice(_code, label=_label, words=_words, terms=_named)


def proposed(handover: Handover, *, by: User) -> None:
    """Ask the receivers, tell the givers."""
    for one in handover.changes.select_related("person"):
        if one.receives:
            _tell(one.person, "handover.asked", handover, by)
        elif one.gives:
            _tell(one.person, "handover.told", handover, by)


def agreed(handover: Handover, *, by: User) -> None:
    """Ask the supervisors."""
    for person in supervisors(handover):
        _tell(person, "handover.waits", handover, by)


def approved(handover: Handover, *, by: User) -> None:
    """Tell everyone concerned."""
    code = "handover.approved" if handover.state == State.DONE else "handover.awaits_bank"
    for person in concerned(handover):
        _tell(person, code, handover, by)


def carried(handover: Handover) -> None:
    """Tell everyone concerned, and whoever approved it."""
    for person in concerned(handover):
        _tell(person, "handover.carried", handover, None)


def ended(handover: Handover, *, by: User) -> None:
    """Tell everyone concerned that it is refused or withdrawn."""
    for person in concerned(handover):
        _tell(person, f"handover.{handover.state}", handover, by)


def package(made: Package, code: str, *, people: Iterable[tuple[User, int]], by: User) -> None:
    """Tell people about a package, once, with how many of its clients concern each."""
    if calendar.is_played():
        return
    for person, count in people:
        if person.pk != by.pk:
            terms: dict[str, int | str] = {"person": str(by.uuid), "count": count, "day": made.from_date.isoformat()}
            notices.tell(person, code, on=made, link=made.get_absolute_url(), **terms)


def left(leaver: User, place: Place, *, by: User, day: str, count: int, link: str) -> None:
    """Tell the supervisors of a leaver that clients need a manager."""
    if calendar.is_played():
        return
    for person in supervising.supervisors_of(place, calendar.today(), apart_from={leaver.pk}):
        notices.tell(person, "orphans.left", on=leaver, link=link, person=str(leaver.uuid), day=day, count=count)


def supervisors(handover: Handover) -> list[User]:
    """Who may approve it, the nearest of them."""
    apart = queries.involved(handover)
    roles = queries.approving(handover)
    return supervising.supervisors_of(queries.place(handover), calendar.today(), apart_from=apart, roles=roles)


def concerned(handover: Handover) -> list[User]:
    """Givers, receivers, whoever proposed it and whoever approved it."""
    found = {one.person for one in handover.changes.select_related("person") if not one.is_unchanged}
    return [*(found | {handover.proposed_by} | ({handover.approved_by} if handover.approved_by else set()))]


def _tell(person: User, code: str, handover: Handover, by: User | None) -> None:
    if calendar.is_played() or (by and person.pk == by.pk):  # a sample's past rings no bell
        return
    terms = {"client": str(handover.client.uuid), "day": handover.from_date.isoformat()}
    if by:
        terms["person"] = str(by.uuid)
    notices.tell(person, code, on=handover, link=handover.get_absolute_url(), **terms)
