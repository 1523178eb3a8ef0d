"""What the events of clients say in words."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "client.changed": _("Changed a client"),
    "client.created": _("Made a client"),
    "client.seen": _("Looked at a client"),
    "client.taken": _("Tried to make a client that somebody else has"),
    "client.unmade": _("Undid the making of a client"),
    "import.applied": _("Took over a list"),
    "import.exported": _("Took the own list with remarks"),
    "import.received": _("Brought in a list"),
    "import.undone": _("Undid a list"),
    "submission.exported": _("Took the report of a batch"),
    "submission.refused": _("Sent a batch that was refused"),
    "submission.sent": _("Sent a batch of the ledger"),
    "submission.stored": _("Stored a batch of the ledger"),
    "user.unmade": _("Undid the writing down of a person"),
    "delivery.fed": _("Brought a ledger to the desk"),
}
NOUNS = {
    "client": _("Client"),
    "import": _("Lists brought in"),
    "submission": _("Batches sent"),
    "delivery": _("Deliveries"),
}
KINDS = {
    "clients.Client": _("client"),
    "clients.Import": _("list brought in"),
    "clients.Submission": _("batch sent"),
    "clients.Delivery": _("delivery"),
}
