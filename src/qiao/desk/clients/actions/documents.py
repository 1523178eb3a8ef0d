"""What may be done to documents: keeping, taking along, scanning again, retiring."""

import io
import re
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.clients import clamd, contents, files, office, pictures
from qiao.desk.clients.models import Client, Document
from qiao.desk.clients.models.documents import Kind, Scan
from qiao.desk.clients.queries import scope
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.uploads import LARGEST
from qiao.desk.notices import actions as notices
from qiao.desk.people.models import User

_LONGEST = 120
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_SIGNATURE = re.compile(r"[A-Za-z_][A-Za-z0-9_.:/+-]{0,79}")


def may_keep(client: Client, by: User) -> bool:
    """Whether a person does business with the client, and so keeps its documents."""
    return Client.objects.filter(Client.managed_scope(by), pk=client.pk).exists()


def upload(client: Client, *, by: User, name: str, file: BinaryIO, size: int) -> Document:
    """Keep a file with a client: what it is is told from its bytes, and the virus scanner reads it first.

    A picture is kept without what it tells of where and when it was taken.

    Raises:
        RefusedError: it is too large, of a kind that is not taken, holds what it may not, is damaged, or has a virus, today or
            when it was last looked at.
    """
    if not may_keep(client, by):
        raise NotAllowedError
    name, kind = _name(name), _kind(name, file, size)
    if kind in pictures.KINDS:
        bare = pictures.stripped(file, kind)
        file, size = io.BytesIO(bare), len(bare)
    digest = files.digest_of(file)
    scan = _scanned(client, by, file, digest)
    document = Document(
        client=client, name=name, kind=kind, size=size, digest=digest, scan=scan, uploaded_by=by, uploaded_at=timezone.now()
    )  # fmt: skip
    try:
        return _keep(document, file, by=by)
    except Exception:
        _let_go(digest)
        raise


