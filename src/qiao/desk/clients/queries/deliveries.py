"""What came to the desk."""

from qiao.desk.clients.models import Delivery
from qiao.desk.people.models import User


def deliveries(user: User) -> list[Delivery]:
    """The newest batches that came to the desk."""
    return list(Delivery.objects.visible_to(user)[:200])
