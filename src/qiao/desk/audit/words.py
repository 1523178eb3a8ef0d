"""What the audit room's own events say."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "audit.exported": _("Exported a list of events"),
    "audit.moved": _("The database was carried to another server"),
    "event.seen": _("Looked at an event"),
    "page.refused": _("Was refused a page"),
    "page.seen": _("Opened a page"),
    "refusals.more": _("Was refused more often than is written down"),
    "values.erased": _("Erased the personal values of a record"),
    "values.shown": _("Had the personal values of an event shown"),
}
NOUNS = {
    "audit": _("Audit"),
    "event": _("Events"),
    "page": _("Pages"),
    "refusals": _("Refusals"),
    "values": _("Personal values"),
}
KINDS = {"audit.Event": _("event")}
