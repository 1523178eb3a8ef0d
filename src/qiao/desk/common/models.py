"""What models of every room begin with."""

import uuid
from typing import Any

from django.db import models


class Record(models.Model):
    """A record with a public id; primary keys never leave the server."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: models.Field[Any, Any]) -> Any:  # noqa: N802
        """The words of a choice; Django's own way translates those of every other choice before."""
        value = getattr(self, field.attname)
        return next((str(words) for known, words in field.flatchoices if known == value), value)


class Dated(models.Model):
    """Something that holds from a day up to and including another; without a last day it goes on."""

    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
