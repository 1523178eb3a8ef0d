"""What the events of clients say in words."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "client.seen": _("Looked at a client"),
    "clientgroup.seen": _("Looked at a group"),
    "delivery.fed": _("Brought a ledger to the desk"),
    "contact.seen": _("Looked at a contact person"),
    "contact.created": _("Wrote a contact person down"),
    "contact.changed": _("Changed a contact person"),
    "contact.left": _("Marked a contact person as gone"),
    "contact.returned": _("A contact person is there after all"),
    "contact.unmasked": _("Unmasked a contact person's values"),
    "contact.exported": _("Handed out what is held of a contact person"),
    "contact.erased": _("Erased a contact person"),
    "contact.known": _("Said who knows a contact person"),
    "contact.forgotten": _("Took back who knows a contact person"),
    "days.exported": _("Took the days of a client's figure along as a file"),
    "document.uploaded": _("Kept a document"),
    "document.downloaded": _("Took a document along"),
    "document.retired": _("Retired a document"),
    "document.scanned": _("Scanned a document for viruses"),
    "document.refused": _("A document with a virus was refused"),
}
NOUNS = {
    "client": _("Client"),
    "clientgroup": _("Client groups"),
    "contact": _("Contact people"),
    "delivery": _("Deliveries"),
    "document": _("Document"),
    "days": _("Days of a figure"),
}
KINDS = {
    "clients.Client": _("client"),
    "clients.ClientGroup": _("client group"),
    "clients.Contact": _("contact person"),
    "clients.Delivery": _("delivery"),
    "clients.Document": _("document"),
}
