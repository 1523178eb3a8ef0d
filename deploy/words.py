"""Gather every text that the desk's pages say into each room's catalogue, and print what has no Chinese yet: `make words`."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

DESK = Path(__file__).resolve().parents[1] / "src" / "qiao" / "desk"
LANGUAGE = "zh_Hans"
NOISE = re.compile(rb'^"(?:Project|Report|POT|PO-|Last|Language-|Generated|MIME|Content-Transfer).*\n', re.MULTILINE)
GATHER = [
    "-m",
    "django",
    "makemessages",
    "-l",
    LANGUAGE,
    "--no-obsolete",
    "--no-wrap",
    "--no-location",
    "-v",
    "0",
    "-e",
    "html,py",
]


def rooms(desk: Path = DESK) -> list[Path]:
    """The applications whose pages say something."""
    return sorted(path.parent for path in desk.glob("*/apps.py"))


def gather(room: Path) -> Path:
    """Bring a room's catalogue up to date with its sources, without dates and names that only make noise."""
    (room / "locale").mkdir(exist_ok=True)
    plain = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run([sys.executable, *GATHER], cwd=room, env=plain, check=True)
    place = room / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
    if not place.exists():  # it says nothing
        (room / "locale").rmdir()
        return place
    with place.open("rb") as file:
        catalogue = read_po(file)
    tidy = Catalog(locale=LANGUAGE, charset="utf-8", header_comment="", fuzzy=False)
    for message in sorted((one for one in catalogue if one.id), key=lambda one: str(one.id)):
        tidy.add(message.id, message.string, flags=message.flags, context=message.context)
    written = io.BytesIO()
    write_po(written, tidy, width=0)
    place.write_bytes(NOISE.sub(b"", written.getvalue()))
    return place


def untranslated(place: Path) -> Iterator[Message]:
    """The texts of a catalogue that have no Chinese, or only a guess at it."""
    if not place.exists():
        return
    with place.open("rb") as file:
        for message in read_po(file):
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            if message.id and (message.fuzzy or not all(said)):
                yield message


def main() -> None:
    """Gather and report; exit status 1 where something is untranslated."""
    lacking = [(room.name, one.id) for room in rooms() for one in untranslated(gather(room))]
    for room, text in lacking:
        sys.stdout.write(f"{room}: {text}\n")
    sys.exit(bool(lacking))


if __name__ == "__main__":
    main()
