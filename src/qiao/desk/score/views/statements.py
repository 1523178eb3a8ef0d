"""The statement of a scorecard as a file."""

from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.score import printing
from qiao.desk.score.queries import statements
from qiao.desk.score.views.found import READERS, found

_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@only(*READERS)
@require_GET
def statement(request: Request, run: UUID, manager: str, kind: str) -> HttpResponse:
    """The statement as PDF or XLSX."""
    outcome = found(request, run, manager)
    if kind not in _TYPES:
        raise Http404
    made, at = statements.statement(outcome), timezone.localtime()
    taken = _("taken by %(person)s on %(moment)s") % {"person": request.user, "moment": f"{at:%Y-%m-%d %H:%M}"}
    body = printing.pdf(made, taken, at) if kind == "pdf" else printing.xlsx(made, taken)
    audit.exported(request.user, "score.exported", rows=1, on=outcome.run, manager=manager, kind=kind)
    named = f"attachment; filename*=UTF-8''{quote(f'{made.name}.{kind}')}"
    return HttpResponse(
        body, content_type=_TYPES[kind], headers={"Content-Disposition": named, "Cache-Control": "no-store"}
    )
