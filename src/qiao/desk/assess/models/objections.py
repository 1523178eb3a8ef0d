"""Objections (异议): a manager contests a row or a rating behind a figure that was shown; answered, decided by two, corrected, restated."""

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao import engine
from qiao.desk.assess.models.periods import Period
from qiao.desk.assess.models.runs import Outcome, Run
from qiao.desk.clients.models import Delivery
from qiao.desk.common.languages import spoken
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class Subject(models.TextChoices):
    """What is objected to."""

    ROW = "row", _("data")
    RATING = "rating", _("rating")


class State(models.TextChoices):
    """How far an objection is."""

    RAISED = "raised", _("raised")
    WITH_OWNER = "with_owner", _("to be answered")
    ANSWERED = "answered", _("answered")
    ACCEPTED = "accepted", _("answer accepted")
    COMMITTEE = "committee", _("with the committee")
    UPHELD = "upheld", _("upheld, to be corrected")
    DISMISSED = "dismissed", _("dismissed")
    CORRECTED = "corrected", _("corrected, not yet in a result")
    RESTATED = "restated", _("restated")
    WITHDRAWN = "withdrawn", _("withdrawn")


# Somebody has still to act; until then nothing of the period is published.
OPEN = (State.RAISED, State.WITH_OWNER, State.ANSWERED, State.COMMITTEE, State.UPHELD)
STANDING = (*OPEN, State.CORRECTED)
# While nobody has decided, who raised it may take it back.
UNDECIDED = (State.RAISED, State.WITH_OWNER, State.ANSWERED, State.COMMITTEE)
UPHELD = (State.UPHELD, State.CORRECTED, State.RESTATED)
TONES = {
    State.UPHELD: "warn",
    State.CORRECTED: "info",
    State.RESTATED: "good",
    State.DISMISSED: "risk",
    State.COMMITTEE: "info",
}


class Happened(models.TextChoices):
    """What somebody did with an objection."""

    RAISED = "raised", _("raised it")
    ASSIGNED = "assigned", _("gave it to whoever answers for the data")
    ANSWERED = "answered", _("answered")
    ACCEPTED = "accepted", _("accepted the answer")
    LAPSED = "lapsed", _("closed it: the time to go to the committee has passed")
    ESCALATED = "escalated", _("went to the committee")
    PROPOSED = "proposed", _("proposed a decision")
    SENT_BACK = "sent_back", _("did not agree to the proposed decision")
    UPHELD = "upheld", _("upheld it")
    DISMISSED = "dismissed", _("dismissed it")
    CORRECTED = "corrected", _("named the batch that corrects it")
    RESTATED = "restated", _("a result with the correction was shown")
    WITHDRAWN = "withdrawn", _("took it back")


# What the committee does before it has decided is its own.
INTERNAL = (Happened.PROPOSED, Happened.SENT_BACK)


class Frozen(NamedTuple):
    """A line of the evidence as it stood, in the reader's language."""

    depth: int
    name: str
    value: Decimal | None
    unit: str
    note: str


