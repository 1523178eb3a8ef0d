"""What administrators and auditors see of sign-on: of one person, and of the whole bank. No secrets."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from qiao.desk.common.roles import Role
from qiao.desk.people import calendar, proof
from qiao.desk.people.models import Delegation, Post, User
from qiao.desk.people.reach import NOT_HANDED_ON
from qiao.desk.people.signing_on import lockout, queries
from qiao.desk.people.signing_on.actions import FIRST_PASSWORD_LASTS
from qiao.desk.people.signing_on.models import FirstPassword
from qiao.desk.people.signing_on.queries import FACTORS, WITH_SECOND_FACTOR


@dataclass(frozen=True, slots=True)
class SignOn:
    """How one person gets in."""

    has_password: bool
    given_until: datetime | None  # the password was given out; until when it opens
    has_app: bool
    has_passkey: bool
    lacks_factor: bool  # may not work without one, and has none
    locked_until: datetime | None
    sessions: int

    @property
    def has_factor(self) -> bool:
        """Whether anything stands beside the password."""
        return self.has_app or self.has_passkey


@dataclass(frozen=True, slots=True)
class Needing:
    """A person who may not work without a second factor: by which roles, or by standing in for whoever holds one."""

    person: User
    roles: list[Role]
    has_app: bool
    has_passkey: bool

    @property
    def has_factor(self) -> bool:
        """Whether it is there."""
        return self.has_app or self.has_passkey


@dataclass(frozen=True, slots=True)
class LockedOut:
    """A person who is locked out, and until when."""

    person: User
    until: datetime


@dataclass(frozen=True, slots=True)
class Locks:
    """Who cannot try now; `others` are addresses, and numbers that nobody has."""

    people: list[LockedOut]
    others: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for everybody."""

    person_tries: int = lockout.PERSON_TRIES
    address_tries: int = lockout.ADDRESS_TRIES
    window: int = lockout.WINDOW // timedelta(minutes=1)
    lock: int = lockout.LOCK // timedelta(minutes=1)
    proof: int = proof.LASTS // timedelta(minutes=1)
    given_hours: int = FIRST_PASSWORD_LASTS // timedelta(hours=1)
    idle: int = 0
    longest_hours: int = 0


@dataclass(frozen=True, slots=True)
class OpenID:
    """The bank's identity provider."""

    issuer: str
    client: str
    claim: str


@dataclass(frozen=True, slots=True)
class Directory:
    """The bank's directory."""

    url: str
    base: str
    attribute: str
    is_encrypted: bool
    is_only: bool


def of_person(person: User) -> SignOn:
    """How this person gets in."""
    kinds = _kinds([person.pk]).get(person.pk, set())
    given = FirstPassword.objects.filter(user=person).values_list("expires_at", flat=True).first()
    keys = UserSession.objects.filter(user=person).values("session_key")
    return SignOn(
        has_password=person.has_usable_password(),
        given_until=given,
        has_app=Authenticator.Type.TOTP in kinds,
        has_passkey=Authenticator.Type.WEBAUTHN in kinds,
        lacks_factor=not kinds and queries.needs_second_factor(person),
        locked_until=lockout.locked_until(person),
        sessions=Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).count(),
    )


def needing(user: User) -> list[Needing]:
    """Everybody who needs a second factor today, those without one first; the same people as `needs_second_factor` says."""
    today = calendar.today()
    held = Post.objects.visible_to(user).on(today).filter(role__in=WITH_SECOND_FACTOR).order_by()
    roles: dict[int, set[Role]] = {}
    for holder, role in held.values_list("user", "role"):
        roles.setdefault(holder, set()).add(Role(role))
    handed_on = [role for role in WITH_SECOND_FACTOR if role not in NOT_HANDED_ON]
    absent = held.filter(role__in=handed_on).values("user")
    standing = Delegation.objects.visible_to(user).standing(today).filter(absent__in=absent)
    everybody = {*roles, *standing.values_list("stand_in", flat=True)}
    people = User.objects.visible_to(user).active(today).filter(pk__in=everybody)
    kinds = _kinds(everybody)
    found = [_needing(person, roles.get(person.pk, set()), kinds.get(person.pk, set())) for person in people]
    return sorted(found, key=lambda one: one.has_factor)


def _needing(person: User, roles: set[Role], kinds: set[str]) -> Needing:
    held = [role for role in Role if role in roles]
    return Needing(person, held, Authenticator.Type.TOTP in kinds, Authenticator.Type.WEBAUTHN in kinds)


def _kinds(people: "set[int] | list[int]") -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    rows = Authenticator.objects.filter(user__in=people, type__in=FACTORS)
    for person, kind in rows.values_list("user", "type"):
        found.setdefault(person, set()).add(kind)
    return found


def locks(user: User) -> Locks:
    """Who is locked out now. Keys are digests, so everybody's number is tried; only while there is a lock at all."""
    locked = lockout.locked_now()
    if not locked:
        return Locks([], 0)
    numbers = User.objects.visible_to(user).values_list("pk", "staff_number")
    keys = {pk: key for pk, number in numbers if (key := lockout.key_of(number)) in locked}
    people = User.objects.visible_to(user).filter(pk__in=keys)
    return Locks([LockedOut(person, locked[keys[person.pk]]) for person in people], len(locked.keys() - keys.values()))


def rules() -> Rules:
    """The rules as they are set."""
    return Rules(idle=settings.IDLE_SECONDS // 60, longest_hours=settings.SESSION_COOKIE_AGE // 3600)


def openid() -> OpenID | None:
    """The identity provider, if the bank has one."""
    found = settings.OPENID
    return OpenID(found["issuer"], found["client_id"], found["claim"]) if found["issuer"] else None


def directory() -> Directory | None:
    """The directory, if the bank has one; whoever put a password into its address does not read it here."""
    found: dict[str, Any] = settings.LDAP
    if not found["url"]:
        return None
    url = re.sub(r"//[^/@]*@", "//", found["url"])
    is_encrypted = found["tls"] or url.startswith("ldaps:")
    return Directory(url, found["base"], found["attribute"], is_encrypted, found["only"])
