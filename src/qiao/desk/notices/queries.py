"""What is asked about notices."""

from typing import TYPE_CHECKING

from qiao.desk.notices.models import Notice

if TYPE_CHECKING:
    from qiao.desk.people.models import User

MOST = 100  # from here on the bell says 99+


def unread_count(user: "User") -> int:
    """How many notices a person has not read; counts no further than the bell tells."""
    return Notice.objects.filter(to=user, read_at=None).order_by()[:MOST].count()


def label(count: int) -> str:
    """The number as the bell shows it; nothing for none."""
    return f"{MOST - 1}+" if count >= MOST else str(count or "")
