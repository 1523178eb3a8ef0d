"""Events (审计事件): who saw and changed what."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from qiao.desk.common.models import Record


class Event(Record):
    """One thing that a person or the system did; it holds ids, field names and codes, never a personal value."""

    is_append_only: ClassVar = True

    at = models.DateTimeField(auto_now_add=True)
    code = models.CharField(max_length=60)  # `noun.verbed`, stable for ever
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    on_kind = models.CharField(max_length=60, blank=True)  # `room.Model`
    on_uuid = models.UUIDField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.code