def _name(name: str) -> str:
    """A file's own name without folders, and without characters that hide what it ends with."""
    short = _HIDDEN.sub("", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem, dot, ending = short.rpartition(".")
    return f"{stem[: _LONGEST - len(ending) - 1]}{dot}{ending}" if dot and len(ending) < 10 else short[:_LONGEST]


def _kind(name: str, file: BinaryIO, size: int) -> Kind:
    if size > LARGEST:
        raise RefusedError(_("The file is larger than 20 MiB."), field="file")
    kind = contents.kind_of(file)
    if kind is None:
        raise RefusedError(
            _("Taken are PDF, Word, Excel and PowerPoint without macros, PNG, JPEG, text and CSV; by its content this is none of them."),
            field="file",
        )  # fmt: skip
    office.check(file, kind)
    if not contents.fits(_name(name), kind):
        raise RefusedError(
            _("By its content the file is %(kind)s, but its name ends otherwise.") % {"kind": kind.label}, field="file"
        )
    return kind


def _scanned(client: Client, by: User, file: BinaryIO, digest: str) -> Scan:
    """What the scanner says; without one the document is marked as not scanned."""
    if not settings.CLAMD:
        return Scan.UNSCANNED
    verdict = clamd.scan(file, settings.CLAMD)
    if verdict.is_clean is False:
        _settle(digest, verdict)  # the same bytes may have been kept before it knew the virus
        raise _refusal(client, by, _signature(verdict.found))
    return Scan.CLEAN if verdict.is_clean else Scan.HELD


def _refusal(client: Client, by: User, found: str) -> RefusedError:
    """The refusal of a file with a virus, which is an event."""
    audit.refused("document.refused", by=by, on=client, found=found)
    return RefusedError(_("The virus scanner found a virus in the file; it was not kept."), field="file")


def _signature(found: str) -> str:
    return found if _SIGNATURE.fullmatch(found) else "unnamed"


@transaction.atomic
def _keep(document: Document, file: BinaryIO, *, by: User) -> Document:
    client, digest = document.client, document.digest
    _alone_with(f"{client.pk} {document.name}")  # two at once are two versions
    _alone_with(digest)  # nobody lets go of the bytes meanwhile, nor finds a virus in them
    if _had_virus(digest):  # whatever the scanner says today
        raise _refusal(client, by, "known")
    files.keep(file, digest)
    newest = Document.objects.filter(client=client, name=document.name).order_by("-number").first()
    document.number = newest.number + 1 if newest else 1
    document.save()
    audit.record(
        "document.uploaded", by=by, on=document, for_whom=scope.for_whom(client, by), client=client.uuid,
        kind=str(document.kind), size=document.size, digest=digest, scan=str(document.scan),
    )  # fmt: skip
    return document


def _had_virus(digest: str) -> bool:
    """Whether a virus was ever found in these bytes, in whichever document."""
    return Document.objects.filter(digest=digest, scan=Scan.INFECTED).exists()


@transaction.atomic
def _let_go(digest: str) -> None:
    """Remove bytes that no document has: theirs could not be written down."""
    _alone_with(digest)
    if not Document.objects.filter(digest=digest).exists():
        files.remove(digest)


def _alone_with(what: str) -> None:
    """Wait until nobody else is at work on this, and keep others waiting until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def take_along(document: Document, *, by: User) -> bytes:
    """A document's bytes, and the event that somebody took them; a retired one is for auditors alone."""
    is_retired_for = document.retired_at is not None and not by.reach.reads_everything
    if is_retired_for or document.scan not in {Scan.CLEAN, Scan.UNSCANNED} or _had_virus(document.digest):
        raise NotAllowedError
    data = files.path_of(document.digest).read_bytes()
    client, digest = document.client, document.digest
    audit.record(
        "document.downloaded", by=by, on=document, for_whom=scope.for_whom(client, by), client=client.uuid, digest=digest
    )  # fmt: skip
    return data


@transaction.atomic
def retire(document: Document, *, by: User, reason: str) -> Document:
    """Take a document out of use for a reason; it stays in the list, and its bytes stay where they are."""
    if not may_keep(document.client, by):
        raise NotAllowedError
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.retired_at is not None:
        raise RefusedError(_("The document is retired already."))
    document.retired_by, document.retired_at, document.retired_because = by, timezone.now(), reason
    document.save(update_fields=["retired_by", "retired_at", "retired_because"])
    for_whom = scope.for_whom(document.client, by)
    audit.record("document.retired", by=by, on=document, for_whom=for_whom, client=document.client.uuid)
    return document


def scan_again(document: Document) -> Document:
    """Ask the scanner once more about a document that waits, and so about every one of the same bytes; as it stands then."""
    place = files.path_of(document.digest)
    if settings.CLAMD and place.exists():
        with place.open("rb") as file:
            verdict = clamd.scan(file, settings.CLAMD)
        if verdict.is_clean is not None:
            _settle(document.digest, verdict)
    return Document.objects.select_related("client").get(pk=document.pk)


@transaction.atomic
def _settle(digest: str, verdict: clamd.Verdict) -> None:
    """Those that wait with these bytes are clean; or all that have them, waiting or not, have a virus and lose them."""
    _alone_with(digest)  # nobody keeps the same bytes meanwhile
    alike = Document.objects.select_for_update(of=("self",)).select_related("client", "uploaded_by").order_by("pk")
    if verdict.is_clean:
        for document in alike.filter(digest=digest, scan=Scan.HELD):
            _mark(document, Scan.CLEAN)
        return
    for document in alike.filter(digest=digest).exclude(scan=Scan.INFECTED):
        _mark(document, Scan.INFECTED, _signature(verdict.found))
        notices.tell(document.uploaded_by, "document.infected", on=document, link=document.get_absolute_url())
    if alike.filter(digest=digest).exists():  # else what lies there by then is of somebody who keeps it this moment
        transaction.on_commit(lambda: files.remove(digest))


def _mark(document: Document, scan: Scan, found: str | None = None) -> None:
    """Write down what the scanner said of a document."""
    document.scan = scan
    document.save(update_fields=["scan"])
    audit.record("document.scanned", by=None, on=document, client=document.client.uuid, scan=scan, found=found)
