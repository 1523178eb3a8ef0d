"""What the events of clients say in words."""

from django.utils.translation import gettext_lazy as _

EVENTS = {"client.seen": _("Looked at a client"), "delivery.fed": _("Brought a ledger to the desk")}
NOUNS = {"client": _("Client"), "delivery": _("Deliveries")}
KINDS = {"clients.Client": _("client"), "clients.Delivery": _("delivery")}
