"""Pictures as a telephone takes them: with the place, the time and remarks beside what they show."""

import io
from typing import Any

from PIL import Image, PngImagePlugin

PLACE = "GPS place"  # stands in every piece that tells something


def picture(mode: str = "RGB") -> Image.Image:
    """Something to see, wider than high, of which no two corners are alike."""
    return Image.linear_gradient("L").resize((48, 32)).convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    """What a telephone writes."""
    written = Image.Exif()
    written[0x010E] = PLACE  # what it shows
    written[0x0132] = "2026:11:29 10:00:00"
    if orientation != 1:
        written[0x0112] = orientation
    written.get_ifd(0x8825).update({1: "N", 2: (39.0, 54.0, 26.0), 3: "E", 4: (116.0, 23.0, 29.0), 29: PLACE})
    return written


def photograph(orientation: int = 1, mode: str = "RGB", **options: Any) -> bytes:
    """A JPEG with Exif, XMP, IPTC, a comment, and something behind its end."""
    written = io.BytesIO()
    picture(mode).save(written, "JPEG", exif=exif(orientation), comment=PLACE, **options)
    data = written.getvalue()
    said = PLACE.encode()
    more = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + said) + segment(0xED, b"Photoshop 3.0\0" + said)
    return data[:2] + data[2:-2].replace(b"\xff\xdb", more + b"\xff\xdb", 1) + data[-2:] + said


def segment(marker: int, body: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


def screenshot(orientation: int = 1) -> bytes:
    """A PNG with Exif, texts plain and packed, and its time."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Place", PLACE)
    told.add_text("Packed", PLACE, zip=True)
    told.add_itxt("International", PLACE)
    told.add(b"tIME", b"\x07\xea\x0b\x1d\x0a\0\0")
    told.add(b"prIv", PLACE.encode())
    told.add(b"gAMA", (45455).to_bytes(4, "big"))
    written = io.BytesIO()
    picture("RGBA").save(written, "PNG", pnginfo=told, exif=exif(orientation))
    return written.getvalue() + PLACE.encode()
