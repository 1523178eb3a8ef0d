"""Handovers (管户移交): who gives a client to whom from which day on, and the three people who say so."""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients import ledger
from qiao.desk.clients.models.assignments import Part
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet, written
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.models import Branch, Team

if TYPE_CHECKING:
    from qiao.desk.people.models import User
    from qiao.desk.people.reach import Reach


class State(models.TextChoices):
    """How far a handover is."""

    PROPOSED = "proposed", _("waits for the receiver")
    AGREED = "agreed", _("waits for the supervisor")
    DONE = "done", _("approved")
    AWAITING = "awaiting", _("awaiting the bank")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


PENDING = (State.PROPOSED, State.AGREED)
STANDING = (*PENDING, State.AWAITING)  # at most one of these a client


class Item(models.TextChoices):
    """What is to be done before a client changes hands."""

    CONTACTS = "contacts", _("contacts at the client introduced")
    VISIT = "visit", _("visited together")
    PROMISES = "promises", _("open promises told")
    DOCUMENTS = "documents", _("documents and contracts handed over")
    CREDIT = "credit", _("credit calendar told: maturities, checks, conditions")
    RISKS = "risks", _("open signals and risks told")
    PIPELINE = "pipeline", _("open business told")


class Kind(models.TextChoices):
    """Why many clients go together."""

    BOOK = "book", _("whole book")
    BULK = "bulk", _("chosen clients")


class OfPlace(Record):
    """Something on which the team lead or the branch head of a place decides."""

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    from_date = models.DateField()
    reason = models.CharField(max_length=300)
    checklist = ArrayField(models.CharField(max_length=10, choices=Item.choices), default=list)
    is_inherited = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def items(self) -> list[tuple[str, bool]]:
        """What is to be done, and whether it is."""
        return [(str(item.label), item.value in self.checklist) for item in Item]


def of_place(reach: "Reach") -> Q:
    """What the person's posts let them decide on: their teams', their branches' and below."""
    return Q(team__in=reach.teams) | of_branches(reach)


def of_branches(reach: "Reach") -> Q:
    """What they let them decide on as a branch head: in their branches and below."""
    found = Q(pk__in=())
    for path in reach.branches:
        found |= Q(branch__path__startswith=path)
    return found


