"""The virus scanner of the bank, asked over a socket by ClamAV's INSTREAM (clamd).

    verdict = clamd.scan(file, "127.0.0.1:3310")     # or unix:/run/clamav/clamd.ctl

A scanner that is down, silent or refuses the file gives no verdict, which is never taken for a clean one.
"""

import logging
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple

_log = logging.getLogger(__name__)
_CHUNK = 64 << 10
_MOST = 4 << 10  # of an answer
CONNECT_SECONDS = 3.0
WHOLE_SECONDS = 30.0


class Verdict(NamedTuple):
    """Whether a file is clean, None where the scanner did not say; and what was found in it."""

    is_clean: bool | None
    found: str = ""


def scan(file: BinaryIO, address: str, *, seconds: float = WHOLE_SECONDS) -> Verdict:
    """Let the scanner read a file from its beginning; the answer, within so many seconds in all."""
    until = time.monotonic() + seconds
    try:
        with _connected(address, min(CONNECT_SECONDS, seconds)) as line:
            file.seek(0)
            _send(line, b"zINSTREAM\0", until)
            while chunk := file.read(_CHUNK):
                _send(line, struct.pack("!L", len(chunk)) + chunk, until)
            _send(line, struct.pack("!L", 0), until)
            return _verdict(_answer(line, until))
    except (OSError, ValueError) as error:
        _log.warning("the virus scanner gave no answer: %s", error)
        return Verdict(None)


def is_there(address: str) -> bool:
    """Whether the scanner answers at all, whatever it makes of a file; False where there is none."""
    until = time.monotonic() + CONNECT_SECONDS
    try:
        with _connected(address, CONNECT_SECONDS) as line:
            _send(line, b"zPING\0", until)
            return _answer(line, until) == b"PONG\0"
    except (OSError, ValueError):
        return False


@contextmanager
def _connected(address: str, seconds: float) -> Iterator[socket.socket]:
    if address.startswith(("unix:", "/")):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(seconds)
    else:
        host, _, port = address.rpartition(":")
        line = socket.create_connection((host.strip("[]"), int(port)), seconds)
    with line:
        if line.family == socket.AF_UNIX:
            line.connect(address.removeprefix("unix:"))
        yield line


def _send(line: socket.socket, data: bytes, until: float) -> None:
    line.settimeout(_left(until))
    line.sendall(data)


def _answer(line: socket.socket, until: float) -> bytes:
    told = b""
    while not told.endswith(b"\0") and len(told) < _MOST:
        line.settimeout(_left(until))
        if not (more := line.recv(_MOST)):
            break
        told += more
    return told


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("too slow")
    return left


def _verdict(told: bytes) -> Verdict:
    text = told.rstrip(b"\0\n").decode("utf-8", "replace")
    if text == "stream: OK":
        return Verdict(is_clean=True)
    if text.startswith("stream: ") and text.endswith(" FOUND"):
        return Verdict(is_clean=False, found=text.removeprefix("stream: ").removesuffix(" FOUND"))
    raise ValueError(text or "nothing was said")
