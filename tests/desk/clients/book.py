"""Clients of the tests, and who manages them."""

from datetime import date
from decimal import Decimal

from qiao.desk.clients.models import Assignment, Client
from qiao.desk.people.models import User


def client(number: str, name: str = "") -> Client:
    """A client."""
    return Client.objects.create(number=number, name=name or f"客户{number}")


def assign(
    client: Client, manager: User, first: date, last: date | None = None, *, share: str = "1", part: str = "lead"
) -> Assignment:
    """Give a manager a share of a client."""
    return Assignment.objects.create(
        client=client, manager=manager, from_date=first, to_date=last, share=Decimal(share), part=part
    )
