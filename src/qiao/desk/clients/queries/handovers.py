"""Handovers: whose word is next, and what a person may do with one."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao.desk.clients.models import Assignment, Client, Handover, Package, ShareChange
from qiao.desk.clients.models.handovers import PENDING, STANDING, HandoverQuerySet, State, of_branches
from qiao.desk.clients.queries import supervising
from qiao.desk.clients.queries.supervising import Place
from qiao.desk.clients.words import HANDOVER_FAULTS
from qiao.desk.common.composing import composed
from qiao.desk.common.querysets import written
from qiao.desk.common.roles import Role
from qiao.desk.jobs.models import Job
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.desk.people.reach import Reach
from qiao.desk.ui.agenda import Due

ACTS = ("agree", "approve", "refuse", "withdraw")
SUPERVISORS = (Role.LEAD, Role.BRANCH)
_MOST_DUE = 20
LATE = timedelta(days=30)  # reaching further back, only a branch head approves


@dataclass(frozen=True, slots=True)
class Acts:
    """What a person may do with a handover now."""

    may_agree: bool
    may_approve: bool
    may_refuse: bool
    may_withdraw: bool

    @property
    def any(self) -> bool:
        """Whether it waits for them."""
        return self.may_agree or self.may_approve


def acts_for(handover: Handover, user: User) -> Acts:
    """What the person may do with it now."""
    is_proposed, is_agreed = handover.state == State.PROPOSED, handover.state == State.AGREED
    apart = givers(handover) | {handover.proposed_by_id}
    return Acts(
        may_agree=is_proposed and user.pk not in apart and bool(agreeing(handover, user)),
        may_approve=is_agreed and may_approve(handover, user),
        may_refuse=handover.is_pending and may_refuse(handover, user),
        may_withdraw=(handover.state in STANDING or handover.is_to_come) and may_withdraw(handover, user),
    )


def givers(handover: Handover) -> set[int]:
    """Ids of those who lose."""
    return {one.person_id for one in handover.changes.all() if one.gives}


def receives(handover: Handover, user: User) -> bool:
    """Whether the person, or somebody for whom they stand in, is to take the client over."""
    return any(one.receives and one.person_id in user.reach.acts_for for one in handover.changes.all())


def agreeing(handover: Handover, user: User) -> list[ShareChange]:
    """The receivers for whom the person may still say yes."""
    mine = user.reach.acts_for
    return [
        one for one in handover.changes.all() if one.receives and one.agreed_by_id is None and one.person_id in mine
    ]


def place(handover: Handover) -> Place:
    """Where it is decided."""
    return Place(handover.branch, handover.team)


def involved(handover: Handover) -> set[int]:
    """Ids of everyone who has had a word in it, and so cannot approve it."""
    said = {handover.proposed_by_id}
    for one in handover.changes.all():
        if not one.is_unchanged:
            said |= {one.person_id, *([one.agreed_by_id] if one.agreed_by_id else [])}
    return said


def may_approve(handover: Handover, user: User) -> bool:
    """A supervisor of the giver's place who has had no word in it; far back only a branch head."""
    apart = involved(handover)
    roles = approving(handover)
    return user.pk not in apart and supervising.supervises(user, place(handover), apart_from=apart, roles=roles)


def approving(handover: Handover) -> tuple[Role, ...]:
    """Whose approval it takes: either supervisor's, far back a branch head's."""
    return (Role.BRANCH,) if handover.days_back > LATE.days else SUPERVISORS


def may_refuse(handover: Handover, user: User) -> bool:
    """A receiver or the supervisor; whoever proposed it withdraws it instead."""
    return user.pk != handover.proposed_by_id and (
        (receives(handover, user) and user.pk not in givers(handover)) or supervising.supervises(user, place(handover))
    )


def may_withdraw(handover: Handover, user: User) -> bool:
    """Whoever proposed it; one that awaits the bank, or its day, also whoever approved it."""
    if handover.proposed_by_id in user.reach.acts_for:
        return True
    return handover.state in {State.AWAITING, State.DONE} and handover.approved_by_id == user.pk


def may_give(by: User, losing: Sequence[User], where: Place, day: date) -> bool:
    """Whether what these people lose is the person's to give: their own, or that of people whom they supervise."""
    if losing and all(person.pk in by.reach.acts_for for person in losing):
        return True
    places = [supervising.place_of(person, calendar.today()) for person in losing]
    if not losing:
        places = [where]
    return all(found is not None and supervising.supervises(by, found) for found in places)


def may_propose(client: Client, user: User, managed: Sequence[Assignment]) -> bool:
    """Whether the client page offers the act: a manager of today, or whoever supervises one of them."""
    today = calendar.today()
    if any(one.manager_id in user.reach.acts_for for one in managed):
        return True
    if not user.has_role(*SUPERVISORS):
        return False
    places = [supervising.place_of(one.manager, today) for one in managed]
    if not managed:
        places = [supervising.place_of_client(client, today)]
        if places == [None]:  # never had anybody: its supervisor will be the receiver's
            return True
    return any(found is not None and supervising.supervises(user, found) for found in places)


def waiting_for(user: User) -> HandoverQuerySet:
    """Those of which the next word may be the person's; `acts_for` says for sure."""
    return _waiting_within(user.reach)


def _waiting_within(reach: Reach) -> HandoverQuerySet:
    return Handover.objects.visible_to(reach.bearer).filter(pk__in=_waiting(reach))


