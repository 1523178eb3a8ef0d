"""An Office file that may act by itself or reach elsewhere is not taken, and a plain one is."""

import io
import zipfile

import pytest
from packing import OLE, compound, package, relation

from qiao.desk.clients import office
from qiao.desk.clients.contents import Flaw, FlawError, kind_of

_MS = "application/vnd.ms-"
_OPEN = "application/vnd.openxmlformats-officedocument."


def flaw_of(data: bytes) -> Flaw | None:
    """What a file is refused for."""
    kind = kind_of(io.BytesIO(data))
    assert kind is not None
    try:
        office.check(io.BytesIO(data), kind)
    except FlawError as error:
        return error.flaw
    return None


@pytest.mark.parametrize("main", ["xl/workbook.xml", "word/document.xml", "ppt/presentation.xml"])
def test_a_plain_file_is_taken(main: str) -> None:
    parts = {
        "_rels/.rels": relation("officeDocument", main, "Internal"),
        "xl/worksheets/_rels/sheet1.xml.rels": relation("hyperlink", "https://example.com"),
        "word/_rels/settings.xml.rels": relation("attachedTemplate", "file:///D:/letter.dotx"),
        "xl/printerSettings/printerSettings1.bin": b"\0" * 64,
        "ppt/embeddings/Microsoft_Excel_Sheet1.xlsx": package(),
    }
    assert flaw_of(package(main, parts, endings={"bin": f"{_OPEN}spreadsheetml.printerSettings"})) is None


@pytest.mark.parametrize(
    "types",
    [
        {"xl/workbook.xml": f"{_MS}excel.sheet.macroEnabled.main+xml"},
        {"xl/workbook.xml": f"{_MS}excel.sheet.MACROENABLED.main+xml"},
        {"xl/workbook.xml": f"{_MS}excel.sheet.macro&#69;nabled.main+xml"},
        {"xl/workbook.xml": f"{_MS}excel.addin.macroEnabled.main+xml"},
        {"word/document.xml": f"{_MS}word.template.macroEnabledTemplate.main+xml"},
        {"xl/harmless.bin": f"{_MS}office.vbaProject"},
        {"word/data.xml": f"{_MS}word.vbaData+xml"},
        {"xl/worksheets/sheet1.xml": f"{_MS}excel.macrosheet+xml"},
        {"xl/worksheets/sheet1.xml": f"{_MS}excel.intlmacrosheet+xml"},
    ],
    ids=str,
)
def test_macros_are_told_by_the_type_of_a_part(types: dict[str, str]) -> None:
    assert flaw_of(package(types=types)) is Flaw.MACROS


@pytest.mark.parametrize(
    ("name", "flaw"),
    [
        ("xl/vbaProject.bin", Flaw.MACROS),
        ("xl/VBAPROJECT.BIN", Flaw.MACROS),
        ("xl/macrosheets/sheet1.xml", Flaw.MACROS),
        ("xl/externalLinks/externalLink1.xml", Flaw.LINKS),
        ("xl/embeddings/oleObject1.bin", Flaw.OBJECTS),
        ("word/embeddings/Old.doc", Flaw.OBJECTS),
        ("xl/activeX/activeX1.xml", Flaw.OBJECTS),
    ],
)
def test_without_a_type_the_name_tells(name: str, flaw: Flaw) -> None:
    assert flaw_of(package(parts={name: "x"})) is flaw


def test_a_type_that_is_stated_of_an_ending_counts_where_a_part_ends_so() -> None:
    stated = {"bin": f"{_MS}office.vbaProject"}
    assert flaw_of(package(endings=stated)) is None
    assert flaw_of(package(parts={"xl/.BIN": "x"}, endings=stated)) is Flaw.MACROS


@pytest.mark.parametrize(
    ("types", "flaw"),
    [
        ({"xl/a.xml": f"{_OPEN}spreadsheetml.externalLink+xml"}, Flaw.LINKS),
        ({"xl/a.bin": f"{_OPEN}oleObject"}, Flaw.OBJECTS),
        ({"xl/a.xml": f"{_MS}office.activeX+xml"}, Flaw.OBJECTS),
    ],
    ids=str,
)
def test_links_and_objects_are_told_by_type_too(types: dict[str, str], flaw: Flaw) -> None:
    assert flaw_of(package(types=types)) is flaw


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("oleObject", "https://example.com/a.html!"),
        ("attachedTemplate", "https://example.com/a.dotm"),
        ("image", "http://example.com/a.png"),
        ("externalLinkPath", "file:///Z:/book.xlsx"),
    ],
)
def test_what_a_program_would_follow_by_itself_is_a_link(kind: str, target: str) -> None:
    assert flaw_of(package(parts={"word/_rels/document.xml.rels": relation(kind, target)})) is Flaw.LINKS


