"""Many clients change hands together: a whole book, or clients chosen from the list. Each client is a handover of its own."""

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from django.db import transaction

from qiao.desk.audit import actions as audit
from qiao.desk.clients import telling
from qiao.desk.clients.actions import handovers, owned, shares
from qiao.desk.clients.actions.faults import FaultError
from qiao.desk.clients.actions.handovers import Terms
from qiao.desk.clients.actions.shares import Share
from qiao.desk.clients.models import Assignment, Client, Handover, Package
from qiao.desk.clients.models.assignments import Part
from qiao.desk.clients.models.handovers import Kind
from qiao.desk.clients.queries import handovers as queries
from qiao.desk.clients.queries import supervising
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.jobs import actions as jobs
from qiao.desk.jobs.models import Job
from qiao.desk.people import calendar
from qiao.desk.people.models import User

PROPOSE, DECIDE = "clients.propose", "clients.decide"
MOST = 2_000  # clients in one package
Told = Callable[[int, int], None]


@transaction.atomic
def propose(
    wanted: Sequence[tuple[int, int]],
    *,
    by: User,
    terms: Terms,
    giver: User | None = None,
) -> tuple[Package, Job]:
    """Propose to hand many clients over; the background makes a handover of each.

    Args:
        wanted: pairs of ids, client and receiver.
        by: who proposes.
        terms: of all of them.
        giver: whose book it is; None for clients chosen from the list, of which the proposer's share passes, else the lead's.
    """
    if not wanted:
        raise FaultError("nothing_chosen")
    if len(wanted) > MOST:
        raise FaultError("too_many")
    shares.check_day(terms.from_date)
    place = supervising.place_of(giver or by, calendar.today())
    if place is None:
        raise NotAllowedError
    if giver and not queries.may_give(by, [giver], place, terms.from_date):
        raise NotAllowedError
    package = Package.objects.create(
        kind=Kind.BOOK if giver else Kind.BULK,
        giver=giver,
        wanted=[list(pair) for pair in wanted],
        branch=place.branch,
        team=place.team,
        proposed_by=by,
        proposed_at=calendar.now(),
        from_date=terms.from_date,
        reason=terms.reason.strip(),
        checklist=handovers.ticked(terms.checklist),
        is_inherited=terms.is_inherited,
    )
    audit.record("package.proposed", by=by, on=package, kind=package.kind, clients=len(wanted), day=terms.from_date)
    return package, jobs.start(PROPOSE, by=by, key=str(package.uuid), package=str(package.uuid))


@transaction.atomic
def decide_later(package: Package, act: str, *, by: User, answer: str = "") -> Job:
    """Say one's word on every handover of a package on which it is one's own, in the background."""
    found = Package.objects.select_for_update().get(pk=package.pk)
    if act not in queries.ACTS or not queries.deciding(found, act, by):
        raise NotAllowedError
    if act == "refuse":
        found.answer = answer.strip()
        found.save(update_fields=["answer"])
    key = f"{found.uuid} {act} {by.uuid}"
    return jobs.start(DECIDE, by=by, key=key, again=True, package=str(found.uuid), act=act)


@transaction.atomic
def make(package: Package, *, by: User, told: Told = lambda done, total: None) -> int:
    """Propose every handover of the package; how many there are. Why one is not stands in the package."""
    package = Package.objects.select_for_update().get(pk=package.pk)
    clients = Client.objects.in_bulk([client for client, _ in package.wanted])
    people = User.objects.in_bulk({person for _, person in package.wanted})
    made: list[Handover] = []
    faults: list[list[str]] = []
    for number, (client, person) in enumerate(package.wanted, 1):
        propose_one = partial(_propose, package, clients[client], people[person], by)
        if (found := _attempt(propose_one, clients[client], faults)) is not None:
            made.append(found)
        told(number, package.asked)
    package.faults, package.is_made = faults, True
    package.save(update_fields=["faults", "is_made"])
    _tell_proposed(package, made, by)
    return len(made)


