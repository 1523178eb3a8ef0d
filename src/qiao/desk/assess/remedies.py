"""What corrects an upheld objection to the bank's own data: another batch, or one less; other rooms add theirs."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from qiao.desk.assess.models import Objection
from qiao.desk.assess.objecting import Remedy
from qiao.desk.assess.queries import awards


def of_data(objection: Objection) -> list[Remedy]:
    """Where a batch of corrections is sent and the newest one withdrawn; of the desk's awards, where one is adjusted.

    What else the desk keeps is corrected in the room that keeps it.
    """
    if objection.table in settings.OWNED:
        adjusting = Remedy(
            _("Propose an award or adjustment"), reverse("assess:award_propose", args=[objection.period.uuid])
        )
        return [adjusting] if objection.table == awards.TABLE else []
    return [
        Remedy(_("Send a batch of corrections"), reverse("clients:send")),
        Remedy(_("Withdraw the newest batch"), reverse("clients:deliveries")),
        Remedy(_("Batches of the period"), reverse("assess:period_data", args=[objection.period.uuid])),
    ]
