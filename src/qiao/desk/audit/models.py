"""Events (审计事件), the seals that chain them, and the personal values that lie apart from them."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from qiao.desk.audit.fields import TransactionId
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.roles import Role

if TYPE_CHECKING:
    from qiao.desk.people.models import User

# A person's rows in these tables are never locked, nor even looked for, when an event is written: an event takes no lock,
# and the witness may not wait for a row that the refused act holds.
_UNTIED: dict[str, Any] = {"db_constraint": False, "db_index": False, "related_name": "+"}


def _for_the_auditor(user: "User") -> Q:
    return Q() if user.has_role(Role.AUDITOR) else Q(pk=None)


class Nature(models.TextChoices):
    """What sort of event it is."""

    ACT = "act", _("act")
    READ = "read", _("read")
    REFUSAL = "refusal", _("refusal")


class Event(Record):
    """One thing that a person or the system did, saw or was refused.

    It holds ids, field names and codes, never a personal value. The database itself writes `id`, `at` and `xid`, whatever
    the insert says, and refuses every change.
    """

    is_append_only: ClassVar = True

    at = models.DateTimeField(db_default=Now(), editable=False)
    xid = TransactionId(db_default=models.Value("0"), editable=False)  # the acting transaction
    code = models.CharField(max_length=60)  # `noun.verbed`, stable for ever
    nature = models.CharField(max_length=7, choices=Nature.choices, default=Nature.ACT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, **_UNTIED)
    for_whom = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, **_UNTIED
    )  # whom the person stands in for
    on_kind = models.CharField(max_length=60, blank=True)  # `room.Model`
    on_uuid = models.UUIDField(null=True)
    request_id = models.CharField(max_length=40, blank=True)
    session = models.UUIDField(null=True)  # the administrator's justified session
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = ScopedQuerySet["Event"].as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["at", "id"], name="event_newest"),
            models.Index(fields=["xid"], name="event_to_seal"),
            models.Index(fields=["by", "at", "id"], name="event_by"),
            models.Index(fields=["code", "at", "id"], name="event_code"),
            models.Index(fields=["on_uuid", "at", "id"], name="event_on", condition=Q(on_uuid__isnull=False)),
            models.Index(fields=["on_kind", "at", "id"], name="event_kind"),
            models.Index(fields=["request_id"], name="event_request", condition=~Q(request_id="")),
            models.Index(fields=["at", "id"], name="event_refusals", condition=Q(nature=Nature.REFUSAL)),
            models.Index(fields=["at", "id"], name="event_stand_ins", condition=Q(for_whom__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.code

    @staticmethod
    def scope(user: "User") -> Q:
        """Auditors see all of it, nobody else any."""
        return _for_the_auditor(user)


class Seal(models.Model):
    """One link of the chain: the number and hash of an event, written by the one sealer and never changed."""

    is_append_only: ClassVar = True

    number = models.BigIntegerField(primary_key=True)  # from 1, without gaps
    # Untied: a seal without its event is a finding of the verification, not an error of the database.
    event = models.OneToOneField(Event, models.DO_NOTHING, db_constraint=False, related_name="seal")
    at = models.DateTimeField()
    since = TransactionId()  # every transaction below was finished, and its events sealed, when this was written
    hash = models.BinaryField(max_length=32)

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.number}:{bytes(self.hash).hex()}"


class PersonalValue(models.Model):
    """The old and the new value of a personal field; the event keeps only a digest, under a salt that is erased with it."""

    event = models.ForeignKey(Event, models.DO_NOTHING, db_constraint=False, related_name="values_apart")
    subject_kind = models.CharField(max_length=60)
    subject_uuid = models.UUIDField()
    field = models.CharField(max_length=60)
    old = models.TextField(null=True)
    new = models.TextField(null=True)
    salt = models.BinaryField(max_length=32)

    objects = ScopedQuerySet["PersonalValue"].as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["subject_uuid"], name="personal_value_subject")]

    def __str__(self) -> str:
        return f"{self.subject_kind}.{self.field}"

    @staticmethod
    def scope(user: "User") -> Q:
        """Auditors, by an act that is itself an event."""
        return _for_the_auditor(user)
