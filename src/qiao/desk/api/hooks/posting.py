"""One sending over HTTP: to the address that was checked, with bounds on time, following nothing and reading no more than the status."""

import ssl
import time
from typing import NamedTuple

from django.conf import settings
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3 import exceptions as http

from qiao.desk.api.hooks import addresses
from qiao.desk.api.hooks.addresses import BadAddressError, Place

_TIMEOUT = Timeout(connect=5, read=10)


class Answer(NamedTuple):
    """What came back: a status, or a code of why none did."""

    status: int | None
    fault: str
    milliseconds: int

    @property
    def is_good(self) -> bool:
        """Whether the program has it."""
        return self.status is not None and 200 <= self.status < 300


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send once."""
    began = time.monotonic()
    status, fault = None, ""
    try:
        place = addresses.place_of(url)
        status = _send(place, addresses.found(place), body, headers)
    except BadAddressError as error:
        fault = error.code
    except http.TimeoutError:
        fault = "no_answer"
    except http.SSLError:
        fault = "no_trust"
    except (http.HTTPError, OSError):
        fault = "no_connection"
    return Answer(status, fault, int((time.monotonic() - began) * 1_000))


def _send(place: Place, address: str, body: bytes, headers: dict[str, str]) -> int:
    named = f"[{place.host}]" if ":" in place.host else place.host
    standard = place.port == (443 if place.is_https else 80)
    sent = {**headers, "Host": named if standard else f"{named}:{place.port}", "Content-Type": "application/json",
            "User-Agent": "Qiao"}  # fmt: skip
    with _pool(place, address) as pool:
        answer = pool.urlopen(
            "POST", place.path, body=body, headers=sent, redirect=False, retries=False, preload_content=False
        )
        status = int(answer.status)
        answer.close()
    return status


def _pool(place: Place, address: str) -> HTTPConnectionPool:
    if not place.is_https:
        return HTTPConnectionPool(address, place.port, timeout=_TIMEOUT)
    context = ssl.create_default_context(cafile=settings.WEBHOOK_CA or None)
    return HTTPSConnectionPool(
        address,
        place.port,
        timeout=_TIMEOUT,
        ssl_context=context,
        server_hostname=place.host,
        assert_hostname=place.host,
    )
