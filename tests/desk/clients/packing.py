"""Office files as bytes: an archive with what it states of its parts, and a compound file with names in its directory."""

import io
import struct
import zipfile
from collections.abc import Mapping

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = {
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
_RELATION = '<Relationship Id="r1" Type="http://x/relationships/{}" Target="{}" TargetMode="{}"/>'


def package(
    main: str = "xl/workbook.xml",
    parts: Mapping[str, bytes | str] | None = None,
    *,
    types: Mapping[str, str] | None = None,
    endings: Mapping[str, str] | None = None,
    stated: str | None = None,
) -> bytes:
    """An Office archive: its main part, others, and what is stated of them by name and by ending, or in words of one's own."""
    names = {main: MAIN[main], **(types or {})}
    each = [f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in names.items()]
    each += [f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in (endings or {}).items()]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", stated or f"<Types>{''.join(each)}</Types>")
        file.writestr(main, "<main/>")
        for name, data in (parts or {}).items():
            file.writestr(name, data)
    return written.getvalue()


def relation(kind: str, target: str, mode: str = "External") -> str:
    """A part of relations with one of them."""
    return f"<Relationships>{_RELATION.format(kind, target, mode)}</Relationships>"


def compound(*names: str, text: str = "") -> bytes:
    """A compound file, as far as it is looked at: its directory with entries of these names, and some text."""
    header = OLE.ljust(512, b"\0")
    entries = [
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HB", 2 * len(name) + 2, 1)
        for name in ("Root Entry", *names)
    ]
    return header + b"".join(entry.ljust(128, b"\0") for entry in entries) + text.encode("utf-16-le")
