"""What may be done to notices: `notices.tell(user, "job.done", on=job, link=url, work=kind)`."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from qiao.desk.common.models import Record
from qiao.desk.notices import registry
from qiao.desk.notices.models import Mute, Notice, NoticeQuerySet

if TYPE_CHECKING:
    from qiao.desk.people.models import User


def tell(user: "User", code: str, *, on: Record | None = None, link: str = "", **terms: int | str) -> Notice | None:
    """Tell a person something, in the acting transaction; None if they muted this kind or have left.

    Args:
        user: who is told.
        code: as a room registered it.
        on: what it is about.
        link: the address on this desk where it is to be seen.
        terms: ids, codes and numbers that its words need; never a personal value.
    """
    notice = _new(user, code, on, link, terms)
    if not user.is_active or Mute.objects.filter(by=user, code=code).exists():
        return None
    unread = Notice.objects.unread().filter(to=user, same=notice.same)
    if not _tell_again(unread):
        try:
            with transaction.atomic():
                notice.save()
                return notice
        except IntegrityError:  # the same was told at the same moment
            _tell_again(unread)
    return unread.first()


def tell_each(links: Iterable[tuple["User", str]], code: str, *, on: Record | None = None, **terms: int | str) -> None:
    """Tell many people the same, each with a link of their own, in as many statements as for a few."""
    muted = set(Mute.objects.filter(code=code).values_list("by", flat=True))
    told = [_new(user, code, on, link, terms) for user, link in links if user.is_active and user.pk not in muted]
    new = {(notice.to_id, notice.same): notice for notice in told}
    unread = Notice.objects.unread().filter(code=code, to__in={pk for pk, _ in new})
    again = {(to, same): pk for pk, to, same in unread.values_list("pk", "to", "same") if (to, same) in new}
    _tell_again(Notice.objects.unread().filter(pk__in=again.values()))
    # What was told at the same moment by another is there already.
    fresh = [notice for key, notice in new.items() if key not in again]
    Notice.objects.bulk_create(fresh, batch_size=1_000, ignore_conflicts=True)


def _new(user: "User", code: str, on: Record | None, link: str, terms: dict[str, int | str]) -> Notice:
    if not registry.is_known(code):
        raise ValueError(code)
    kind = f"{on._meta.app_label}.{on._meta.object_name}" if on else ""
    uuid = on.uuid if on else None
    same = hashlib.sha256(json.dumps([code, kind, str(uuid), link, terms], sort_keys=True).encode()).hexdigest()
    return Notice(to=user, code=code, terms=terms, on_kind=kind, on_uuid=uuid, link=link, same=same, at=timezone.now())


def _tell_again(unread: NoticeQuerySet) -> int:
    return unread.update(times=F("times") + 1, at=timezone.now())


def read(notices: NoticeQuerySet) -> int:
    """Take notices for read; how many were not yet. Not an event of the bank, so not audited."""
    return notices.unread().update(read_at=timezone.now())


@transaction.atomic
def mute(code: str, *, by: "User") -> None:
    """Get no more notices of this kind, and take those that are there for read."""
    Mute.objects.get_or_create(by=by, code=code)
    read(Notice.objects.filter(to=by, code=code))


def unmute(code: str, *, by: "User") -> None:
    """Get notices of this kind again."""
    Mute.objects.filter(by=by, code=code).delete()


def forget_read(*, before: datetime) -> int:
    """Remove notices that were read before this moment."""
    return Notice.objects.filter(read_at__lt=before).delete()[0]
