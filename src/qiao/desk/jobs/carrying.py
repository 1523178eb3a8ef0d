"""Carrying out one job, in the process that was made for it."""

import logging
import signal
import tempfile
import traceback
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path
from types import FrameType

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.translation import override

from qiao.desk.common import tracing
from qiao.desk.jobs import attempts, errors, registry
from qiao.desk.jobs.attempts import Attempt
from qiao.desk.jobs.models import Job
from qiao.desk.jobs.progress import Cancelled, Progress

LOST = 75  # the exit status for "the database went away: begin me again"
_NOTICE_DEATH = "-c client_connection_check_interval=2000"  # ms; a long statement ends with the process that sent it

logger = logging.getLogger(__name__)


def carry_out(order: str) -> int:
    """Do the work in one transaction that also holds its end; gives the exit status."""
    attempt, folder = Attempt.from_json(order)
    _name_connections(attempt.name)
    tempfile.tempdir = str(folder)
    signal.signal(signal.SIGTERM, _stop)
    with tracing.traced(f"{attempt.uuid.hex[:8]}-{attempt.number}") as trace, override(attempt.language):
        try:
            _work(attempt, folder, ending=_refuse_to_stop)
        except (Cancelled, attempts.SupersededError):
            return 0  # the worker writes down what became of it once this process is gone
        except (OperationalError, InterfaceError):
            return LOST
        except BaseException as error:
            _failed(attempt, error, trace)
        finally:
            _refuse_to_stop()
    return 0


def here(job: Job) -> None:
    """Do a job that waits at once, in this process, as the set-up of a sample does; whatever breaks it is raised."""
    attempt = attempts.claim(job.uuid)
    if attempt is not None:
        with tempfile.TemporaryDirectory(prefix=f"{attempt.name}-") as folder:
            _work(attempt, Path(folder))


def _work(attempt: Attempt, folder: Path, ending: Callable[[], None] = lambda: None) -> None:
    """Do the work; `ending` is called once only the commit is left, which nothing is to interrupt."""
    progress = Progress(attempt, folder)
    kind = registry.find(attempt.kind)
    with transaction.atomic() if kind.is_whole else nullcontext():
        result = kind.function(progress, **attempt.arguments)
        progress.close()
        attempts.finish(attempt, result or registry.Result())
        ending()


def _failed(attempt: Attempt, error: BaseException, trace: str) -> None:
    said = errors.as_json(error, trace)
    if said["code"] == errors.FAULT:
        # Where it happened and of what kind; the message may hold what the data held.
        frames = "".join(traceback.format_tb(error.__traceback__))
        logger.error("Job %s of kind %s failed: %s\n%s", attempt.uuid, attempt.kind, type(error).__name__, frames)
    with suppress(attempts.SupersededError):
        attempts.fail(attempt, said)


def _name_connections(name: str) -> None:
    """Let the worker find this process's connections, and the server notice its death."""
    options = connection.settings_dict["OPTIONS"]
    options["application_name"] = name
    options["options"] = f"{options.get('options', '')} {_NOTICE_DEATH}".strip()


def _refuse_to_stop() -> None:
    """It is too late to stop anything: whoever sees the job done may end this process before it has heard so itself."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Cancelled
