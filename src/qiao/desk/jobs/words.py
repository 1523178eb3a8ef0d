"""What the events of background work say in the audit room."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "job.started": _("Started background work"),
    "job.joined": _("Joined background work that another had started"),
    "job.retried": _("Began background work anew"),
    "job.cancel_asked": _("Asked background work to end"),
    "job.done": _("Background work is done"),
    "job.failed": _("Background work failed"),
    "job.cancelled": _("Background work was cancelled"),
}
NOUNS = {"job": _("Background work")}
KINDS = {"jobs.Job": _("background work")}
