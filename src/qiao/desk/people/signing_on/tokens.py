"""Whether an ID token really comes from the bank's identity provider, for us, and now."""

from typing import Any

import jwt
from jwt import PyJWK, PyJWKSet

ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
LEEWAY_SECONDS = 30  # two machine rooms' clocks
REQUIRED = ["iss", "aud", "sub", "exp", "iat", "nonce"]


class TokenError(Exception):
    """The token is not to be believed; the message names the rule that it breaks, for the log."""


def claims(token: str, *, keys: dict[str, Any], issuer: str, client: str) -> dict[str, Any]:
    """What the token says, once its signature, issuer, audience and times are right.

    Raises:
        TokenError: one of them is not.
    """
    try:
        key = _key(token, keys)
        found: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=[key.algorithm_name],
            issuer=issuer,
            audience=client,
            leeway=LEEWAY_SECONDS,
            options={"require": REQUIRED},
        )
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        raise TokenError(type(error).__name__) from error
    if found.get("azp", client) != client or (
        isinstance(found["aud"], list) and len(found["aud"]) > 1 and "azp" not in found
    ):
        raise TokenError("azp")
    return found


def _key(token: str, keys: dict[str, Any]) -> PyJWK:
    """The signing key that the token names; a provider with a single key need not name it."""
    header = jwt.get_unverified_header(token)
    known = [key for key in PyJWKSet.from_dict(keys).keys if key.public_key_use in {None, "sig"}]
    fitting = [key for key in known if key.key_id == header.get("kid") or (len(known) == 1 and "kid" not in header)]
    if len(fitting) != 1 or header["alg"] not in ALGORITHMS or fitting[0].algorithm_name != header["alg"]:
        raise TokenError("signing_key")
    return fitting[0]
