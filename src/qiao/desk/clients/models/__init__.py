"""Clients, who manages them, and what the ledger tells of them."""

from qiao.desk.clients.models.assignments import Assignment
from qiao.desk.clients.models.clients import Client, ClientGroup
from qiao.desk.clients.models.ledger import Account, ClientFigures, Delivery, Holding, Limit, Product
from qiao.desk.clients.models.views import OpeningView, SavedView

__all__ = [
    "Account",
    "Assignment",
    "Client",
    "ClientFigures",
    "ClientGroup",
    "Delivery",
    "Holding",
    "Limit",
    "OpeningView",
    "Product",
    "SavedView",
]
