"""A batch of the ledger by screen: its files are put aside, then pass the same gate as `qiao ingest`, whole or not at all."""

import json
import shutil
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.clients import inbox, ledger
from qiao.desk.clients.actions import deliveries
from qiao.desk.clients.models import Submission
from qiao.desk.clients.models.submissions import Verdict
from qiao.desk.clients.queries import ledger_names
from qiao.desk.common.languages import said, spoken
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.roles import Role
from qiao.desk.jobs import actions as jobs
from qiao.desk.people.models import User
from qiao.engine import (
    DataError,
    Imported,
    NoBatchError,
    Request,
    Text,
    import_batch,
    plain_name,
    unpack,
    write_marked,
    write_report,
)
from qiao.engine import RefusedError as BatchRefusedError

INGEST = "clients.ingest"
FEED_NAME = "qiao ingest"  # by whom a batch is imported that nobody sent
SENDERS = (Role.HR, Role.ADMIN)
MOST_BYTES = 512 << 20
MOST_FILES = 50
KEPT = timedelta(days=90)
REPORT, OWN, LISTED, NAMES = "faults.xlsx", "marked.zip", "faults.json", "names.yaml"
_KINDS = (".csv", ".xlsx", ".parquet", ".yaml", ".yml", ".zip")

Told = Callable[[Text, int], None]


class Upload(Protocol):
    """A file as a form gives it."""

    name: str
    size: int

    def chunks(self) -> Any:
        """Its bytes, some at a time."""
        ...


@transaction.atomic
def send(*, by: User, files: Sequence[Upload], data_date: date | None = None) -> Submission:
    """Put the files aside and have them checked in the background.

    Raises:
        RefusedError: there are too many, too large ones, or ones that are no tables.
    """
    if not by.has_role(*SENDERS):
        raise NotAllowedError
    if len(files) > MOST_FILES or sum(file.size for file in files) > MOST_BYTES:
        raise RefusedError(_("Send at most 50 files and 512 MiB at once; large tables go into a ZIP."), field="tables")
    made = Submission(by=by, data_date=data_date)
    try:
        made.files = _put_aside(files, made.folder / "files")
    except (RefusedError, DataError):
        shutil.rmtree(made.folder, ignore_errors=True)
        raise
    made.save()
    made.job = jobs.start(INGEST, by=by, key=str(made.uuid), uuid=str(made.uuid))
    made.save(update_fields=["job"])
    audit.record("submission.sent", by=by, on=made, files=len(made.files))
    return made


@transaction.atomic
def send_from_inbox(name: str, *, by: User, data_date: date | None = None) -> Submission:
    """Have a batch checked that lies in the inbox; it is copied from there in the background."""
    if not by.has_role(*SENDERS):
        raise NotAllowedError
    if name not in {entry.name for entry in inbox.entries() if entry.is_settled}:
        raise RefusedError(_("This lies in the inbox no more, or is still being written."), field="name")
    made = Submission.objects.create(by=by, data_date=data_date, inbox=name)
    made.job = jobs.start(INGEST, by=by, key=str(made.uuid), uuid=str(made.uuid))
    made.save(update_fields=["job"])
    audit.record("submission.sent", by=by, on=made, is_inbox=True)
    return made


def check_again(made: Submission, *, by: User) -> Submission:
    """Have a batch that was sent back checked once more, after what it lacked was said; under a lock on its row."""
    made.verdict, made.faults, made.counts = Verdict.WAITING, 0, []
    made.job = jobs.start(INGEST, by=by, key=str(made.uuid), again=True, uuid=str(made.uuid))
    made.save(update_fields=["verdict", "faults", "counts", "job"])
    return made


def _put_aside(files: Sequence[Upload], folder: Path) -> list[str]:
    folder.parent.parent.mkdir(mode=0o700, exist_ok=True)
    folder.parent.mkdir(mode=0o700)
    folder.mkdir(mode=0o700)
    names: list[str] = []
    for file in files:
        name = plain_name(file.name)
        kind = Path(name).suffix.lower()
        if kind not in _KINDS:
            raise RefusedError(
                _("“%(name)s” is no table: send CSV, XLSX or Parquet, or a ZIP of them.") % {"name": name},
                field="tables",
            )
        if kind == ".zip":
            names += _unpacked(file, folder)
        elif (folder / name).exists():
            raise RefusedError(_("Two files are called “%(name)s”.") % {"name": name}, field="tables")
        else:
            with (folder / name).open("xb") as place:
                _copy(file, place)
            names.append(name)
    return names


def _unpacked(file: Upload, folder: Path) -> list[str]:
    packed = folder.with_name("packed")
    try:
        with packed.open("wb") as place:
            _copy(file, place)
        return unpack(packed, folder)
    except DataError as error:
        raise RefusedError(said(error.text), field="tables") from error
    finally:
        packed.unlink(missing_ok=True)


