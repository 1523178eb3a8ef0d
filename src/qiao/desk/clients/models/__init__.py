"""Clients and who manages them."""

from qiao.desk.clients.models.assignments import Assignment
from qiao.desk.clients.models.clients import Client, ClientGroup

__all__ = ["Assignment", "Client", "ClientGroup"]
