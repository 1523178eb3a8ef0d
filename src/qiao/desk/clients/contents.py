"""What a file is, told from its bytes and never from its name alone.

Taken are PDF, Word, Excel and PowerPoint, their forms of 1997, PNG, JPEG, and plain text with CSV. An archive is not taken:
what lies in it cannot be told. What an Office file may not hold is told by `office`.
"""

import codecs
import zipfile
from typing import BinaryIO

from django.db import models
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.models.documents import Kind
from qiao.desk.common.refusals import RefusedError

ENDINGS = {
    Kind.PDF: ("pdf",),
    Kind.WORD: ("docx",),
    Kind.EXCEL: ("xlsx",),
    Kind.SLIDES: ("pptx",),
    Kind.OFFICE: ("doc", "xls", "ppt", "wps", "et", "dps"),
    Kind.PNG: ("png",),
    Kind.JPEG: ("jpg", "jpeg"),
    Kind.TEXT: ("txt", "csv"),
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
TYPES = "[Content_Types].xml"
_MAGIC = (
    (b"%PDF-", Kind.PDF),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (OLE, Kind.OFFICE),
)
_PARTS = (("word/document.xml", Kind.WORD), ("xl/workbook.xml", Kind.EXCEL), ("ppt/presentation.xml", Kind.SLIDES))
_CHUNK = 64 << 10


class Flaw(models.TextChoices):
    """Why a file is not taken although its kind is, and what to do about it."""

    MACROS = "macros", _("The file holds macros. Save it without macros and send that.")
    LINKS = "links", _("The file holds links to other files. Break the links, save it and send that.")
    OBJECTS = "objects", _("The file holds embedded objects or controls. Paste them as values or as a picture, save it and send that.")  # fmt: skip
    DAMAGED = "damaged", _("The file is damaged. Open it, save it anew and send that.")


class FlawError(RefusedError):
    """A file is not taken because of a flaw; the person is told its sentence."""

    def __init__(self, flaw: Flaw) -> None:
        """Keep which it is."""
        super().__init__(str(flaw.label), field="file")
        self.flaw = flaw


def kind_of(file: BinaryIO) -> Kind | None:
    """What the file is; None for what is not taken."""
    file.seek(0)
    head = file.read(16)
    if not head:
        return None
    if head.startswith(ZIP):
        return _in_archive(file)
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None) or _text(file)


def fits(name: str, kind: Kind) -> bool:
    """Whether a name ends as files of the kind do, so that whoever opens it later opens what it is."""
    return name.rpartition(".")[2].lower() in ENDINGS[kind]


def _in_archive(file: BinaryIO) -> Kind | None:
    """An Office file by its parts; any other archive is none."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    if TYPES not in names:
        return None
    return next((kind for part, kind in _PARTS if part in names), None)


def _text(file: BinaryIO) -> Kind | None:
    return Kind.TEXT if any(_reads_as(file, encoding) for encoding in ("utf-8", "gb18030")) else None


def _reads_as(file: BinaryIO, encoding: str) -> bool:
    """Whether all of it is text: no control characters but those of lines and columns."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            if any(character < " " and character not in "\t\r\n\f" for character in decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
