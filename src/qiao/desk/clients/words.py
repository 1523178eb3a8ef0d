"""What the events of clients say in words."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "client.seen": _("Looked at a client"),
    "delivery.fed": _("Brought a ledger to the desk"),
    "days.exported": _("Took the days of a client's figure along as a file"),
    "document.uploaded": _("Kept a document"),
    "document.downloaded": _("Took a document along"),
    "document.retired": _("Retired a document"),
    "document.scanned": _("Scanned a document for viruses"),
    "document.refused": _("A document with a virus was refused"),
}
NOUNS = {"client": _("Client"), "delivery": _("Deliveries"), "document": _("Document"), "days": _("Days of a figure")}
KINDS = {"clients.Client": _("client"), "clients.Delivery": _("delivery"), "clients.Document": _("document")}
