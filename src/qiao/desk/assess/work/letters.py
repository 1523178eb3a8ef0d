"""Make a file of very many letters."""

from django.utils.translation import gettext_lazy as _

from qiao.desk.assess import printing
from qiao.desk.assess.actions import letters as actions
from qiao.desk.assess.actions import runs
from qiao.desk.assess.models import Issue
from qiao.desk.assess.queries import letters as queries
from qiao.desk.assess.queries.letters import Wanted
from qiao.desk.common.roles import Role
from qiao.desk.jobs.progress import Progress
from qiao.desk.jobs.registry import Result, work


@work(
    actions.MAKE,
    title=_("Print letters"),
    roles=(*runs.WRITERS, Role.AUDITOR),
    words={"done": _("%(count)s letters are in the file.")},
)
def make(progress: Progress, *, uuid: str, wanted: list[str | int | None], address: str) -> Result:
    """Print them whole or not at all."""
    issue = Issue.objects.select_related("run__period", "run__standard", "replaces").get(uuid=uuid)
    asked = Wanted(*wanted)  # type: ignore[arg-type]  # as it was asked for
    assert progress.by is not None  # somebody asked
    letters = queries.of_issue(issue, progress.by, asked)
    progress.step(0, 0)
    made, place = printing.letters(queries.papers(issue, letters), issue.issued_at), actions.made_of(issue, asked)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = place.with_name(f"{progress.folder.name}.part")
    part.write_bytes(made)
    part.replace(place)
    return Result("done", {"count": letters.count()}, link=address)
