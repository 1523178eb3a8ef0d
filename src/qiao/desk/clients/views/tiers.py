"""The tiers of the clients, what each brings, and the 20/80 curve."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from qiao.desk.clients import charts
from qiao.desk.clients.columns import COLUMNS
from qiao.desk.clients.forms.filters import WhoseFilter
from qiao.desk.clients.queries import tiers as queries
from qiao.desk.common.requests import Request
from qiao.desk.ui.charts import Chart
from qiao.desk.ui.figures import number, per_cent
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class TierLine:
    """A tier beside the whole: ratios are None where there is nothing to divide by."""

    row: queries.Row
    url: str
    clients: Decimal | None
    deposits: Decimal | None
    contribution: Decimal | None


@dataclass(frozen=True, slots=True)
class TiersPage:
    """Tiers and the curve."""

    filters: WhoseFilter
    tabs: list[tuple[str, str, bool]]
    lines: list[TierLine]
    sums: queries.Row
    sentences: list[str]
    chart: Chart | None


@require_GET
def tiers(request: Request) -> HttpResponse:
    """How many clients of each tier there are, what they bring, and how much of it the largest."""
    filters = WhoseFilter(request.GET, user=request.user)
    measure = filters.measure
    found = queries.tiers(request.user, filters.wanted, measure)
    name = str(COLUMNS[measure].label)
    page = TiersPage(
        filters=filters,
        tabs=[(str(COLUMNS[one].label), f"?{_with(request.GET, one)}", one == measure) for one in queries.MEASURES],
        lines=[_line(row, found.sums, filters) for row in found.rows],
        sums=found.sums,
        sentences=_sentences(found, name),
        chart=charts.concentration(found.curve.shares, name) if found.curve.shares else None,
    )
    return show(request, "clients/tiers.html", page)


def _with(query: QueryDict, measure: str) -> str:
    changed = query.copy()
    changed["by"] = measure
    return changed.urlencode()


def _line(row: queries.Row, sums: queries.Row, filters: WhoseFilter) -> TierLine:
    query = QueryDict(filters.address, mutable=True)
    query.pop("by", None)
    query["tier"] = row.tier.value
    return TierLine(
        row,
        f"{reverse('clients:list')}?{query.urlencode()}",
        _ratio(row.count, sums.count),
        _ratio(row.deposit_average, sums.deposit_average),
        _ratio(row.contribution, sums.contribution),
    )


def _ratio(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    return _decimal(Fraction(part) / Fraction(whole)) if whole > 0 else None


def _decimal(ratio: Fraction) -> Decimal:
    return Decimal(ratio.numerator) / ratio.denominator


def _sentences(found: queries.Tiers, name: str) -> list[str]:
    """What the curve says, in a sentence or two."""
    if not found.curve.shares or found.curve.most is None:
        return []
    told = {"share": per_cent(_decimal(found.curve.shares[20]), 1), "name": name}
    first = _("The first 20%% of the clients bring %(share)s: %(name)s.") % told
    most = {
        "count": number(found.curve.most, 0),
        "part": per_cent(_decimal(Fraction(found.curve.most, found.count)), 1),
    }
    second = ngettext(
        "80%% come from %(count)s client, %(part)s of all.",
        "80%% come from %(count)s clients, %(part)s of all.",
        found.curve.most,
    )
    return [first, second % most]