def _propose(package: Package, client: Client, receiver: User, by: User) -> Handover:
    before = list(Assignment.objects.on(package.from_date).filter(client=client).select_related("manager"))
    return handovers.propose(
        client,
        by=by,
        new=passing(before, _giver(package, before, by), receiver),
        terms=Terms(package.from_date, package.reason, package.checklist, package.is_inherited),
        package=package,
    )


def _giver(package: Package, before: Sequence[Assignment], by: User) -> User | None:
    """Whose share passes: the book's person, else the proposer's own, else the lead's; None where nobody has one."""
    if package.giver:
        if not any(row.manager_id == package.giver_id for row in before):
            raise FaultError("not_held")
        return package.giver
    own = next((row.manager for row in before if row.manager_id == by.pk), None)
    return own or next((row.manager for row in before if row.part == Part.LEAD), None)


def passing(before: Sequence[Assignment], giver: User | None, receiver: User) -> list[Share]:
    """The shares when one person's share passes to another, or to the one who takes what nobody has."""
    after = {row.manager: Share(row.manager, row.part, row.share) for row in before if row.manager != giver}
    given = next((row for row in before if row.manager == giver), None)
    free = 1 - sum((row.share for row in before), start=Decimal(0))
    share, part = (given.share, given.part) if given else (free, Part.LEAD)
    kept = after.get(receiver)
    if kept:
        share, part = share + kept.share, Part.LEAD if Part.LEAD in {part, kept.part} else part
    return [*(one for person, one in after.items() if person != receiver), Share(receiver, part, share)]


@transaction.atomic
def decide(package: Package, act: str, *, by: User, told: Told = lambda done, total: None) -> int:
    """Say one's word on every handover of the package on which it is one's own; on how many it was."""
    package = Package.objects.select_for_update().get(pk=package.pk)
    acts: dict[str, Callable[[Handover], Handover]] = {
        "agree": partial(handovers.agree, by=by),
        "approve": partial(handovers.approve, by=by),
        "refuse": partial(handovers.refuse, by=by, answer=package.answer),
        "withdraw": partial(handovers.withdraw, by=by),
    }
    waiting = queries.deciding(package, act, by)
    done: list[Handover] = []
    faults: list[list[str]] = []
    for number, handover in enumerate(waiting, 1):
        if (found := _attempt(partial(acts[act], handover), handover.client, faults)) is not None:
            done.append(found)
        told(number, len(waiting))
    package.faults = faults
    package.save(update_fields=["faults"])
    _tell_decided(package, act, done, by)
    if any(handover.approved_at for handover in done):
        owned.deliver_later("assignments", f"{package.uuid} {act}")
    return len(done)


def _attempt(act: Callable[[], Handover], client: Client, faults: list[list[str]]) -> Handover | None:
    """Do one of many; what refuses it is noted, and the others go on."""
    try:
        with transaction.atomic():
            return act()
    except FaultError as refusal:
        faults.append([str(client.uuid), refusal.code])
    except (NotAllowedError, RefusedError):
        faults.append([str(client.uuid), "not_yours"])
    return None


def _tell_proposed(package: Package, made: Sequence[Handover], by: User) -> None:
    asked: Counter[User] = Counter()
    warned: Counter[User] = Counter()
    for handover in made:
        for one in handover.changes.select_related("person"):
            asked[one.person] += one.receives
            warned[one.person] += one.gives
    telling.package(package, "package.asked", people=(+asked).items(), by=by)
    telling.package(package, "package.told", people=(+warned).items(), by=by)


def _tell_decided(package: Package, act: str, done: Sequence[Handover], by: User) -> None:
    if not done:
        return
    if act == "agree":
        ready = [handover for handover in done if handover.state == "agreed"]
        asked = Counter(person for handover in ready for person in telling.supervisors(handover))
        telling.package(package, "package.waits", people=asked.items(), by=by)
    elif act != "withdraw":
        concerned = Counter(person for handover in done for person in telling.concerned(handover))
        telling.package(package, "package.decided", people=concerned.items(), by=by)
