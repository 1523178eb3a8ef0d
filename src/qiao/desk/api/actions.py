"""What may be done with tokens: issuing one to oneself, revoking, using."""

import secrets
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.desk.api import queries
from qiao.desk.api.models import Token
from qiao.desk.api.scopes import open_to
from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.leaving import LeftBehind
from qiao.desk.people.models import User

LONGEST = timedelta(days=365)
MOST_A_MINUTE = 600
MOST_AT_ONCE = 10
SIGN = "qiao_"
_BYTES = 40  # 320 bits: the prefix that is kept tells 42 of them
_PREFIX = len(SIGN) + 7
_USE_NOTED_EVERY = timedelta(hours=1)


class Issued(NamedTuple):
    """A fresh token and its secret, which is nowhere to be had again."""

    token: Token
    secret: str


@transaction.atomic
def issue(*, by: User, name: str, scopes: list[str], expires_on: date, per_minute: int = 120) -> Issued:
    """Make a token with which a program acts as the person who asks; nobody makes one for another."""
    _check(by, scopes, expires_on, per_minute)
    User.objects.select_for_update().get(pk=by.pk)  # one at a time, so that their number is sure
    if Token.objects.live().filter(user=by).count() >= MOST_AT_ONCE:
        raise RefusedError(_("You have %(count)s tokens that work; revoke one first.") % {"count": MOST_AT_ONCE})
    secret = SIGN + secrets.token_urlsafe(_BYTES)
    token = Token.objects.create(
        user=by,
        name=name,
        hash=queries.digest(secret),
        prefix=secret[:_PREFIX],
        scopes=scopes,
        per_minute=per_minute,
        expires_on=expires_on,
    )
    audit.record("token.issued", by=by, on=token, scopes=scopes, expires_on=expires_on.isoformat())
    return Issued(token, secret)


def _check(by: User, scopes: list[str], expires_on: date, per_minute: int) -> None:
    today = calendar.today()
    if not scopes or not {*scopes} <= {*open_to(by)}:
        raise RefusedError(_("Choose what the token may do."), field="scopes")
    if expires_on < today:
        raise RefusedError(_("The last day is over already."), field="expires_on")
    if expires_on > today + LONGEST:
        raise RefusedError(_("A token works for a year at most."), field="expires_on")
    if not 1 <= per_minute <= MOST_A_MINUTE:
        most = {"most": MOST_A_MINUTE}
        raise RefusedError(_("Between 1 and %(most)s requests a minute.") % most, field="per_minute")


@transaction.atomic
def revoke(token: Token, *, by: User) -> Token:
    """Let a token open nothing any more; its person may, and an administrator."""
    if token.user_id != by.pk and not by.has_role(Role.ADMIN):
        raise NotAllowedError
    token = Token.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at:
        raise RefusedError(_("This token was revoked already."))
    token.revoked_at, token.revoked_by = timezone.now(), by
    token.save(update_fields=["revoked_at", "revoked_by"])
    audit.record("token.revoked", by=by, on=token, user=str(token.user.uuid))
    return token


def end_with(leaver: User, gone: date, by: User) -> list[LeftBehind]:
    """Let a leaver's tokens end on their last day for good: they do not come back with the person."""
    ended = Token.objects.filter(user=leaver, revoked_at=None, expires_on__gte=gone)
    return [LeftBehind("token", ended.update(expires_on=gone - calendar.DAY))]


def note_use(token: Token) -> None:
    """Remember that a token was used: its first use is an event, later ones are noted once an hour."""
    now = timezone.now()
    if token.last_used_at and token.last_used_at >= now - _USE_NOTED_EVERY:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _USE_NOTED_EVERY)
    with transaction.atomic():
        is_noted = Token.objects.filter(stale, pk=token.pk).update(last_used_at=now)
        if is_noted and token.last_used_at is None:
            audit.record("token.first_used", by=token.user, on=token)
    token.last_used_at = now
