"""Targets and paces as a file."""

from collections.abc import Iterator
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qiao.desk.audit import actions as audit
from qiao.desk.common import sheets
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.plan import words
from qiao.desk.plan.queries import figures, paces, spans
from qiao.desk.plan.queries.paces import Line
from qiao.desk.plan.queries.trees import Unit
from qiao.desk.plan.views.gates import READERS, Asked, asked


class FileForm(forms.Form):
    """As what."""

    format = forms.ChoiceField(choices=[(kind, kind) for kind in ("xlsx", "csv")])


@only(*READERS)
@require_GET
def file(request: Request, uuid: UUID, kind: str) -> HttpResponse:
    """A unit and everything below it: targets, what is reached, pace and forecast, in each indicator's own unit."""
    found, wish = asked(request, kind, uuid), FileForm(request.GET)
    if not wish.is_valid():
        return HttpResponse(status=422)
    user = request.user
    rows = list(_rows(request, found))[: sheets.limit_for(user.reach.roles)]
    audit.exported(user, "division.exported", rows=len(rows), unit=found.record.uuid, period=found.period.label)
    taken = _("Targets of %(unit)s for %(period)s, taken by %(person)s on %(moment)s") % {
        "unit": found.record, "period": found.period, "person": user, "moment": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }  # fmt: skip
    heading = [str(label) for label in words.COLUMNS.values()]
    sheet = sheets.Sheet(f"targets-{found.period.label}", taken, heading, rows)
    return sheets.answer(sheet, wish.cleaned_data["format"])


def _rows(request: Request, found: Asked) -> Iterator[list[object]]:
    period, whole, user = found.period, found.unit, request.user
    run = paces.run_of(period, user)
    clock = spans.clock(period, run.as_of if run else period.first)
    targets, held = figures.of_units(period.label, whole.walk()), paces.held(run, whole)
    for unit in whole.walk():
        for line in paces.lines(period, unit, targets, held, clock):
            yield _row(unit, line)


def _row(unit: Unit, line: Line) -> list[object]:
    told = {
        "level": str(words.LEVELS[unit.kind]),
        "code": unit.code,
        "name": str(unit),
        "indicator": line.item.code,
        "indicator_name": line.item.name,
        "unit": line.item.unit,
        "target": line.target,
        "value": line.value,
        "reached": line.pace.reached,
        "pace": line.pace.pace,
        "forecast": line.forecast,
        "mark": str(words.MARKS[line.pace.mark]),
    }
    return [told[name] for name in words.COLUMNS]