class Package(OfPlace):
    """Many handovers that go together (批量移交): a whole book, or clients chosen from the list.

    `wanted` has pairs of ids, client and receiver; `faults` says of which clients nothing came of the last act, and why: pairs
    of the client's id and a code of `words.HANDOVER_FAULTS`.
    """

    kind = models.CharField(max_length=4, choices=Kind.choices)
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    wanted = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    answer = models.CharField(max_length=300, blank=True)  # why it was refused
    is_made = models.BooleanField(default=False)

    objects = ScopedQuerySet["Package"].as_manager()

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked}"

    @property
    def title(self) -> str:
        """Why many go together, and whose book it is."""
        return " · ".join(filter(None, [capfirst(self.get_kind_display()), str(self.giver or "")]))

    @property
    def asked(self) -> int:
        """How many clients it is about."""
        return len(self.wanted)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("clients:package", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """Whoever proposed it or decides on it, and whoever sees a handover of it."""
        if user.reach.reads_everything or user.reach.has(Role.HR):
            return Q()
        within = Handover._base_manager.filter(Handover.scope(user), package__isnull=False)
        return Q(proposed_by__in=user.reach.acts_for) | of_place(user.reach) | Q(pk__in=within.values("package"))


class HandoverQuerySet(ScopedQuerySet["Handover"]):
    """Handovers."""

    def told(self) -> "HandoverQuerySet":
        """With everything that a line of a list says of them."""
        return self.changed().select_related("client", "proposed_by", "approved_by", "ended_by", "branch", "team")

    def listed(self) -> "HandoverQuerySet":
        """With what a list shows of them beside whose share they change: seven tables joined are planned for longer than read."""
        shown = ("client__name", *(f"proposed_by__{name}" for name in ("name", "name_en")))
        own = ("uuid", "client", "state", "from_date", "proposed_by", "proposed_at", "approved_at")
        return self.select_related("client", "proposed_by").only(*own, *shown)

    def changed(self) -> "HandoverQuerySet":
        """With whose share they change, and who agreed."""
        changes = ShareChange._base_manager.select_related("person", "agreed_by")
        return self.prefetch_related(models.Prefetch("changes", changes))


class Handover(OfPlace):
    """A client's shares from a day on: proposed by the giver, agreed to by each receiver, approved by a supervisor.

    `branch` and `team` are the giver's place: its team lead or branch head is the supervisor. The database itself refuses that
    one of the three is another (migration 0002).
    """

    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="handovers")
    package = models.ForeignKey(Package, models.PROTECT, null=True, related_name="handovers")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)  # when it was refused or withdrawn, or the bank's row came
    answer = models.CharField(max_length=300, blank=True)  # why it was refused

    has_plain_scope: ClassVar = True

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client"], condition=Q(state__in=STANDING), name="handover_once_at_a_time"),
            models.CheckConstraint(condition=~Q(approved_by=F("proposed_by")), name="handover_approved_by_another"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.DONE, State.AWAITING])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="handover_is_approved",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["client", "-proposed_at"], name="handover_of_client"),
            models.Index(fields=["package", "state"], name="handover_of_package"),
            models.Index(
                fields=["branch", "team"], condition=Q(state__in=["proposed", "agreed"]), name="handover_pending"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.from_date} {self.state}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("clients:handover", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """Its givers, receivers and proposer, whoever supervises the giver's place, and the assessment officer."""
        reach = user.reach
        if reach.reads_everything or reach.has(Role.HR):
            return Q()
        return Q(proposed_by__in=reach.acts_for) | Q(pk__in=_sharing(reach)) | of_place(reach)

    @property
    def is_pending(self) -> bool:
        """Whether somebody of the desk still has to say something."""
        return self.state in PENDING

    @property
    def days_back(self) -> int:
        """How many days before its approval (before today, until then) it reaches back; 0 where it does not."""
        day: date = timezone.localdate(self.approved_at) if self.approved_at else calendar.today()
        return max((day - self.from_date).days, 0)

    @property
    def is_ahead(self) -> bool:
        """Whether it is approved for a day that has not come."""
        return self.state == State.DONE and self.from_date > calendar.today()

    @property
    def is_to_come(self) -> bool:
        """Whether the desk has written it for a day that has not come; what the bank carried out is the bank's."""
        is_ours = ledger.is_ours("assignments") or self.client.is_awaited
        return self.is_ahead and self.ended_at is None and is_ours


class ShareChange(models.Model):
    """One person's share of the client before and after a handover; None is none.

    `held_from` and `held_to` are the days of the row that the handover closed or took the place of, as they were; where there was
    none, or before anything is written, both are None.
    """

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="changes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="share_changes")
    part_before = models.CharField(max_length=6, choices=Part.choices, blank=True)
    share_before = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    part_after = models.CharField(max_length=6, choices=Part.choices, blank=True)
    share_after = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    held_from = models.DateField(null=True)
    held_to = models.DateField(null=True)
    gives = models.BooleanField()
    receives = models.BooleanField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = [F("share_before").desc(nulls_last=True), "person"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handover", "person"], name="share_change_once_a_person"),
            models.CheckConstraint(condition=~Q(gives=True, receives=True), name="share_change_one_way"),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | Q(receives=True, agreed_at__isnull=False), name="share_change_agreed"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "handover"], name="share_change_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.share_before} → {self.share_after}"

    @property
    def is_unchanged(self) -> bool:
        """Whether the person goes on as before."""
        return not (self.gives or self.receives)


@lru_cache(maxsize=4_096)
def _sharing(reach: "Reach") -> RawSQL | tuple[()]:
    """Ids of the handovers in which the person, or somebody for whom they stand in, gives or receives."""
    mine = ShareChange._base_manager.filter(person__in=reach.acts_for).filter(Q(gives=True) | Q(receives=True))
    return written(mine.values("handover"))
