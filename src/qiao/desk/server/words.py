"""What the events of the host say in the audit room."""

from django.utils.translation import gettext_lazy as _

EVENTS = {"backup.made": _("Made a backup"), "backup.restored": _("Restored a backup")}
NOUNS = {"backup": _("Backups")}
