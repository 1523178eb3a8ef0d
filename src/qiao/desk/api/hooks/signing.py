"""How messages are signed, as Standard Webhooks has it: HMAC-SHA256 over id, moment and body, with a secret of each address."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from django.conf import settings

SIGN = "whsec_"
_SALT = 32


def new_salt() -> bytes:
    """What a new secret is made from."""
    return secrets.token_bytes(_SALT)


def key_of(salt: bytes | memoryview) -> bytes:
    """The secret of a salt: whoever has the database alone can't make it."""
    return hmac.new(settings.SECRET_KEY.encode(), b"qiao webhook " + bytes(salt), hashlib.sha256).digest()


def shown(key: bytes) -> str:
    """A secret as it is handed out."""
    return SIGN + base64.b64encode(key).decode()


def digest(key: bytes) -> str:
    """By what a secret is known again."""
    return hashlib.sha256(key).hexdigest()


def headers(uuid: str, at: datetime, body: bytes, keys: list[bytes]) -> dict[str, str]:
    """The headers of one sending; one signature a secret, while two of them count."""
    moment = str(int(at.timestamp()))
    content = b".".join((uuid.encode(), moment.encode(), body))
    signed = (base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode() for key in keys)
    return {
        "webhook-id": uuid,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{one}" for one in signed),
    }
