"""Clients, who manages them, and what the ledger tells of them."""

from qiao.desk.clients.models.assignments import Assignment
from qiao.desk.clients.models.clients import Client, ClientGroup
from qiao.desk.clients.models.contacts import Acquaintance, Contact
from qiao.desk.clients.models.documents import Document
from qiao.desk.clients.models.handovers import Handover, Package, ShareChange
from qiao.desk.clients.models.imports import Import, ImportFile, ImportRow, RememberedColumns
from qiao.desk.clients.models.ledger import Account, ClientFigures, Delivery, Holding, Limit, Product
from qiao.desk.clients.models.notes import Note
from qiao.desk.clients.models.submissions import LedgerName, Submission
from qiao.desk.clients.models.views import OpeningView, SavedView

__all__ = [
    "Account",
    "Acquaintance",
    "Assignment",
    "Client",
    "ClientFigures",
    "ClientGroup",
    "Contact",
    "Delivery",
    "Document",
    "Handover",
    "Holding",
    "Import",
    "ImportFile",
    "ImportRow",
    "LedgerName",
    "Limit",
    "Note",
    "OpeningView",
    "Package",
    "Product",
    "RememberedColumns",
    "SavedView",
    "ShareChange",
    "Submission",
]
