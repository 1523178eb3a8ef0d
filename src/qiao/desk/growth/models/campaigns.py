"""Rating campaigns (评价活动): one a period, drafted by an assessment officer, open for some weeks, then closed for ever."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess.models import Period
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.versions import Versioned

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class State(models.TextChoices):
    """How far it is."""

    DRAFT = "draft", _("being prepared")
    OPEN = "open", _("under way")
    CLOSED = "closed", _("closed for good")


class Campaign(Record, Versioned):
    """A period's ratings. Items, weights and shares are those of the period's standard; nothing of them is kept here.

    Attributes:
        opens_on, closes_on: the days on which people rate, both included.
        low, high: a mark below the one or above the other says by what it is borne out.
        remind: so many days before the last one, whoever has not finished is reminded.
        state: once it is closed the database refuses any change (migration 0001).
        closed_by: blank where it closed by itself after its last day.
    """

    period = models.OneToOneField(Period, models.PROTECT, related_name="campaign")
    opens_on = models.DateField()
    closes_on = models.DateField()
    low = models.DecimalField(max_digits=5, decimal_places=2, default=60)
    high = models.DecimalField(max_digits=5, decimal_places=2, default=95)
    remind = models.PositiveSmallIntegerField(default=3)
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)

    objects = ScopedQuerySet["Campaign"].as_manager()

    class Meta:
        ordering: ClassVar = ["-closes_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="campaign_days_in_order"),
            models.CheckConstraint(condition=Q(low__gte=0, high__lte=100, low__lte=F("high")), name="campaign_bounds"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(opened_by__isnull=False), name="campaign_opened_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return str(self.period)

    def get_absolute_url(self) -> str:
        """Its progress."""
        return reverse("growth:campaign", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """The assessment officers' and the auditors'; anybody else knows those in which they rate."""
        if user.reach.reads_results:
            return Q()
        return Q(seats__rater=user.pk) & ~Q(state=State.DRAFT)

    @property
    def is_draft(self) -> bool:
        """Whether nobody has been asked yet."""
        return self.state == State.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether people were asked and it has not closed."""
        return self.state == State.OPEN

    @property
    def is_closed(self) -> bool:
        """Whether its marks stand."""
        return self.state == State.CLOSED

    def takes_marks(self, day: date) -> bool:
        """Whether people may rate on this day."""
        return self.is_open and self.opens_on <= day <= self.closes_on

    def is_extreme(self, score: object) -> bool:
        """Whether a mark needs evidence."""
        return not self.low <= score <= self.high  # type: ignore[operator]
