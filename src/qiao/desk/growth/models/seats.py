"""Seats (评价席位): who rates whom, and as what; a peer's is known by a pseudonym that tells nothing."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.versions import Versioned
from qiao.desk.growth.models.campaigns import Campaign, State
from qiao.desk.people.models import Branch, Team

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class Group(models.TextChoices):
    """As what somebody rates; codes as in the ledger's table of ratings."""

    SELF = "self", _("oneself")
    SUPERIOR = "superior", _("superior")
    PEER = "peer", _("peers")
    OFFICE = "office", _("middle and back office")
    RECORD = "record", _("record")
    EXAM = "exam", _("exam")


BROUGHT = (Group.RECORD, Group.EXAM)  # come as lists; nobody is asked
ASKED = tuple(group for group in Group if group not in BROUGHT)
_BROUGHT = [group.value for group in BROUGHT]


class Seat(Record, Versioned):
    """One rater of one manager in one campaign; that of a record or an exam has no rater.

    Attributes:
        branch, team: where the manager worked when the seat was made: what progress is counted by.
        pseudonym: what the ledger calls the rater. A peer's is drawn by lot for this one seat: were it the same at two managers'
            pages, whoever knows who was asked could tell it by comparing them.
        submitted_at: until then the marks are the rater's draft.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="seats")
    rated = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    group = models.CharField(max_length=8, choices=Group.choices)
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    pseudonym = models.CharField(max_length=20, blank=True)
    submitted_at = models.DateTimeField(null=True)

    has_plain_scope: ClassVar = True

    objects = ScopedQuerySet["Seat"].as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "rated", "rater"], name="seat_once_a_rater"),
            models.UniqueConstraint(
                fields=["campaign", "rated", "group"], condition=Q(rater=None), name="seat_without_rater_once"
            ),
            models.CheckConstraint(
                condition=Q(rater=None, group__in=_BROUGHT) | (Q(rater__isnull=False) & ~Q(group__in=_BROUGHT)),
                name="seat_of_somebody_or_of_a_list",
            ),
            models.CheckConstraint(
                condition=Q(rater=None) | Q(group="self", rater=F("rated")) | (~Q(group="self") & ~Q(rater=F("rated"))),
                name="seat_self_is_oneself",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["rater", "campaign"], name="seat_of_rater")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.group}"

    def get_absolute_url(self) -> str:
        """Where its rater rates."""
        return reverse("growth:seat", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """One's own, once one has been asked; nobody stands in for it. Who is asked is the officers' and the auditors' too."""
        if user.reach.reads_results:
            return Q()
        return Q(rater=user.pk) & ~Q(campaign__state=State.DRAFT)

    @property
    def is_done(self) -> bool:
        """Whether its marks are handed in."""
        return self.submitted_at is not None

    @property
    def is_peer(self) -> bool:
        """Whether its rater is nobody's business."""
        return self.group == Group.PEER