def _copy(file: Upload, place: IO[bytes]) -> None:
    for chunk in file.chunks():
        place.write(chunk)


# --- in the background ------------------------------------------------------------------------------------------------


def ingest(made: Submission, *, by: User | None, told: Told, place: Path | None = None) -> Submission:
    """Check the batch and store it, whole or not at all; a second time changes nothing, since the store knows the batch.

    Args:
        made: what was sent.
        by: who sent it; None is the nightly feed.
        told: hears what is being done.
        place: the inbox that it is copied from, whether it was before or not.
    """
    source = made.folder / "files"
    try:
        if place or (made.inbox and not made.files):
            _fetch(made, source, place or Path(settings.INBOX))
        imported = _imported(made, source, by.staff_number if by else FEED_NAME, told)
    except BatchRefusedError as error:
        return _refused(made, error, by)
    except (NoBatchError, DataError) as error:
        return _refused(made, BatchRefusedError.of_none(source, error), by)
    return _stored(made, imported, by)


def _imported(made: Submission, source: Path, by: str, told: Told) -> Imported:
    alone = list(source.glob("*.xlsx"))
    place = alone[0] if len(alone) == 1 and len(made.files) == 1 else source
    request = Request(place, _mapping(made, source), made.data_date, by=by, owned=ledger.owned())
    return import_batch(request, Path(settings.LEDGER), progress=lambda label, done, total: told(label, done))


def _fetch(made: Submission, source: Path, place: Path) -> None:
    """Copy the batch out of the inbox; whatever happens to it there afterwards does not matter."""
    made.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        made.files = inbox.fetch(made.inbox, source, place)
    except LookupError as error:
        raise RefusedError(_("This lies in the inbox no more, or is still being written."), field="name") from error
    made.save(update_fields=["files"])


def _mapping(made: Submission, source: Path) -> Path | None:
    """What is remembered of the bank's names, as a file; nothing where the batch brings a mapping of its own."""
    text = ledger_names.mapping(made.files)
    if not text or any(path.name in ("mapping.yaml", "mapping.yml") for path in source.iterdir()):
        return None
    place = made.folder / NAMES
    place.write_text(text, encoding="utf-8")
    return place


@transaction.atomic
def _stored(made: Submission, imported: Imported, by: User | None) -> Submission:
    """Keep which batch it is, and have it brought to the desk; the nightly feed does that itself, once for all of them."""
    is_repeat = imported.is_repeat and not _is_own(made, imported)
    made.verdict, made.number = Verdict.REPEATED if is_repeat else Verdict.STORED, imported.batch.number
    made.feed = deliveries.feed_later(by=by) if by else None
    made.save(update_fields=["verdict", "number", "feed"])
    audit.record("submission.repeated" if is_repeat else "submission.stored", by=by, on=made, number=made.number)
    transaction.on_commit(lambda: shutil.rmtree(made.folder, ignore_errors=True))
    return made


def _is_own(made: Submission, imported: Imported) -> bool:
    """Whether an earlier attempt, cut off before it could say so, stored the batch."""
    number, stored_at = imported.batch.number, datetime.fromisoformat(imported.batch.manifest["imported_at"])
    if stored_at < made.created_at.replace(microsecond=0):  # the store tells whole seconds
        return False
    return not Submission.objects.filter(verdict=Verdict.STORED, number=number).exclude(pk=made.pk).exists()


@transaction.atomic
def _refused(made: Submission, error: BatchRefusedError, by: User | None) -> Submission:
    """Keep the report, and the sender's own files with what is wrong beside each row."""
    write_report(error.faults, error.delivered, made.folder)
    write_marked(error.faults, error.delivered, made.folder / OWN, spoken())
    made.verdict, made.faults = Verdict.REFUSED, error.faults.count()
    made.counts = [list(line) for line in error.faults.by_rule()]
    made.save(update_fields=["verdict", "faults", "counts"])
    audit.record("submission.returned", by=by, on=made, faults=made.faults)
    if not ledger_names.are_nameable(rule for _table, _severity, rule, _count in made.counts):
        shutil.rmtree(made.folder / "files", ignore_errors=True)
    return made


def listed_faults(made: Submission, most: int | None = None) -> list[dict[str, Any]]:
    """The faults of a refused batch that its report lists, table by table, all of them or the first."""
    path = made.folder / LISTED
    if not path.is_file():
        return []
    return [one for one in json.loads(path.read_text("utf-8"))["list"] if one["severity"] == "fault"][:most]


def forget_old() -> None:
    """Remove the files of batches that are older than they are kept, and folders that belong to none."""
    place = Path(settings.LEDGER).with_name("incoming")
    kept = {one.uuid.hex for one in Submission.objects.filter(created_at__gte=timezone.now() - KEPT)}
    for folder in place.iterdir() if place.is_dir() else ():
        if folder.name not in kept and timezone.now().timestamp() - folder.stat().st_mtime > 86_400:
            shutil.rmtree(folder, ignore_errors=True)
