"""What is asked about notices."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from qiao.desk.common.composing import composed
from qiao.desk.notices.models import Notice

if TYPE_CHECKING:
    from qiao.desk.people.models import User

MOST = 100  # from here on the bell says 99+


def unread_count(user: "User") -> int:
    """How many notices a person has not read; counts no further than the bell tells."""
    return len(_unread(to=user.pk))


@composed
def _unread(*, to: int) -> QuerySet[Notice, int]:
    return Notice.objects.filter(to=to, read_at=None).order_by().values_list("pk", flat=True)[:MOST]


def label(count: int) -> str:
    """The number as the bell shows it; nothing for none."""
    return f"{MOST - 1}+" if count >= MOST else str(count or "")
