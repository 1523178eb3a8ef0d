"""What a worker does beside jobs: loops that never end, and chores (例行任务) that come round by themselves.

A room writes its own down in its module `work`. A chore is short and may be begun twice; long ones start a job.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import close_old_connections
from django.utils import timezone

from qiao.desk.jobs.models import Chore

logger = logging.getLogger(__name__)

Loop = Callable[[threading.Event], None]
_TICK = 5.0  # seconds
_AFTER_FAILURE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Round:
    """A chore and when it is due again."""

    name: str
    function: Callable[[], None]
    seconds: int = 0
    at: time | None = None

    def after(self, now: datetime) -> datetime:
        """When it is due again; a daily one that was missed is made up for as soon as a worker runs."""
        if self.at is None:
            return now + timedelta(seconds=self.seconds)
        local = timezone.localtime(now)
        today = local.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return today + timedelta(days=today <= local)


_loops: dict[str, Loop] = {}
_rounds: dict[str, Round] = {}


def loop(function: Loop) -> Loop:
    """Run this in every worker, from its start until the event is set; it keeps apart from its likes by itself."""
    _loops[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def every(seconds: int) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Do this chore so often, in one worker at a time."""
    return _chore(seconds=seconds, at=None)


def daily(hour: int, minute: int = 0) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Do this chore once a day from this time of the bank's day on, in one worker."""
    return _chore(seconds=0, at=time(hour, minute))


def _chore(*, seconds: int, at: time | None) -> Callable[[Callable[[], None]], Callable[[], None]]:
    def decorator(function: Callable[[], None]) -> Callable[[], None]:
        name = f"{function.__module__}.{function.__name__}"
        _rounds[name] = Round(name, function, seconds, at)
        return function

    return decorator


def start(stop: threading.Event) -> list[threading.Thread]:
    """Run every loop, and the chores, each in a thread, until told to stop."""
    running = {**_loops, "chores": _chores}
    threads = [threading.Thread(target=_kept, args=(name, run, stop), name=name) for name, run in running.items()]
    for thread in threads:
        thread.start()
    return threads


def _kept(name: str, run: Loop, stop: threading.Event) -> None:
    """Begin a loop again when it falls over, with one line in the log for each fall."""
    while not stop.is_set():
        try:
            run(stop)
        except Exception as error:
            logger.warning("%s stopped (%s) and begins again", name, type(error).__name__)
            close_old_connections()
            stop.wait(_TICK)
    close_old_connections()


def _chores(stop: threading.Event) -> None:
    while not stop.wait(_TICK):
        close_old_connections()
        do_due(timezone.now())


def do_due(now: datetime) -> list[str]:
    """Do every chore that is due and that no other worker begins first; the names of those done."""
    known = dict(Chore.objects.values_list("name", "due_at"))
    due = [found for found in _rounds.values() if known.get(found.name, now) <= now]
    return [found.name for found in due if _is_mine(found, known.get(found.name), now) and _is_done(found, now)]


def _is_mine(found: Round, due: datetime | None, now: datetime) -> bool:
    """Whether this worker is the one to do it: the first to write down when it is due again."""
    again = found.after(now)
    if due is None:
        return Chore.objects.get_or_create(name=found.name, defaults={"due_at": again})[1]
    return bool(Chore.objects.filter(name=found.name, due_at=due).update(due_at=again))


def _is_done(found: Round, now: datetime) -> bool:
    row = Chore.objects.filter(name=found.name)
    try:
        found.function()
    except Exception as error:
        logger.warning("The chore %s failed (%s) and is tried again later", found.name, type(error).__name__)
        row.update(due_at=min(found.after(now), now + _AFTER_FAILURE))
        return False
    row.update(done_at=timezone.now())
    return True
