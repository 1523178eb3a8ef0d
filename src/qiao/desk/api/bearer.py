"""Who calls: `Authorization: Bearer qiao_…`, and nothing else. A session's cookie opens nothing here."""

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security.base import AuthBase

from qiao.desk.api import actions, problems, queries, rates, speaking
from qiao.desk.api.models import Token
from qiao.desk.api.problems import ProblemError
from qiao.desk.api.scopes import Scope
from qiao.desk.audit import actions as audit
from qiao.desk.people.signing_on import queries as sign_on

if TYPE_CHECKING:
    from qiao.desk.common.requests import Request

FAILURES_A_MINUTE = 30  # from one address; who has a token that works is not held up by them


class Bearer(AuthBase):
    """Lets a request in that carries a live token with the operation's scope; it then acts as the token's person."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, scope: Scope | None = None) -> None:
        """Any live token will do without a scope."""
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Token:
        """The token that the request carries.

        Raises:
            ProblemError: there is none, it does not work, it was used too often, or it has not the scope.
        """
        token = admit(request)
        if self.scope and self.scope not in token.scopes:
            sentence = _("This token lacks the scope %(scope)s.") % {"scope": self.scope.value}
            challenge = f'Bearer realm="qiao", error="insufficient_scope", scope="{self.scope.value}"'
            raise ProblemError(problems.NOT_ALLOWED, sentence, headers={"WWW-Authenticate": challenge})
        return token


def admit(request: HttpRequest) -> Token:
    """Find the request's token and let the request act as its person.

    Raises:
        ProblemError: there is none, it does not work, it was used too often, or its person may not work without a second factor.
    """
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        sentence = _("Send a token in the header Authorization: Bearer.")
        raise ProblemError(problems.NO_TOKEN, sentence, headers={"WWW-Authenticate": 'Bearer realm="qiao"'})
    token = queries.by_secret(secret.strip())
    if token is None or token.fault:
        raise _refusal(request, token)
    spent = rates.spend(f"token:{token.pk}")
    if spent.times > token.per_minute:
        sentence = _("This token may be used %(count)s times a minute.") % {"count": token.per_minute}
        raise _too_many(sentence, spent)
    if sign_on.needs_second_factor(token.user) and not sign_on.has_second_factor(token.user):
        audit.refused("token.refused", by=None, on=token, reason="no_second_factor")
        sentence = _("Its person needs a second factor and has none: it is set up at the desk, under My account.")
        raise ProblemError(problems.NOT_ALLOWED, sentence)
    _act_as(request, token)
    return token


def _act_as(request: HttpRequest, token: Token) -> None:
    user = token.user
    # A justified session is for an administrator's own eyes, page by page: no program reads in its shadow.
    user.__dict__["reach"] = replace(user.reach, in_session=False)
    cast("Request", request).user = user
    speaking.speak(request, token.user.language)
    actions.note_use(token)


def _refusal(request: HttpRequest, token: Token | None) -> ProblemError:
    """The answer to a token that does not work; who tries many is answered more shortly."""
    address = hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()
    spent = rates.spend(f"address:{address}")
    if spent.times > FAILURES_A_MINUTE:
        return _too_many(_("Too many tokens that do not work came from this address."), spent)
    audit.refused("token.refused", by=None, on=token, reason=token.fault if token else "unknown")
    challenge = {"WWW-Authenticate": 'Bearer realm="qiao", error="invalid_token"'}
    return ProblemError(problems.NO_TOKEN, _("This token is unknown, expired or revoked."), headers=challenge)


def _too_many(sentence: str, spent: rates.Spent) -> ProblemError:
    return ProblemError(problems.TOO_MANY, sentence, headers={"Retry-After": str(spent.seconds_left)})
