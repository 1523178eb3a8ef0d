"""The cards of the client page that are this room's own."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from qiao.desk.clients import charts
from qiao.desk.clients.panels import Look, Panel
from qiao.desk.clients.queries import holdings
from qiao.desk.clients.queries.balances import Told
from qiao.desk.clients.queries.brought import brought_of
from qiao.desk.ui.charts import Band, Chart


@dataclass(frozen=True, slots=True)
class Balances:
    """A client's balances as a chart, and the choice of years."""

    chart: Chart
    band: Band | None
    ranges: list[tuple[str, str, bool]]
    told: Told


def cards(look: Look) -> list[Panel]:
    """Those that have something to say."""
    return [
        *_ledger(look),
        *([] if look.is_whole else [Panel("clients/cards/own_days.html", look.told, 10, is_at_side=True)]),
        Panel("clients/cards/managers.html", look.assignments, 20, is_at_side=True),
        *(_whole(look) if look.is_whole else []),
    ]


def _ledger(look: Look) -> list[Panel]:
    told = look.told
    if told is None:
        return [Panel("clients/cards/nothing_told.html", None, 10)]
    chart = charts.balances(told, look.assignments, unit=look.user.money_unit, years=look.years)
    ranges = [(_("One year"), "?years=1", look.years == 1), (_("Three years"), "?years=3", look.years == 3)]
    brought = brought_of(look.client, look.user, told, look.assignments, look.days)
    return [
        Panel("clients/cards/balances.html", Balances(chart, charts.band(look.assignments, chart), ranges, told), 10),
        Panel("clients/cards/brought.html", brought, 20),
        Panel("clients/cards/accounts.html", told, 30),
    ]


def _whole(look: Look) -> list[Panel]:
    held = holdings.held_by(look.client, look.day)
    limits = holdings.running(look.limits, look.day)
    ending = holdings.maturing(look.told.accounts if look.told else [], limits, look.day)
    return [
        *([Panel("clients/cards/maturities.html", ending, 15, is_at_side=True)] if ending else []),
        *([Panel("clients/cards/products.html", held, 40, is_at_side=True)] if held else []),
        *([Panel("clients/cards/credit_lines.html", limits, 50, is_at_side=True)] if limits else []),
    ]
