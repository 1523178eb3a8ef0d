"""What the events of clients say in words."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "client.changed": _("Changed a client"),
    "client.created": _("Made a client"),
    "client.seen": _("Looked at a client"),
    "client.taken": _("Tried to make a client that somebody else has"),
    "delivery.fed": _("Brought a ledger to the desk"),
}
NOUNS = {"client": _("Client"), "delivery": _("Deliveries")}
KINDS = {"clients.Client": _("client"), "clients.Delivery": _("delivery")}