@lru_cache(maxsize=4_096)
def _waiting(reach: Reach) -> RawSQL | tuple[()]:
    me = reach.person
    mine = ShareChange.objects.filter(receives=True, agreed_by=None, person__in=reach.acts_for)
    asked = Q(state=State.PROPOSED, pk__in=mine.values("handover"))
    said = ShareChange.objects.filter(Q(person=me) | Q(agreed_by=me)).exclude(gives=False, receives=False)
    to_approve = Q(state=State.AGREED) & _approved_within(reach) & ~Q(pk__in=said.values("handover"))
    return written(Handover.objects.filter(asked | to_approve, state__in=PENDING).exclude(proposed_by=me).values("pk"))


def _approved_within(reach: Reach) -> Q:
    """What `approving` lets the person's posts approve today."""
    found = of_branches(reach)
    return found | Q(team__in=reach.teams, from_date__gte=reach.day - LATE) if reach.teams else found


def waiting_count(user: User) -> int:
    """How many packages and single handovers wait for the person, for the menu."""
    if not user.has_role(Role.RM, *SUPERVISORS):
        return 0
    # A package counts once, a handover of its own under a number that no package has.
    return len({package or -pk for pk, package in _counted(user.reach)})


@composed
def _counted(reach: Reach) -> QuerySet[Handover, tuple[int, int | None]]:
    return _waiting_within(reach).order_by().values_list("pk", "package")


def due(user: User) -> list[Due]:
    """What waits for the person's word, as the agenda tells it."""
    if not user.has_role(Role.RM, *SUPERVISORS):
        return []
    return [
        *(Due(one.client.name, _("Handover"), one.get_absolute_url(), one.from_date, is_waiting=True)
          for one in _single(user.reach)),
        *(Due(one.title, _("Handovers of many clients"), one.get_absolute_url(), one.from_date, _many(one), is_waiting=True)
          for one in packages_waiting_for(user)),
    ]  # fmt: skip


@composed
def _single(reach: Reach) -> QuerySet[Handover]:
    return _waiting_within(reach).filter(package=None).select_related("client")[:_MOST_DUE]


def listed_waiting(user: User, most: int) -> list[Handover]:
    """The single ones that wait for the person, for a list."""
    return _listed_waiting(user.reach, most)


@composed
def _listed_waiting(reach: Reach, most: int) -> QuerySet[Handover]:
    return _waiting_within(reach).filter(package=None).listed()[:most]


def tell_changes(found: Iterable[Handover]) -> None:
    """Give each its `changes`, for a list that shows whose share they change; in one question."""
    changes = ShareChange.objects.select_related("person").only(
        "handover", "share_before", "share_after", "gives", "receives", "person__name", "person__name_en"
    )
    prefetch_related_objects(list(found), Prefetch("changes", changes))


def _many(package: Package) -> str:
    return ngettext("%(count)s client", "%(count)s clients", package.asked) % {"count": package.asked}


def packages_waiting_for(user: User) -> list[Package]:
    """The packages of which a handover waits for the person."""
    return _packages(user.reach)


@composed
def _packages(reach: Reach) -> QuerySet[Package]:
    ids = _waiting_within(reach).exclude(package=None).values("package")
    return Package.objects.visible_to(reach.bearer).filter(pk__in=ids).select_related("proposed_by", "giver")


def deciding(package: Package, act: str, user: User) -> list[Handover]:
    """The handovers of a package on which the person may do this now."""
    return [one for one in _open(package, user) if getattr(acts_for(one, user), f"may_{act}")]


def acts_on(package: Package, user: User) -> dict[str, int]:
    """On how many of a package's handovers the person may do each act now."""
    mine = [acts_for(one, user) for one in _open(package, user)]
    return {act: sum(getattr(one, f"may_{act}") for one in mine) for act in ACTS}


def _open(package: Package, user: User) -> list[Handover]:
    """Those that have not taken effect, with what says whose word they wait for."""
    return _open_within(user.reach, package=package.pk)


@composed
def _open_within(reach: Reach, *, package: int) -> QuerySet[Handover]:
    is_open = Q(state__in=STANDING) | Q(state=State.DONE, from_date__gt=reach.day, ended_at=None)
    found = Handover.objects.visible_to(reach.bearer).filter(is_open, package=package)
    changes = Prefetch("changes", ShareChange._base_manager.all())
    return found.select_related("client", "branch", "team").prefetch_related(changes).order_by("pk")


def managed(client: Client, day: date) -> list[Assignment]:
    """Who has a share on a day, the lead first."""
    return list(
        Assignment.objects.on(day).filter(client=client).select_related("manager").order_by("-part", "-share", "pk")
    )


def day_before(handover: Handover) -> date:
    """The last day of the shares before."""
    return handover.from_date - calendar.DAY


# --- packages --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """A client of a package of which nothing came, and why."""

    client: Client
    why: str


def counts(package: Package, user: User) -> list[tuple[str, int]]:
    """How many of its handovers are how far."""
    found = Handover.objects.visible_to(user).filter(package=package).order_by().values("state")
    known = dict(found.annotate(number=Count("pk")).values_list("state", "number"))
    return [(str(state.label), known[state.value]) for state in State if state.value in known]


def faults_of(package: Package, user: User) -> list[Fault]:
    """What failed the last time, of clients that the person may see."""
    if not package.faults:
        return []
    if package.proposed_by_id not in user.reach.acts_for and not user.has_role(*SUPERVISORS, Role.HR, Role.AUDITOR):
        return []
    why = dict(package.faults)
    clients = Client.objects.figures_visible_to(user).filter(uuid__in=why)
    return [Fault(client, str(HANDOVER_FAULTS[why[str(client.uuid)]])) for client in clients]


def job_of(package: Package, user: User) -> Job | None:
    """The work on it that is under way, if the person may see it."""
    return Job.objects.visible_to(user).under_way().filter(key__startswith=str(package.uuid)).first()


def ids(texts: Iterable[str]) -> list[UUID]:
    """The ids among these texts."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found
