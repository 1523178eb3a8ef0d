"""What the desk itself does in the background: sealing and verifying the audit trail, sweeping; and the bell at a job's end."""

from collections.abc import Sequence
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.desk.audit import anchoring, sealing, verification
from qiao.desk.audit.models import Seal
from qiao.desk.common.roles import Role
from qiao.desk.jobs import loops, registry
from qiao.desk.jobs.progress import Progress
from qiao.desk.jobs.registry import Result, work
from qiao.desk.notices import actions as notices
from qiao.desk.notices.registry import Told, notice
from qiao.engine import DataError

KEPT = timedelta(days=90)  # for notices that were read


def _named(told: Sequence[Told]) -> list[Told]:
    return [{**terms, "work": registry.title(str(terms.get("work", "")))} for terms in told]


notice("job.done", label=_("Background work is done"), words=_("“%(work)s” is done."), terms=_named)
notice("job.failed", label=_("Background work failed"), words=_("“%(work)s” failed."), terms=_named)
notice("job.cancelled", label=_("Background work was cancelled"), words=_("“%(work)s” was cancelled."), terms=_named)


loops.loop(sealing.run_forever)


@work(
    "audit.verify",
    title=_("Verify the audit trail"),
    roles=(Role.AUDITOR,),
    words={
        "reading": _("Computing the chain anew"),
        "holds": _("The chain holds: %(events)s events, %(heads)s heads from outside stand in it."),
    },
    whole=False,  # it reads in a transaction of its own, which sees one moment
    offered=True,
)
def verify(progress: Progress) -> Result:
    """Compute the whole chain anew and compare it with the heads that left the database."""
    total = Seal.objects.count()
    verdict = verification.verify(anchoring.heads(), told=lambda done: progress.step(done, total, "reading"))
    if not verdict.holds:
        raise DataError(
            "审计链已损坏。请在服务器上运行 qiao audit verify,逐条查看问题并保存输出。",
            "The audit trail is broken. Run `qiao audit verify` on the server, which names every fault, and keep its output.",
        )
    return Result("holds", {"events": verdict.sealed, "heads": len(verdict.confirmed)}, link="/audit/")


@loops.daily(3, 10)
def end_old_sessions() -> None:
    """Remove sessions that have expired."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@loops.every(60 * 60)
def empty_old_cache() -> None:
    """Remove what has expired from the shared cache, which itself does so only when it is full."""
    for cache in caches.all(initialized_only=False):
        if isinstance(cache, DatabaseCache):
            with connection.cursor() as cursor:
                table = connection.ops.quote_name(cache._table)  # type: ignore[attr-defined]
                cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [timezone.now()])


@loops.daily(3, 20)
def forget_old_notices() -> None:
    """Remove notices that were read long ago."""
    notices.forget_read(before=timezone.now() - KEPT)
