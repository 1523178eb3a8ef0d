"""Two people edit one record: the second is told, and shown the difference, before anything is lost."""

from typing import ClassVar, TypeVar

from django.db import models


class Versioned(models.Model):
    """A record that counts its changes; a form carries the count that its reader saw."""

    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


V = TypeVar("V", bound=Versioned)


class ConflictError(Exception):
    """Somebody else changed the record since it was shown; `current` is how it stands now."""

    is_kept_by_form: ClassVar = True

    def __init__(self, current: Versioned) -> None:
        """Keep the record as it stands."""
        super().__init__(f"{current._meta.label} changed meanwhile")
        self.current = current


def claim(record: V, version: int) -> V:
    """The record under a row lock, its count one higher, ready for an action to change and save.

    Raises:
        ConflictError: somebody changed it since the version that the form showed.
    """
    current: V = type(record)._base_manager.select_for_update(of=("self",)).get(pk=record.pk)
    if current.version != version:
        raise ConflictError(current)
    current.version += 1
    return current
