"""The bank's directory (LDAP): it is asked whether a staff number's password is right, and nothing else.

The number is searched for by a service account and the entry found is bound with the password, so that people may lie
anywhere in the tree. Nothing of the entry is kept.
"""

import ssl
from contextlib import suppress

from django.conf import settings
from django.utils.translation import gettext as _
from ldap3 import NONE, Connection, Server, Tls
from ldap3.core.exceptions import (
    LDAPException,
    LDAPInvalidCredentialsResult,
    LDAPSASLPrepError,
    LDAPSizeLimitExceededResult,
)
from ldap3.utils.conv import escape_filter_chars

CONNECT_SECONDS = 5
ANSWER_SECONDS = 10


class DirectoryDownError(Exception):
    """The directory cannot be asked."""

    def __init__(self) -> None:
        super().__init__(_("The bank's directory does not answer; try again in a few minutes."))


def accepts(staff_number: str, password: str) -> bool:
    """Whether the directory knows this number with this password.

    Raises:
        DirectoryDownError: it cannot be reached, or does not trust us.
    """
    if not staff_number or not password:  # a bind without a password is anonymous, and always succeeds
        return False
    connection = _connection()
    try:
        _open(connection)
        entry = _entry(connection, staff_number)
        return entry is not None and _binds(connection, entry, password)
    except LDAPException as error:
        raise DirectoryDownError from error
    finally:
        _close(connection)


def _connection() -> Connection:
    ldap = settings.LDAP
    tls = Tls(validate=ssl.CERT_REQUIRED, version=ssl.PROTOCOL_TLS_CLIENT, ca_certs_file=ldap["ca"] or None)
    # Referrals are not followed: they would carry the password to a server that nobody named.
    server = Server(ldap["url"], tls=tls, get_info=NONE, connect_timeout=CONNECT_SECONDS, allowed_referral_hosts=[])
    return Connection(
        server,
        user=ldap["bind"] or None,
        password=ldap["bind_password"] or None,
        auto_referrals=False,
        raise_exceptions=True,
        read_only=True,
        receive_timeout=ANSWER_SECONDS,
    )


def _open(connection: Connection) -> None:
    connection.open(read_server_info=False)
    if settings.LDAP["tls"] and not connection.server.ssl:
        connection.start_tls(read_server_info=False)
    connection.bind(read_server_info=False)


def _entry(connection: Connection, staff_number: str) -> str | None:
    """The one entry of this number; two are none."""
    attribute = settings.LDAP["attribute"]
    words = f"({attribute}={escape_filter_chars(staff_number)})"
    with suppress(LDAPSizeLimitExceededResult):
        connection.search(settings.LDAP["base"], words, attributes=[attribute], size_limit=2)
        found = [entry for entry in connection.response if entry["type"] == "searchResEntry"]
        return str(found[0]["dn"]) if len(found) == 1 else None
    return None


def _close(connection: Connection) -> None:
    socket = connection.socket  # the package forgets it where encryption failed
    with suppress(LDAPException):
        connection.unbind()
    if socket:
        socket.close()


def _binds(connection: Connection, entry: str, password: str) -> bool:
    try:
        return bool(connection.rebind(user=entry, password=password, read_server_info=False))
    except (LDAPInvalidCredentialsResult, LDAPSASLPrepError):  # wrong, or nothing that a password may be
        return False
