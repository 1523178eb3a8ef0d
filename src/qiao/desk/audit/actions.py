"""How other rooms leave a trace: `audit.record("run.published", by=user, on=run, reason_code=…)`."""

from typing import TYPE_CHECKING

from qiao.desk.audit.models import Event
from qiao.desk.common.models import Record

if TYPE_CHECKING:
    from qiao.desk.people.models import User


def record(code: str, *, by: "User | None", on: Record | None = None, **details: object) -> Event:
    """Write down an event in the acting transaction.

    Args:
        code: `noun.verbed`, stable for ever.
        by: who acts; None is the system itself.
        on: what it was done to.
        details: ids, field names and codes; never the value of a personal field.
    """
    kind = f"{on._meta.app_label}.{on._meta.object_name}" if on else ""
    return Event.objects.create(code=code, by=by, on_kind=kind, on_uuid=on.uuid if on else None, details=details)
