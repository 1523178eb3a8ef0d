"""What is asked about batches that were sent by screen."""

from qiao.desk.clients.models import Submission
from qiao.desk.people.models import User


def open_ones(user: User) -> list[Submission]:
    """The newest batches that somebody sent, within one's scope."""
    return list(Submission.objects.visible_to(user).select_related("by", "job")[:10])