def test_a_compound_file_is_told_by_its_bytes_whatever_it_is_called() -> None:
    assert flaw_of(package(parts={"xl/media/image1.png": compound()})) is Flaw.OBJECTS
    assert flaw_of(package(parts={"xl/macros.bin": compound("VBA", "PROJECT")})) is Flaw.MACROS


def test_a_file_within_the_file_is_looked_at_and_holds_no_other() -> None:
    def within(data: bytes) -> bytes:
        return package("ppt/presentation.xml", {"ppt/embeddings/Sheet1.xlsx": data})

    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as file:
        file.writestr("a.exe", "MZ")
    assert flaw_of(within(package(parts={"xl/vbaProject.bin": "x"}))) is Flaw.MACROS
    assert flaw_of(within(within(package()))) is Flaw.OBJECTS
    assert flaw_of(within(other.getvalue())) is Flaw.OBJECTS


def test_the_gravest_flaw_is_told() -> None:
    parts = dict.fromkeys(("xl/embeddings/oleObject1.bin", "xl/externalLinks/a.xml", "xl/vbaProject.bin"), "x")
    assert flaw_of(package(parts=parts)) is Flaw.MACROS


@pytest.mark.parametrize(
    "stated",
    [
        "x",
        "<Types>",
        '<!DOCTYPE Types [<!ENTITY a "macroEnabled">]><Types><Default Extension="xml" ContentType="&a;"/></Types>',
        f"<Types>{' ' * (9 << 20)}</Types>",
    ],
    ids=["no XML", "cut short", "with an entity", "far too long"],
)
def test_types_that_cannot_be_read_are_damage(stated: str) -> None:
    assert flaw_of(package(stated=stated)) is Flaw.DAMAGED


def test_two_parts_of_one_name_are_damage() -> None:
    assert flaw_of(package(parts={"[content_types].xml": "<Types/>"})) is Flaw.DAMAGED
    assert flaw_of(package(parts={"xl/a.xml": "1", "xl/A.xml": "2"})) is Flaw.DAMAGED


def test_an_archive_that_does_not_unpack_is_damage() -> None:
    whole = package(parts={"xl/a.xml": "0123456789" * 100})
    place = whole.index(b"xl/a.xml") + len("xl/a.xml")
    assert flaw_of(whole[: place - 40] + b"\xff" * 8 + whole[place - 32 :]) is Flaw.DAMAGED
    with io.BytesIO() as written:
        with zipfile.ZipFile(written, "w", zipfile.ZIP_LZMA) as file:
            for name in ("[Content_Types].xml", "xl/workbook.xml"):
                file.writestr(name, "<Types/>")
        assert flaw_of(written.getvalue()) is Flaw.DAMAGED, "no Office packs so, and how far it unpacks is not bounded"


def test_what_unpacks_to_more_than_it_states_is_cut_there() -> None:
    whole = bytearray(package(parts={"xl/_rels/a.xml.rels": " " * (1 << 20)}))
    place = whole.rindex(b"PK\x01\x02")
    whole[place + 24 : place + 28] = (8).to_bytes(4, "little")
    assert flaw_of(bytes(whole)) is Flaw.DAMAGED


@pytest.mark.parametrize(
    "data",
    [
        compound("VBA"),
        compound("Macros"),
        compound("WordDocument", "vba"),
        compound("_VBA_PROJECT_CUR"),
        OLE + b"\0" * 500 + "_VBA_PROJECT".encode("utf-16-le"),
        compound("PowerPoint Document") + bytes.fromhex("1f00ff0314000000 020000040c000000 05000000 01000000 02000000"),
    ],
)
def test_a_file_of_1997_with_macros_is_refused(data: bytes) -> None:
    assert flaw_of(data) is Flaw.MACROS


@pytest.mark.parametrize(
    "data",
    [
        compound("Workbook", "VBAs", "Macro"),
        compound("WordDocument", text="Macros\0 in VBA\0 are told of here: \0VBA\0"),
        compound("PowerPoint Document") + bytes.fromhex("1f00ff0314000000 020000040c000000 05000000 00000000 02000000"),
    ],
)
def test_a_file_of_1997_that_only_speaks_of_macros_is_taken(data: bytes) -> None:
    assert flaw_of(data) is None
