"""The bytes of documents: below QIAO_HOME, by their digest, readable by the desk alone and served by nothing but a view."""

import hashlib
import os
import secrets
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

_CHUNK = 64 << 10


def path_of(digest: str) -> Path:
    """Where the bytes of this digest lie."""
    return Path(settings.DOCUMENTS) / digest[:2] / digest


def digest_of(file: BinaryIO) -> str:
    """The SHA-256 of a file."""
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def keep(file: BinaryIO, digest: str) -> None:
    """Keep a file's bytes, whole or not at all; the same bytes lie there once."""
    place = path_of(digest)
    if place.exists():
        return
    place.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.parent.mkdir(mode=0o700, exist_ok=True)
    fresh = place.with_name(f".{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
            file.seek(0)
            while chunk := file.read(_CHUNK):
                written.write(chunk)
            written.flush()
            os.fsync(written.fileno())
        fresh.rename(place)
    finally:
        fresh.unlink(missing_ok=True)


def remove(digest: str) -> None:
    """Take the bytes away."""
    path_of(digest).unlink(missing_ok=True)