class Objection(Record):
    """One thing that a manager says is wrong in a result of theirs.

    Attributes:
        table, key: the ledger's table, and where the row lies in the explained tree: `kind:code` of each level, joined by `/`.
        item: code of the indicator, or of the item of the quality score.
        claim, wanted, evidence: what is wrong, what it should be, what bears it out.
        snapshot: the figures as they stood in the run (`Snapshot` of the scorecard): frozen, in decimal text.
        seal: of the run.
        due_on: until when somebody has to act; blank where nobody has to.
        owner: who answers for the data; blank while the officers have given it to nobody.
        agrees: whether the owner says that the appellant is right.
        verdict, grounds: what a member of the committee proposes, and what stands once another has confirmed it.
        correction: the batch that corrects it, or that was withdrawn to correct it; `settled_in` the run that has it.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="objections")
    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="objections")
    appellant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=6, choices=Subject.choices)
    table = models.CharField(max_length=40)
    item = models.CharField(max_length=40)
    key = models.CharField(max_length=400, blank=True)
    claim = models.TextField(max_length=1_000)
    wanted = models.CharField(max_length=300)
    evidence = models.TextField(max_length=1_000, blank=True)
    snapshot = models.JSONField()
    seal = models.CharField(max_length=64)
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RAISED)
    due_on = models.DateField(null=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(max_length=1_000, blank=True)
    agrees = models.BooleanField(null=True)
    verdict = models.CharField(max_length=9, blank=True, choices=[("upheld", _("uphold")), ("dismissed", _("dismiss"))])
    grounds = models.TextField(max_length=1_000, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    correction = models.ForeignKey(Delivery, models.PROTECT, null=True, related_name="+")
    settled_in = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")

    objects = ScopedQuerySet["Objection"].as_manager()

    class Meta:
        ordering: ClassVar = ["-raised_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["outcome", "item", "key"], condition=Q(state__in=STANDING), name="objection_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(owner=F("appellant")) & ~Q(answered_by=F("appellant")),
                name="objection_answered_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("appellant")) & ~Q(decided_by=F("appellant")),
                name="objection_decided_by_others",
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("answered_by")) & ~Q(decided_by=F("answered_by")),
                name="objection_not_decided_by_owner",
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="objection_decided_by_two"),
            models.CheckConstraint(
                condition=~Q(state__in=[*UPHELD, State.DISMISSED])
                | Q(proposed_by__isnull=False, decided_by__isnull=False, decided_at__isnull=False)
                & (Q(state=State.DISMISSED, verdict="dismissed") | Q(state__in=UPHELD, verdict="upheld")),
                name="objection_decided_has_verdict",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.CORRECTED, State.RESTATED]) | Q(correction__isnull=False),
                name="objection_corrected_has_batch",
            ),
            models.CheckConstraint(
                condition=Q(state=State.RESTATED, settled_in__isnull=False)
                | ~Q(state=State.RESTATED) & Q(settled_in=None),
                name="objection_restated_has_run",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot['run']} · {self.title}"

    def get_absolute_url(self) -> str:
        """Its page at the assessment desk."""
        return reverse("assess:objection", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """The assessment officers' and the auditors'; one's own, and those that one answers for."""
        return Q() if user.reach.reads_results else Q(appellant=user.pk) | Q(owner=user.pk)

    @property
    def title(self) -> str:
        """What it is about: the indicator or item, then down to the row."""
        return " › ".join(one[spoken()] for one in self.snapshot["path"])

    @property
    def lines(self) -> list[Frozen]:
        """The line that is objected to as it stood, then what lay below it."""
        tongue = spoken()
        return [
            Frozen(
                one["depth"],
                one[tongue],
                Decimal(one["value"]) if one["value"] else None,
                one["unit"],
                one[f"note_{tongue}"],
            )
            for one in self.snapshot["lines"]
        ]

    @property
    def table_label(self) -> str:
        """The ledger's table in words."""
        return table_label(self.table)

    @property
    def tone(self) -> str:
        """How a badge shows its state."""
        return TONES.get(State(self.state), "")

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to act."""
        return self.state in OPEN

    @property
    def is_proposed(self) -> bool:
        """Whether the committee waits for its second member."""
        return self.state == State.COMMITTEE and self.proposed_by_id is not None


class Turn(models.Model):
    """Something that happened to an objection: who, when, what they said, until when the next has to act. It never changes."""

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="turns")
    what = models.CharField(max_length=9, choices=Happened.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    said = models.TextField(max_length=1_000, blank=True)
    due_on = models.DateField(null=True)

    is_append_only: ClassVar = True

    objects = ScopedQuerySet["Turn"].as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.objection_id} {self.what}"

    @staticmethod
    def scope(user: "User") -> Q:
        """Those of the objections in scope; what the committee does before it decides is not the appellant's."""
        found = Q(objection__in=Objection.objects.visible_to(user))
        return found & (~Q(objection__appellant=user.pk) | ~Q(what__in=INTERNAL))


class DataOwner(models.Model):
    """Who answers for a table of the ledger (数据归口); where nobody is named the assessment officers give objections out."""

    table = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = ScopedQuerySet["DataOwner"].as_manager()

    class Meta:
        ordering: ClassVar = ["table"]

    def __str__(self) -> str:
        return f"{self.table} {self.person_id}"

    @staticmethod
    def scope(user: "User") -> Q:
        """The assessment officers' and the auditors'."""
        return Q() if user.reach.reads_results else Q(pk__in=())

    @property
    def table_label(self) -> str:
        """The table in words."""
        return table_label(self.table)


def table_label(table: str) -> str:
    """A table of the ledger in words."""
    found = next((one for one in engine.TABLES if one.name == table), None)
    return found.zh if found and spoken() == "zh" else table
