"""What the clients room does in the background; a module a subject."""

from qiao.desk.clients.work import (
    assignments,
    contacts,
    deliveries,
    documents,
    handovers,
    imports,
    submissions,
    withdrawals,
)

__all__ = [
    "assignments",
    "contacts",
    "deliveries",
    "documents",
    "handovers",
    "imports",
    "submissions",
    "withdrawals",
]
