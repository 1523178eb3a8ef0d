"""A picture loses what it tells of where and when it was taken, and not one pixel."""

import io
import re
import struct
import zlib

import pytest
from photographing import PLACE, photograph, picture, screenshot, segment
from PIL import Image, ImageCms, ImageOps

from qiao.desk.clients import pictures
from qiao.desk.clients.contents import Flaw, FlawError
from qiao.desk.clients.models.documents import Kind

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def bare(data: bytes, kind: Kind = Kind.JPEG) -> bytes:
    return pictures.stripped(io.BytesIO(data), kind)


def shown(data: bytes) -> tuple[str, tuple[int, int], bytes]:
    """What is to be seen, the right way up."""
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    return upright.mode, upright.size, upright.tobytes()


def tags(data: bytes) -> dict[int, object]:
    """What is left of Exif."""
    left = Image.open(io.BytesIO(data)).getexif()
    return {**left, **left.get_ifd(0x8825)}


def markers(data: bytes) -> list[int]:
    return [marker for marker, _ in pictures._segments(data)]


def chunks(data: bytes) -> list[bytes]:
    return [name for name, _ in pictures._chunks(data)]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_blocks": 1}], ids=str)
def test_a_jpeg_loses_its_place_and_no_pixel(orientation: int, options: dict[str, object]) -> None:
    taken = photograph(orientation, icc_profile=SRGB, **options)
    left = bare(taken)
    assert (taken.count(PLACE.encode()), left.count(PLACE.encode())) == (6, 0)
    assert shown(left) == shown(taken)
    assert tags(left) == ({} if orientation == 1 else {0x0112: orientation})
    assert Image.open(io.BytesIO(left)).info["icc_profile"] == SRGB
    assert bare(left) == left, "nothing more to lose"


def test_the_data_of_a_jpeg_stays_byte_for_byte() -> None:
    plain = io.BytesIO()
    picture().save(plain, "JPEG", progressive=True)
    assert bare(photograph(progressive=True)) == plain.getvalue()
    assert markers(plain.getvalue()).count(0xDA) > 1, "it has several scans"


def test_colours_of_printers_are_told_as_before() -> None:
    taken = photograph(mode="CMYK")
    assert 0xEE in markers(bare(taken))
    assert shown(bare(taken)) == shown(taken)


def test_of_segments_that_share_a_marker_those_on_colours_stay() -> None:
    taken = photograph(icc_profile=SRGB)
    more = segment(0xE2, b"MPF\0" + PLACE.encode()) + segment(0xE0, b"JFXX\0\x10" + PLACE.encode())
    more += segment(0xEB, PLACE.encode())
    told = taken[:2] + taken[2:].replace(b"\xff\xdb", more + b"\xff\xdb", 1)
    assert bare(told) == bare(taken)


@pytest.mark.parametrize("order", ["<", ">"])
def test_which_side_is_up_is_read_in_either_order(order: str) -> None:
    head = b"II*\0" if order == "<" else b"MM\0*"
    tiff = head + struct.pack(f"{order}IHHHIHHI", 8, 1, 0x0112, 3, 1, 8, 0, 0)
    plain = bare(photograph())
    taken = plain[:2] + segment(0xE1, b"Exif\0\0" + tiff) + plain[2:]
    assert tags(bare(taken)) == {0x0112: 8}


@pytest.mark.parametrize(
    "exif",
    [
        b"",
        b"II",
        b"XX*\0\x08\0\0\0",
        b"II*\0\xff\xff\xff\xff",
        b"II*\0\x08\0\0\0\xff\xff",
        b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 9, 0, 0),
        b"MM\0*" + struct.pack(">IHHHIII", 8, 1, 0x0112, 4, 1, 6, 0),
    ],
)
def test_damaged_tags_are_no_damage_of_the_picture(exif: bytes) -> None:
    plain = bare(photograph())
    assert bare(plain[:2] + segment(0xE1, b"Exif\0\0" + exif) + plain[2:]) == plain


def test_bytes_that_fill_and_bytes_that_nobody_reads_are_passed_over() -> None:
    plain = bare(photograph())
    odd = plain[:2] + b"\xff\xff\xff" + plain[2:].replace(b"\xff\xdb", b"\0\0\xff\xff\xdb", 1)
    assert bare(odd) == plain


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_png_loses_its_place_and_no_pixel(orientation: int) -> None:
    taken = screenshot(orientation)
    left = bare(taken, Kind.PNG)
    assert {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME", b"prIv"} <= set(chunks(taken))
    assert PLACE.encode() not in left
    assert chunks(left) == [b"IHDR", *([] if orientation == 1 else [b"eXIf"]), b"gAMA", b"IDAT", b"IEND"]
    assert shown(left) == shown(taken)
    assert tags(left) == ({} if orientation == 1 else {0x0112: orientation})
    assert bare(left, Kind.PNG) == left


def test_colours_and_transparency_of_a_png_stay() -> None:
    written = io.BytesIO()
    drawn = picture().quantize(16)
    drawn.save(written, "PNG", icc_profile=SRGB, transparency=3, dpi=(300, 300))
    assert bare(written.getvalue(), Kind.PNG) == written.getvalue()


def test_a_moving_png_moves_on() -> None:
    written = io.BytesIO()
    picture().save(written, "PNG", save_all=True, append_images=[ImageOps.invert(picture())])
    assert bare(written.getvalue(), Kind.PNG) == written.getvalue()
    assert Image.open(io.BytesIO(bare(written.getvalue(), Kind.PNG))).n_frames == 2


def header() -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))


END = b"\0\0\0\0IEND\xaeB`\x82"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.JPEG, b"\xff\xd8\xff"),
        (Kind.JPEG, b"\xff\xd8\xff\xd9"),
        (Kind.JPEG, b"\xff\xd8\xff\xe0\0\x01\xff\xd9"),
        (Kind.JPEG, b"\xff\xd8\xff\xe1\xff\xff and no more \xff\xd9"),
        (Kind.JPEG, b"\xff\xd8\xff\xd8" + bare(photograph())[2:]),
        (Kind.JPEG, b"\xff\xd8" + segment(0xFE, b"") * 100_001 + bare(photograph())[2:]),
        (Kind.PNG, header()),
        (Kind.PNG, header() + END),
        (Kind.PNG, header() + b"\xff\xff\xff\xffIDAT"),
        (Kind.PNG, header()[:8] + END),
        (Kind.PNG, header() + b"\0\0\0\0\0\0\0\0\0\0\0\0" + END),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_followed_to_its_end_is_damaged(kind: Kind, data: bytes) -> None:
    with pytest.raises(FlawError) as told:
        bare(data, kind)
    assert told.value.flaw is Flaw.DAMAGED


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG])
def test_a_picture_cut_short_anywhere_is_damaged(kind: Kind) -> None:
    whole = bare(photograph(), kind) if kind == Kind.JPEG else bare(screenshot(), kind)
    for size in range(16, len(whole)):
        with pytest.raises(FlawError):
            bare(whole[:size], kind)


def test_many_bytes_that_fill_take_no_time() -> None:
    plain = bare(photograph())
    place = re.search(rb"\xff\xda", plain)
    assert place
    with pytest.raises(FlawError):
        bare(plain[: place.start()] + b"\xff" * (4 << 20) + b"\0", Kind.JPEG)
