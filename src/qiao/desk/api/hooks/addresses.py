"""Whereto the desk may send: hosts that `QIAO_WEBHOOK_HOSTS` names, and over HTTPS public addresses; nothing inside else.

Names are looked up at each sending and the very address that was checked is called, so that a name that turns inward helps nobody.
"""

import ipaddress
import socket
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings

_PORTS = {"https": 443, "http": 80}
_GLOBAL = ipaddress.ip_network("2000::/3")  # all of IPv6 that is given out to the world (RFC 4291)


class BadAddressError(Exception):
    """An address to which nothing is sent; `code` of `words.HOOK_FAULTS` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Place(NamedTuple):
    """An address taken apart."""

    is_https: bool
    host: str
    port: int
    path: str


def place_of(url: str) -> Place:
    """An address to which something may be sent, as far as it says itself.

    Raises:
        BadAddressError: it is none, has more than an address needs, or is unencrypted to a host that is not named.
    """
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").rstrip(".")
        host.encode("idna")
    except ValueError as error:
        raise BadAddressError("no_address") from error
    is_plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if parts.scheme not in _PORTS or not host or not is_plain or parts.username is not None or parts.fragment:
        raise BadAddressError("no_address")
    if parts.scheme == "http" and not is_named(host):
        raise BadAddressError("unencrypted")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme == "https", host, port or _PORTS[parts.scheme], path)


def is_named(host: str) -> bool:
    """Whether the bank has named the host in its settings."""
    return host.lower() in {one.lower() for one in settings.WEBHOOK_HOSTS}


def found(place: Place) -> str:
    """The network address of a host, one to which the desk may send.

    Raises:
        BadAddressError: the host has none, or one of them lies inside and the host is not named.
    """
    try:
        infos = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise BadAddressError("no_name") from error
    addresses = [str(info[4][0]) for info in infos]
    if not is_named(place.host) and not all(_is_public(one) for one in addresses):
        raise BadAddressError("inside")
    return addresses[0]


def _is_public(address: str) -> bool:
    """Whether it lies outside; what carries another address inside itself may lead anywhere, and so does not."""
    one = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(one, ipaddress.IPv6Address) and (one not in _GLOBAL or one.sixtofour or one.teredo):
        return False
    return one.is_global and not one.is_multicast
