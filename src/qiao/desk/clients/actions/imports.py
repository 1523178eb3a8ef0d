"""Bringing in a list of the bank's: received, matched, checked, taken over, undone."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.clients.intake import client_rows, fields, people_rows, rows
from qiao.desk.clients.models import Import, ImportFile, ImportRow, RememberedColumns
from qiao.desk.clients.models.imports import Outcome, Stage, Subject
from qiao.desk.common.languages import said
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.roles import Role
from qiao.desk.jobs import actions as jobs
from qiao.desk.people.models import User
from qiao.engine import DataError, ListFile, read_list

CHECK, APPLY, UNDO = "import.check", "import.apply", "import.undo"
MOST_BYTES = 20 << 20
MOST_ROWS = 50_000
KEPT = timedelta(days=90)
_SAMPLES = 3
OF: dict[str, rows.Subject] = {Subject.CLIENTS: client_rows.SUBJECT, Subject.PEOPLE: people_rows.SUBJECT}

Told = Callable[[int, int, str], None]


def join(subject: str, *, listed: tuple[fields.Field, ...], roles: tuple[Role, ...], of: rows.Subject) -> None:
    """Let a room above have lists of its own, from its `AppConfig.ready()`."""
    fields.OF[subject], fields.ROLES[subject], OF[subject] = listed, roles, of


def may(by: User, subject: str) -> bool:
    """Whether somebody may bring in lists of this."""
    return subject in fields.ROLES and by.has_role(*fields.ROLES[subject])


@transaction.atomic
def receive(*, by: User, subject: str, name: str, content: bytes) -> Import:
    """Keep a list as it came; where its columns are known, have it checked at once.

    Raises:
        RefusedError: it is too large, or no list that can be read.
    """
    if not may(by, subject):
        raise NotAllowedError
    if len(content) > MOST_BYTES:
        raise RefusedError(_("The file is larger than 20 MiB; split it."), field="file")
    found = _read_upload(content)
    columns = _remembered(subject, found.headings) or fields.recognised(subject, found.headings)
    made = Import.objects.create(
        subject=subject,
        by=by,
        file_name=Path(name).name[:200],
        sheet=found.sheet[:200],
        header_row=found.header_row,
        headings=list(found.headings),
        samples=[[cell[:80] for cell in row.cells] for row in found.rows[:_SAMPLES]],
        row_count=len(found.rows),
        columns=columns,
    )
    ImportFile.objects.create(of=made, content=content)
    audit.record("import.received", by=by, on=made, of=subject, rows=len(found.rows))
    return made if fields.lacking(subject, columns) else match(made, by=by, columns=columns)


def _read_upload(content: bytes) -> ListFile:
    try:
        with tempfile.NamedTemporaryFile() as file:
            file.write(content)
            file.flush()
            found = read_list(Path(file.name), most_rows=MOST_ROWS)
    except DataError as error:
        raise RefusedError(said(error.text), field="file") from error
    if not found.rows:
        raise RefusedError(_("The file has a heading and no rows."), field="file")
    return found


def _remembered(subject: str, headings: Sequence[str]) -> list[str]:
    found = RememberedColumns.objects.filter(subject=subject, digest=fields.digest_of(headings)).first()
    return list(found.columns) if found else []


@transaction.atomic
def match(made: Import, *, by: User, columns: Sequence[str]) -> Import:
    """Say what the columns stand for, remember it for the next list with these headings, and have the rows checked."""
    made = _mine(made, by)
    if made.stage not in {Stage.MATCHING, Stage.CHECKED}:
        raise RefusedError(_("This list is taken over already."))
    given = [code for code in columns if code]
    if len(given) != len(set(given)):
        raise RefusedError(_("Two columns cannot stand for the same."))
    if missing := fields.lacking(made.subject, columns):
        raise RefusedError(
            _("No column stands for: %(fields)s.") % {"fields": _(", ").join(str(one.label) for one in missing)}
        )
    RememberedColumns.objects.update_or_create(
        subject=made.subject, digest=fields.digest_of(made.headings), defaults={"columns": list(columns)}
    )
    made.columns, made.stage = list(columns), Stage.MATCHING
    return _start(made, CHECK, by)


@transaction.atomic
def apply_later(made: Import, *, by: User) -> Import:
    """Have the rows that change something taken over."""
    made = _mine(made, by)
    if made.stage != Stage.CHECKED or not made.acts:
        raise RefusedError(_("There is nothing to take over."))
    return _start(made, APPLY, by)


@transaction.atomic
def undo_later(made: Import, *, by: User) -> Import:
    """Have everything put back that nobody has changed since."""
    made = _mine(made, by)
    if made.stage != Stage.APPLIED:
        raise RefusedError(_("There is nothing to undo."))
    return _start(made, UNDO, by)


def _mine(made: Import, by: User) -> Import:
    if made.by_id != by.pk or not may(by, made.subject):
        raise NotAllowedError
    made = Import.objects.select_for_update(of=("self",)).select_related("job").get(pk=made.pk)
    if made.job and made.job.is_under_way:
        raise RefusedError(_("Work on this list is still under way."))
    return made


def _start(made: Import, kind: str, by: User) -> Import:
    made.job = jobs.start(kind, by=by, key=str(made.uuid), again=True, uuid=str(made.uuid))
    made.save()
    return made


# --- in the background; the transaction is the job's --------------------------------------------------------------------


def check(made: Import, *, by: User, folder: Path, told: Told) -> Import:
    """The dry run: plan every row, and keep what each would do."""
    made.rows.all().delete()
    counts: Counter[str] = Counter()
    plans = _plans(made, by, folder, told, "checking")
    for chunk in rows.chunks(plans):
        ImportRow.objects.bulk_create(_row(made, plan, counts) for plan in chunk)
    return _end(made, Stage.CHECKED, counts)


def apply(made: Import, *, by: User, folder: Path, told: Told) -> Import:
    """Plan every row anew by what stands now, carry it out, and keep what it takes to undo it."""
    made.rows.all().delete()
    counts: Counter[str] = Counter()
    for chunk in rows.chunks(_plans(made, by, folder, told, "taking")):
        wanted = [plan for plan in chunk if plan.wanted is not None]
        each = OF[made.subject].make(by, [plan.wanted for plan in wanted])
        done = {plan.number: one for plan, one in zip(wanted, each, strict=True)}
        ImportRow.objects.bulk_create(_row(made, plan, counts, done.get(plan.number)) for plan in chunk)
    new, changed, same, faulty = (counts[outcome] for outcome in Outcome)
    audit.record("import.applied", by=by, on=made, of=made.subject, new=new, changed=changed, same=same, faulty=faulty)
    return _end(made, Stage.APPLIED, counts)


def undo(made: Import, *, by: User, told: Told) -> Import:
    """Put back every row that was taken over, the last first; what somebody changed since stays and is named."""
    done = list(made.rows.exclude(record=None).order_by("-number"))
    for number, chunk in enumerate(rows.chunks(done)):
        told(number * rows.CHUNK, len(done), "undoing")
        reasons = OF[made.subject].undo(by, [(row.record, row.undo) for row in chunk if row.record])
        for row, reason in zip(chunk, reasons, strict=True):
            row.is_undone, row.says = not reason, [[reason, {}]] if reason else []
    ImportRow.objects.bulk_update(done, ["is_undone", "says"], batch_size=rows.CHUNK)
    made.kept = sum(not row.is_undone for row in done)
    audit.record("import.undone", by=by, on=made, of=made.subject, undone=len(done) - made.kept, kept=made.kept)
    return _end(made, Stage.UNDONE, made.counts)


def _end(made: Import, stage: Stage, counts: Any) -> Import:
    made.stage, made.counts = stage, dict(counts)
    made.save(update_fields=["stage", "counts", "kept"])
    return made


def _plans(made: Import, by: User, folder: Path, told: Told, code: str) -> Iterable[rows.Plan]:
    """The plan of every row, some hundreds looked up together; each is to be carried out before the next are looked up."""
    path = folder / "list"
    path.write_bytes(bytes(made.file.content))
    found = read_list(path, most_rows=MOST_ROWS).rows
    seen: dict[str, int] = {}
    for number, chunk in enumerate(rows.chunks(found)):
        told(number * rows.CHUNK, len(found), code)
        cells = [rows.cells_of(row, made.subject, made.columns) for row in chunk]
        OF[made.subject].plan(by, cells, seen)
        yield from (one.plan for one in cells)
    told(len(found), len(found), code)


def _row(made: Import, plan: rows.Plan, counts: Counter[str], done: rows.Done | None = None) -> ImportRow:
    counts[plan.outcome] += 1
    return ImportRow(
        of=made,
        number=plan.number,
        title=plan.title,
        outcome=plan.outcome,
        says=plan.says,
        record=done.record if done else None,
        undo=done.undo if done else {},
    )


def forget_old() -> int:
    """Remove lists, with their files and rows, that are older than they may be kept; how many."""
    gone, _each = Import.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return gone
