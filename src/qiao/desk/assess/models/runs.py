"""Runs (考评运行): what the engine made of a period's data under a standard; a finished one never changes."""

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from qiao.desk.assess import words
from qiao.desk.assess.models.periods import Period
from qiao.desk.assess.models.standards import Standard
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.jobs.models import Job
from qiao.desk.people.models import Branch, Team, User


class Run(Record):
    """A period assessed as of a day, from one state of the ledger, under one standard: the same inputs are one run.

    Attributes:
        as_of: the last day that counts; before the period's last day it is provisional (预评).
        ledger: digest of the ledger's state that it is made from.
        seal: of the finished run: the hash over everything that it was made of, which `qiao verify` recomputes; blank until
            then, and from then on the database refuses any change of what it was made of (migration 0001).
        lacking: tables that an indicator or a threshold needs and that were never delivered.
        told: how many of each decision, the assigned and unassigned totals, the warnings: what a list says of a run.
        shown_at: since when managers see their own result of it.
        holds: whether computing it a second time gave the same; None until that was done.
        replaces: the locked run beside which this one stands as a restatement (重述).
        tried: of a trial (试算): the hash of the standard's text as it was tried; blank for a run that may be published.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="runs")
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    as_of = models.DateField()
    ledger = models.CharField(max_length=64)
    seal = models.CharField(max_length=64, blank=True)
    lacking = ArrayField(models.CharField(max_length=40), default=list)
    told = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    shown_at = models.DateTimeField(null=True)
    holds = models.BooleanField(null=True)
    checked_at = models.DateTimeField(null=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    tried = models.CharField(max_length=64, blank=True)

    objects = ScopedQuerySet["Run"].as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["period", "standard", "as_of", "ledger", "tried"], name="run_of_the_same_is_one"
            ),
            models.UniqueConstraint(fields=["period", "number"], name="run_number_once_a_period"),
            models.CheckConstraint(condition=Q(shown_at=None) | ~Q(seal=""), name="run_shown_is_done"),
            models.CheckConstraint(condition=Q(shown_at=None) | Q(tried=""), name="run_tried_is_not_shown"),
        ]

    def __str__(self) -> str:
        return f"{self.period} #{self.number}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("assess:run", args=[self.uuid])

    @staticmethod
    def scope(user: User) -> Q:
        """The assessment officers' and the auditors'; anybody else knows those that were shown to managers."""
        if user.reach.reads_results:
            return Q()
        return Q(shown_at__isnull=False)

    @property
    def folder(self) -> Path:
        """Where its files lie, for ever."""
        return Path(settings.HOME) / "runs" / self.uuid.hex

    @property
    def is_done(self) -> bool:
        """Whether there is a result."""
        return bool(self.seal)

    @property
    def is_provisional(self) -> bool:
        """Whether days of the period were still to come."""
        return self.as_of < self.period.last

    @property
    def is_trial(self) -> bool:
        """Whether it only tries a standard; nobody but officers and auditors ever sees it."""
        return bool(self.tried)

    @property
    def is_under_own_standard(self) -> bool:
        """Whether it may become the period's result."""
        return not self.is_trial and self.standard_id == self.period.standard_id

    @property
    def is_incomplete(self) -> bool:
        """Whether something that counts was never delivered."""
        return bool(self.lacking)


class Outcome(models.Model):
    """One manager's result in a run: what lists sort and sum; all else is the run's own explanation. It never changes.

    Attributes:
        manager: number in the ledger; `person` is the same as a person of the desk, if they are one.
        score, quality: points with two places.
        rank: blank outside the pool.
        reached: the threshold as a coordinate, in whole per cent of each grade's bar, by the grade's code.
        standing: the share of the pool that ranks no better, in whole per cent.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="outcomes")
    manager = models.CharField(max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="outcomes")
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    grade = models.CharField(max_length=40)
    in_pool = models.BooleanField()
    pool_size = models.PositiveIntegerField()
    score = models.DecimalField(max_digits=12, decimal_places=2)
    rank = models.PositiveIntegerField(null=True)
    quality = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    supported = models.CharField(max_length=40, blank=True)
    decision = models.CharField(max_length=20)
    to_grade = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    reached = models.JSONField(default=dict)
    standing = models.PositiveSmallIntegerField(null=True)

    is_append_only: ClassVar = True

    objects = ScopedQuerySet["Outcome"].as_manager()

    class Meta:
        ordering: ClassVar = [F("rank").asc(nulls_last=True), "manager"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "manager"], name="outcome_once_a_manager")]
        indexes: ClassVar = [models.Index(fields=["person", "run"], name="outcome_of_person")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.manager}"

    @staticmethod
    def scope(user: User) -> Q:
        """One's own of what was shown, and those of the people whose score one may see; officers and auditors see all."""
        reach = user.reach
        if reach.reads_results:
            return Q()
        people = User._base_manager.filter(reach.people())
        return Q(run__shown_at__isnull=False, person__in=people.values("pk"))

    @property
    def grade_label(self) -> str:
        """The grade that they have."""
        return words.grade(self.grade)

    @property
    def to_grade_label(self) -> str:
        """The grade that they are to have."""
        return words.grade(self.to_grade)

    @property
    def supported_label(self) -> str:
        """The grade that threshold, score and quality support."""
        return words.grade(self.supported)

    @property
    def decision_label(self) -> str:
        """The decision in words."""
        return words.decision(self.decision)

    @property
    def reason_label(self) -> str:
        """Its reason in words."""
        return words.reason(self.reason)

    @property
    def reached_now(self) -> int | None:
        """How much of the present grade's threshold is reached, in whole per cent."""
        found: int | None = self.reached.get(self.grade)
        return found

    @property
    def tone(self) -> str:
        """How a badge shows the decision."""
        return words.TONES.get(self.decision, "")
