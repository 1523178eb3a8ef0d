"""The one lock on guessing, for passwords, codes, the directory and proofs alike; all processes share it.

An attempt counts as failed from its beginning until it has succeeded: a hundred attempts sent at once get no more guesses
than a hundred sent one after the other.
"""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.people.signing_on.models import Guesses

if TYPE_CHECKING:
    from qiao.desk.people.models import User

PERSON_TRIES = 5
ADDRESS_TRIES = 50  # a branch often stands behind one address
WINDOW = timedelta(minutes=15)
LOCK = timedelta(minutes=15)


class LockedError(ValidationError):
    """Too many attempts; says until when, and nothing about who exists."""

    def __init__(self, until: datetime) -> None:
        words = _("Too many attempts. Try again after %(time)s, or ask an administrator to unlock you.")
        super().__init__(words, code="locked", params={"time": date_format(timezone.localtime(until), "H:i")})
        self.until = until


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt under way."""

    person: str
    address: str

    def succeeded(self) -> None:
        """Take this attempt back out of the count; earlier failures stay until the sign-in is complete."""
        rows = Guesses.objects.filter(key__in=[self.person, self.address], failures__gt=0)
        rows.update(failures=F("failures") - 1, locked_until=None)

    def failed(self, user: "User | None", step: str) -> None:
        """Write the failure down; what was typed for an unknown person is kept nowhere.

        Raises:
            LockedError: this was one attempt too many.
        """
        locks = Guesses.objects.filter(key__in=[self.person, self.address], locked_until__gt=timezone.now())
        until = max((row.locked_until for row in locks if row.locked_until), default=None)
        if until:
            audit.record("user.locked", by=None, on=user, reason=step)
            raise LockedError(until)
        audit.refused("user.refused", by=None, on=user, reason=step)


@transaction.atomic
def begin(request: HttpRequest, staff_number: str) -> Attempt:
    """Count an attempt for whoever is named, known or not, and for where it comes from.

    Raises:
        LockedError: there were too many.
    """
    now = timezone.now()
    attempt = Attempt(key_of(staff_number), _digest("address", get_adapter(request).get_client_ip(request)))
    tries = {attempt.person: PERSON_TRIES, attempt.address: ADDRESS_TRIES}
    # Always in one order, so that two attempts never wait for each other.
    rows = [_row(key, now) for key in sorted(tries)]
    if until := max((row.locked_until for row in rows if row.locked_until), default=None):
        raise LockedError(until)
    for row in rows:
        row.failures += 1
        row.locked_until = now + LOCK if row.failures >= tries[row.key] else None
        row.save()
    return attempt


def _row(key: str, now: datetime) -> Guesses:
    """The count of this key, locked for this transaction; begun anew when its window or its lock has run out."""
    Guesses.objects.bulk_create([Guesses(key=key, since=now)], ignore_conflicts=True)
    row = Guesses.objects.select_for_update().get(key=key)
    if row.locked_until <= now if row.locked_until else row.since + WINDOW <= now:
        row.failures, row.since, row.locked_until = 0, now, None
    return row


def clear(user: "User") -> None:
    """Forget a person's failures: a sign-in is complete, or an administrator unlocks."""
    Guesses.objects.filter(key=key_of(user.staff_number)).delete()


def locked_until(user: "User") -> datetime | None:
    """Until when a person is locked out, if they are."""
    rows = Guesses.objects.filter(key=key_of(user.staff_number), locked_until__gt=timezone.now())
    return rows.values_list("locked_until", flat=True).first()


def locked_now() -> dict[str, datetime]:
    """Every lock that holds, by key: until when."""
    rows = Guesses.objects.filter(locked_until__gt=timezone.now())
    return {row.key: row.locked_until for row in rows if row.locked_until}


def key_of(staff_number: str) -> str:
    """Under which key the failures for this number are counted; however it is typed, it is one person's."""
    return _digest("person", unicodedata.normalize("NFKC", staff_number).strip().casefold())


def _digest(kind: str, value: str) -> str:
    """People type passwords into the wrong field, so what was typed is never kept."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
