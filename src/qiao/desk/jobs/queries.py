"""What is asked about jobs."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateWorker

from qiao.desk.common.roles import Role
from qiao.desk.jobs.models import Job, State

if TYPE_CHECKING:
    from qiao.desk.people.models import User

# How soon a page asks again, in milliseconds, by how long it has been asking.
_PACE = ((timedelta(seconds=10), 1000), (timedelta(minutes=1), 2000))
_SLOW = 5000


@dataclass(frozen=True, slots=True)
class Watch:
    """A job as one person sees it."""

    job: Job
    is_open: bool  # whether they may see what it is about and what came of it
    may_cancel: bool
    may_retry: bool

    @property
    def wait(self) -> int:
        """Milliseconds until a page asks again; 0 when there is nothing more to come."""
        if not self.job.is_under_way:
            return 0
        age = timezone.now() - self.job.created_at
        return next((wait for until, wait in _PACE if age < until), _SLOW)

    @property
    def elapsed(self) -> str:
        """How long it has run, or ran."""
        return spelled(self.job.elapsed)

    @property
    def remaining(self) -> str:
        """How long it will still take, where that can be said."""
        remaining = self.job.remaining
        return spelled(remaining) if remaining is not None else ""


def watch(job: Job, user: "User") -> Watch:
    """A job as this person sees it; ask `visible_to` first whether they do."""
    is_mine = job.by_id == user.pk
    is_admin = user.has_role(Role.ADMIN)
    is_open = is_mine or not is_admin or user.has_role(Role.AUDITOR) or job.joined.filter(pk=user.pk).exists()
    may_cancel = job.is_under_way and not job.is_being_cancelled and (is_mine or is_admin)
    return Watch(job, is_open, may_cancel, is_mine and job.state == State.FAILED)


def worker_age() -> timedelta | None:
    """How long ago a worker was last heard of; None if none ever was, or all were stopped."""
    last = ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"))["last"]
    return timezone.now() - last if last else None


def spelled(length: timedelta) -> str:
    """A length of time as one says it."""
    seconds = round(length.total_seconds())
    if seconds < 60:
        return _("%(seconds)s s") % {"seconds": seconds}
    if seconds < 3600:
        return _("%(minutes)s min %(seconds)s s") % {"minutes": seconds // 60, "seconds": seconds % 60}
    return _("%(hours)s h %(minutes)s min") % {"hours": seconds // 3600, "minutes": seconds % 3600 // 60}
