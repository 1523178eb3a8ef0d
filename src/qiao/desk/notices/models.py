"""Notices (通知) and mutes (免打扰)."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.notices import registry

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class NoticeQuerySet(ScopedQuerySet["Notice"]):
    """Notices."""

    def unread(self) -> "NoticeQuerySet":
        """Those not read yet."""
        return self.filter(read_at=None)


class Notice(Record):
    """One thing that a person is told; equal ones that were not read yet are one, with the number of times."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    code = models.CharField(max_length=60)  # as in the registry, stable for ever
    terms = models.JSONField(default=dict)  # ids, codes and numbers
    on_kind = models.CharField(max_length=60, blank=True)  # `room.Model`
    on_uuid = models.UUIDField(null=True)
    link = models.CharField(max_length=300, blank=True)
    same = models.CharField(max_length=64, editable=False)  # digest of all that makes two notices equal
    times = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            # also the index behind the bell's count
            models.UniqueConstraint(fields=["to", "same"], condition=Q(read_at=None), name="notice_unread_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["to", "-at", "-id"], name="notice_of_person"),
            models.Index(fields=["read_at"], condition=Q(read_at__isnull=False), name="notice_read"),
        ]

    def __str__(self) -> str:
        return self.says

    @staticmethod
    def scope(user: "User") -> Q:
        """One's own, nobody else's."""
        return Q(to=user)

    @property
    def says(self) -> str:
        """The notice in the reader's language."""
        return registry.phrases([(self.code, self.terms)])[0]


class Mute(models.Model):
    """A kind of notice that a person does not want to get."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    code = models.CharField(max_length=60)

    objects = ScopedQuerySet["Mute"].as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["by", "code"], name="mute_once")]

    def __str__(self) -> str:
        return self.code

    @staticmethod
    def scope(user: "User") -> Q:
        """One's own."""
        return Q(by=user)
