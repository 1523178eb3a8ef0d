"""What the clients room does in the background; a module a subject."""

from qiao.desk.clients.work import (
    contacts,
    deliveries,
    documents,
    handovers,
    imports,
    owned,
    submissions,
    withdrawals,
)

__all__ = [
    "contacts",
    "deliveries",
    "documents",
    "handovers",
    "imports",
    "owned",
    "submissions",
    "withdrawals",
]
