"""What the events of clients say in words."""

from django.utils.translation import gettext_lazy as _

EVENTS = {"client.seen": _("Looked at a client")}
NOUNS = {"client": _("Client")}
KINDS = {"clients.Client": _("client")}
