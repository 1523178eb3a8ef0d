"""Two people edit one record: the second is told, and shown the difference, before anything is lost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from django.db import models

from qiao.desk.common.refusals import GoneError


class Versioned(models.Model):
    """A record that counts its changes; a form carries the count that its reader saw."""

    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


V = TypeVar("V", bound=Versioned)
M = TypeVar("M", bound=models.Model)


class ConflictError(Exception):
    """Somebody else changed the record since it was shown; `current` is how it stands now."""

    is_kept_by_form: ClassVar = True

    def __init__(self, current: Versioned) -> None:
        """Keep the record as it stands."""
        super().__init__(f"{current._meta.label} changed meanwhile")
        self.current = current


def locked(record: M) -> M:
    """The record as it stands, under a row lock until the transaction ends.

    Raises:
        GoneError: it was taken away since it was shown.
    """
    current: M | None = type(record)._base_manager.select_for_update(of=("self",)).filter(pk=record.pk).first()
    if current is None:
        raise GoneError
    return current


def claim(record: V, version: int) -> V:
    """The record under a row lock, its count one higher, ready for an action to change and save.

    Raises:
        GoneError: it was taken away since the form was shown.
        ConflictError: somebody changed it since the version that the form showed.
    """
    current = locked(record)
    if current.version != version:
        raise ConflictError(current)
    current.version += 1
    return current


# --- many at once ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Changed(Generic[V]):
    """A record that is changed, and what stood before in the fields that are other now."""

    record: V
    before: dict[str, Any]


def changed(record: V, wanted: Mapping[str, Any]) -> Changed[V]:
    """Change what differs of a record that is locked, and count it if anything does; `save_each` keeps it."""
    before = {name: getattr(record, name) for name in wanted if getattr(record, name) != wanted[name]}
    for name in before:
        setattr(record, name, wanted[name])
    record.version += bool(before)
    return Changed(record, before)


def save_each(model: type[V], changes: Iterable[Changed[V]], *, following: Mapping[str, tuple[str, ...]]) -> None:
    """Save many changed records, those of the same fields together.

    Args:
        model: what they are.
        changes: what `changed` gave; the records are locked.
        following: fields that are written anew with another one.
    """
    alike: defaultdict[tuple[str, ...], list[V]] = defaultdict(list)
    for one in changes:
        also = {name for field in one.before for name in following.get(field, ())}
        alike[*sorted({*one.before, *also}), "version"].append(one.record)
    for fields, records in alike.items():
        # Rows that are there already: only these fields are written. `bulk_update` builds a case a row and takes ten times as long.
        model._base_manager.bulk_create(
            records, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=fields
        )
