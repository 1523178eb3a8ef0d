"""Webhooks (事件推送): addresses of the bank's programs, what they are to be told, and what they answered."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.api import words
from qiao.desk.api.hooks.kinds import KINDS
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.roles import Role

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class Why(models.TextChoices):
    """Why nothing is sent."""

    BY_HAND = "by_hand", _("paused by hand")
    FAILING = "failing", _("paused: it did not answer for a day")
    GONE = "gone", _("paused: the address said that it is gone")
    SECRET = "secret", _("paused: the desk's key has changed, make a new secret")  # a reason


class Hook(Record):
    """An address that is told when something happens.

    Attributes:
        kinds: codes of `hooks.kinds` that it is told of.
        salt: from which, with the desk's own key, its secret is made; the secret itself is kept nowhere.
        digest: SHA-256 of the secret, by which a changed key of the desk is noticed.
        old_salt, old_until: the secret before, with which everything is signed as well until then.
        paused_at, paused_why: since when nothing is sent; what happens meanwhile waits.
        failing_since: when it began to answer nothing good.
        busy_until: until when a worker is at it.
    """

    name = models.CharField(_("what it is for"), max_length=60)
    url = models.CharField(_("address"), max_length=500)
    kinds = ArrayField(models.CharField(max_length=40), verbose_name=_("what it is told of"))
    salt = models.BinaryField(max_length=32)
    digest = models.CharField(max_length=64)
    old_salt = models.BinaryField(max_length=32, null=True)
    old_until = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    paused_why = models.CharField(max_length=7, choices=Why.choices, blank=True)
    failing_since = models.DateTimeField(null=True)
    busy_until = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Hook"].as_manager()

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("api:hook", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """Administrators keep them, auditors see them."""
        return Q() if user.has_role(Role.ADMIN, Role.AUDITOR) else Q(pk__in=())

    @property
    def kind_names(self) -> list[str]:
        """What it is told of, in words."""
        return [str(KINDS[kind]) for kind in self.kinds if kind in KINDS]


class State(models.TextChoices):
    """What became of a message."""

    WAITING = "waiting", _("waits")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("given up")


class Message(Record):
    """Something that happened, to be told to one address: ids, codes and an address of the API, never a personal value.

    Its id stays the same however often it is sent, so that a program knows what it has seen.
    """

    hook = models.ForeignKey(Hook, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=40)
    body = models.JSONField()
    at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Message"].as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["hook", "id"], condition=Q(state="waiting"), name="message_waiting"),
            models.Index(fields=["at"], name="message_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @staticmethod
    def scope(user: "User") -> Q:
        """As of its hook."""
        return Hook.scope(user)

    @property
    def kind_name(self) -> str:
        """What happened, in words."""
        return str(KINDS.get(self.kind, self.kind))


class Attempt(models.Model):
    """One sending of a message: the status that came back, or why none did."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    fault = models.CharField(max_length=20, blank=True)
    milliseconds = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.status or self.fault}"

    @property
    def says(self) -> str:
        """What came back: the status, or why there is none."""
        return str(self.status) if self.status else str(words.HOOK_FAULTS.get(self.fault, self.fault))
