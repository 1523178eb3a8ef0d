"""What the events of clients say in words."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "client.seen": _("Looked at a client"),
    "clients.exported": _("Exported a list of clients"),
    "delivery.fed": _("Brought a ledger to the desk"),
    "view.changed": _("Changed a saved view"),
    "view.preferred": _("Chose a view to open the list with"),
    "view.removed": _("Removed a saved view"),
    "view.restored": _("Brought a saved view back"),
    "view.saved": _("Saved a view"),
}
NOUNS = {
    "client": _("Client"),
    "clients": _("Lists of clients"),
    "delivery": _("Deliveries"),
    "view": _("Views of the list"),
}
KINDS = {
    "clients.Client": _("client"),
    "clients.Delivery": _("delivery"),
    "clients.SavedView": _("view of the list"),
}
