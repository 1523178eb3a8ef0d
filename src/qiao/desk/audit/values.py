"""Values of personal fields: apart from their event, which keeps a digest that nobody can guess from."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import TypeAlias

from django.db import models

from qiao.desk.audit.models import Event, PersonalValue
from qiao.desk.common.models import Record

Change: TypeAlias = "tuple[object, object]"


def kind_of(record: Record) -> str:
    """`room.Model`."""
    return f"{record._meta.app_label}.{record._meta.object_name}"


def prepare(subject: Record, changes: Mapping[str, Change]) -> list[PersonalValue]:
    """The rows to be kept, without their event yet."""
    return [
        PersonalValue(
            subject_kind=kind_of(subject),
            subject_uuid=subject.uuid,
            field=field,
            old=_text(old),
            new=_text(new),
            salt=secrets.token_bytes(32),
        )
        for field, (old, new) in sorted(changes.items())
    ]


def digest(value: PersonalValue) -> str:
    """What the event keeps; the salt is random and erased with the value, so that a phone cannot be tried out."""
    kept = json.dumps([value.field, value.old, value.new], ensure_ascii=False)
    return hashlib.sha256(bytes(value.salt) + kept.encode()).hexdigest()


def of(event: Event) -> models.QuerySet[PersonalValue]:
    """What is left of an event's personal values."""
    return PersonalValue.objects.filter(event=event)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
