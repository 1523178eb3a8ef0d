"""The sealed files of a run that may leave the desk, as one archive whose hashes its record states."""

import tempfile
import zipfile
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.http import require_GET

from qiao.desk.assess.queries import sealed
from qiao.desk.assess.views import finding
from qiao.desk.assess.views.periods import READERS
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request

_IN_MEMORY = 1 << 24


@only(*READERS)
@require_GET
def files(request: Request, uuid: UUID) -> HttpResponse:
    """The run's record and results, byte for byte."""
    run = finding.run(request, uuid)
    if not run.is_done:
        raise Http404
    found = sealed.files(run)
    packed = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in found:
            archive.write(path, path.relative_to(run.folder))
    packed.seek(0)
    audit.exported(request.user, "run.files_taken", rows=len(found), on=run, seal=run.seal)
    name = f"run-{run.period.label}-{run.number}.zip"
    response = FileResponse(packed, as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]  # a stream answers as well
