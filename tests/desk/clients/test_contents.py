"""What a file is follows from its bytes, whatever it is called."""

import io
import zipfile

import pytest

from qiao.desk.clients import contents
from qiao.desk.clients.models.documents import Kind


def archive(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", Kind.PDF),
        (b"\x89PNG\r\n\x1a\n...", Kind.PNG),
        (b"\xff\xd8\xff\xe0...", Kind.JPEG),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", Kind.OFFICE),
        (archive("[Content_Types].xml", "word/document.xml"), Kind.WORD),
        (archive("[Content_Types].xml", "xl/workbook.xml"), Kind.EXCEL),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), Kind.SLIDES),
        (archive("a.txt"), None),
        (b"PK\x03\x04 cut short", None),
        ("客户,余额\r\n甲,1\r\n".encode(), Kind.TEXT),
        ("客户,余额\r\n".encode("gb18030"), Kind.TEXT),
        (b"MZ\x90\x00\x03", None),
        (b"\x7fELF\x02\x01", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_bytes_say(data: bytes, kind: Kind | None) -> None:
    assert contents.kind_of(io.BytesIO(data)) == kind


def test_a_name_fits_its_kind() -> None:
    assert contents.fits("a.PDF", Kind.PDF)
    assert contents.fits("旧.xls", Kind.OFFICE)
    assert not contents.fits("a.exe", Kind.PDF)
    assert not contents.fits("pdf.exe", Kind.TEXT)
    assert set(Kind) == set(contents.ENDINGS)
