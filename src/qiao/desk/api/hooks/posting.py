"""One sending over HTTP: to the address that was checked, with bounds on time, following nothing and reading no more than the status."""

import io
import socket
import ssl
import time
from contextlib import closing
from http.client import HTTPException, HTTPResponse
from typing import Any, NamedTuple

from django.conf import settings
from urllib3 import exceptions as http
from urllib3.connection import HTTPConnection, HTTPSConnection

from qiao.desk.api.hooks import addresses
from qiao.desk.api.hooks.addresses import BadAddressError, Place

# For the whole exchange, as docs/webhooks.md says, and far less than the lease of `sending`.
_SECONDS = 10.0


class Answer(NamedTuple):
    """What came back: a status, or a code of why none did."""

    status: int | None
    fault: str
    milliseconds: int

    @property
    def is_good(self) -> bool:
        """Whether the program has it."""
        return self.status is not None and 200 <= self.status < 300


class _Incoming(io.RawIOBase):
    """What comes over a socket until a moment: the socket's own time-out would begin anew with every byte."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        super().__init__()
        self._sock, self._until = sock, until

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Wait for the next bytes, no longer than is left."""
        self._sock.settimeout(_left(self._until))
        return self._sock.recv_into(buffer)


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send once."""
    began = time.monotonic()
    status, fault = None, ""
    try:
        place = addresses.place_of(url)
        # Looking up the name takes as long as the machine's resolver does; when that was too long, nothing is sent.
        status = _send(place, addresses.found(place), body, headers, until=began + _SECONDS)
    except BadAddressError as error:
        fault = error.code
    except (http.TimeoutError, TimeoutError):
        fault = "no_answer"
    except ssl.SSLError:
        fault = "no_trust"
    except (http.HTTPError, HTTPException, OSError):
        fault = "no_connection"
    return Answer(status, fault, int((time.monotonic() - began) * 1_000))


def _send(place: Place, address: str, body: bytes, headers: dict[str, str], *, until: float) -> int:
    named = f"[{place.host}]" if ":" in place.host else place.host
    standard = place.port == (443 if place.is_https else 80)
    sent = {**headers, "Host": named if standard else f"{named}:{place.port}", "Content-Type": "application/json",
            "User-Agent": "Qiao"}  # fmt: skip
    # To connect and to agree on keys each have a time-out of their own: half of what is left.
    with closing(_connection(place, address, _left(until) / 2)) as connection:
        connection.connect()
        connection.timeout = _left(until)
        connection.request("POST", place.path, body=body, headers=sent)
        return _status(connection.sock, until)


def _connection(place: Place, address: str, timeout: float) -> HTTPConnection:
    if not place.is_https:
        return HTTPConnection(address, place.port, timeout=timeout)
    context = ssl.create_default_context(cafile=settings.WEBHOOK_CA or None)
    return HTTPSConnection(address, place.port, timeout=timeout, ssl_context=context, server_hostname=place.host)


def _status(sock: socket.socket, until: float) -> int:
    """The status of the answer, whose head has to be there by a moment."""
    answer = HTTPResponse(sock, method="POST")
    answer.fp = io.BufferedReader(_Incoming(sock, until))
    answer.begin()
    return answer.status


def _left(until: float) -> float:
    """How many seconds are left until a moment.

    Raises:
        TimeoutError: none are.
    """
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
