"""Jobs (后台任务) and chores (例行任务)."""

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.roles import Role
from qiao.desk.jobs import registry

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class State(models.TextChoices):
    """How far a job is."""

    WAITING = "waiting", _("waiting")
    WORKING = "working", _("under way")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


UNDER_WAY = (State.WAITING, State.WORKING)


class JobQuerySet(ScopedQuerySet["Job"]):
    """Jobs."""

    def under_way(self) -> "JobQuerySet":
        """Those that have not ended."""
        return self.filter(state__in=UNDER_WAY)


class Job(Record):
    """One piece of background work, from its start by somebody to its result.

    `attempt` is the fence: it grows each time that a worker takes the job, and whoever holds an older number can write
    nothing any more.
    """

    kind = models.CharField(max_length=60)  # as in the registry, stable for ever
    key = models.CharField(max_length=200)  # what the work is about: started again, it joins the job that runs
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # None: the desk
    joined = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")  # who else asked for the same
    arguments = models.JSONField(default=dict)  # ids and codes only
    language = models.CharField(max_length=10, default=settings.LANGUAGE_CODE)  # of whoever started it, for its files

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempt = models.PositiveIntegerField(default=0)
    tries_left = models.PositiveSmallIntegerField(default=3)
    cancel_asked_at = models.DateTimeField(null=True)
    heartbeat = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)  # 0: not known
    words = models.JSONField(default=dict)  # {"code": …, "terms": {…}}: what is being done, or what came out
    link = models.CharField(max_length=300, blank=True)  # where the result is to be seen
    error = models.JSONField(default=dict)  # {"code": …, "zh-hans": …, "en": …}

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key"], condition=Q(state__in=UNDER_WAY), name="job_runs_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["by", "-id"], name="job_of_person"),
            models.Index(fields=["kind", "key", "-id"], name="job_by_key"),
            models.Index(fields=["heartbeat"], condition=Q(state="working"), name="job_at_work"),
        ]

    def __str__(self) -> str:
        return self.title

    @staticmethod
    def scope(user: "User") -> Q:
        """One's own, those one joined, and those of whoever is away and stood in for.

        An auditor reads all; an administrator sees that they exist and how far they are.
        """
        if user.has_role(Role.AUDITOR, Role.ADMIN):
            return Q()
        return Q(by__in=user.reach.acts_for) | Q(joined=user)

    def get_absolute_url(self) -> str:
        """The job's own page."""
        return reverse("jobs:job", args=[self.uuid])

    @property
    def title(self) -> str:
        """What the work is called."""
        return registry.title(self.kind)

    @property
    def says(self) -> str:
        """What is being done now, or what came out, in the reader's language."""
        return registry.phrase(self.kind, self.words.get("code", ""), self.words.get("terms", {}))

    @property
    def error_says(self) -> str:
        """Why it failed and what to do, in the reader's language."""
        return str(self.error.get(get_language() or "", self.error.get(settings.LANGUAGE_CODE, "")))

    @property
    def is_under_way(self) -> bool:
        """Whether it has not ended."""
        return self.state in UNDER_WAY

    @property
    def is_being_cancelled(self) -> bool:
        """Whether it was asked to end and has not yet."""
        return self.is_under_way and self.cancel_asked_at is not None

    @property
    def percent(self) -> int | None:
        """How far it is, where that is known."""
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def elapsed(self) -> timedelta:
        """How long it has run, or ran."""
        return (self.ended_at or timezone.now()) - (self.started_at or self.created_at)

    @property
    def remaining(self) -> timedelta | None:
        """How long it will still take if it goes on as it went; None while that can't be said."""
        if self.state != State.WORKING or not self.total or self.done * 20 < self.total:
            return None
        return self.elapsed * (self.total - self.done) / self.done if self.done < self.total else timedelta()


class Chore(models.Model):
    """When a chore that comes round by itself is due, so that one worker does it, whichever that is."""

    name = models.CharField(max_length=100, unique=True)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)  # when it last came to its end

    def __str__(self) -> str:
        return self.name
