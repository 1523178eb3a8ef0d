"""The plan's picture: how much of each target is reached, beside how much of the period has passed."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from qiao.desk.plan.queries.paces import Line, rounded
from qiao.desk.plan.queries.spans import Clock
from qiao.desk.ui.charts import Chart, Series


def reached(lines: Sequence[Line], clock: Clock) -> Chart:
    """The share of each target that is reached, its forecast, and the share of the working days that has passed."""
    shown = [line for line in lines if line.pace.reached is not None]
    return Chart(
        title=_("Share of the targets that is reached, %"),
        labels=tuple(line.item.name for line in shown),
        series=(
            Series(_("Reached"), tuple(_per_cent(line.pace.reached) for line in shown), kind="bar"),
            Series(_("Forecast"), tuple(_per_cent(line.ends) for line in shown), kind="bar", is_quiet=True),
            Series(_("Working days passed"), (_per_cent(rounded(clock.elapsed)),) * len(shown), is_dashed=True),
        ),
        label_heading=_("Indicator"),
        places=1,
    )


def _per_cent(ratio: Decimal | None) -> Decimal | None:
    return None if ratio is None else ratio * 100
