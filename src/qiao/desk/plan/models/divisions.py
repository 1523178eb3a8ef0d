"""Divisions (任务分解): a unit's targets over its parts, set by one person and confirmed by another."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.versions import Versioned
from qiao.desk.people.models import Branch, Team
from qiao.desk.plan.models.units import Kind, reads_all

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class State(models.TextChoices):
    """How far a division is."""

    DRAFT = "draft", _("being set")
    WAITING = "waiting", _("waits for confirmation")
    DONE = "done", _("handed down")


class Division(Record, Versioned):
    """What a branch or a team divides among its parts in a period; the figures themselves are the parts' `draft`.

    Attributes:
        number: how often it was handed down.
        gap: where the parts do not make the whole, why not; it is said before it is handed down.
        proposed: by indicator, how many figures were set when it was proposed and by how much the parts then differed.
        answer: why a proposal was sent back.
    """

    period = models.CharField(max_length=24)
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=7, choices=State.choices, default=State.DRAFT)
    number = models.PositiveIntegerField(default=0)
    gap = models.CharField(max_length=300, blank=True)
    proposed = models.JSONField(default=dict, editable=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    has_plain_scope: ClassVar = True

    objects = ScopedQuerySet["Division"].as_manager()

    class Meta:
        ordering: ClassVar = ["period", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(branch__isnull=False, team=None) | Q(branch=None, team__isnull=False),
                name="division_of_one_unit",
            ),
            models.UniqueConstraint(fields=["period", "branch"], name="division_of_branch_once"),
            models.UniqueConstraint(fields=["period", "team"], name="division_of_team_once"),
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="division_decided_by_another"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(decided_by__isnull=False, proposed_by__isnull=False),
                name="division_done_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.unit}"

    def get_absolute_url(self) -> str:
        """Where it is set."""
        name = "plan:branch_divide" if self.branch_id else "plan:team_divide"
        return f"{reverse(name, args=[self.unit.uuid])}?period={self.period}"

    @property
    def unit(self) -> Branch | Team:
        """What is divided."""
        found = self.branch or self.team
        assert found is not None  # the database holds that
        return found

    @property
    def kind(self) -> Kind:
        """Whether it is a branch's or a team's."""
        return Kind.BRANCH if self.branch_id else Kind.TEAM

    @staticmethod
    def scope(user: "User") -> Q:
        """Those of the teams and branches that one leads, heads or stands above; officers and auditors see all."""
        reach = user.reach
        if reads_all(reach):
            return Q()
        found = Q(team__in=reach.teams)
        for path in reach.branches:
            found |= Q(branch__path__startswith=path) | Q(team__branch__path__startswith=path)
        return found
