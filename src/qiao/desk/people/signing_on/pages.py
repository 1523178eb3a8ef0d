"""What the pages of sign-on show."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.forms import BaseForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiao.desk.people import sample_people
from qiao.desk.people.models import User
from qiao.desk.people.naming import named
from qiao.desk.people.signing_on import openid, queries

# What each sample person comes to the desk for, in a few words.
PURPOSES = {
    "rm": gettext_lazy("works on clients and looks at the own scorecard"),
    "rm2": gettext_lazy("the colleague in the same team"),
    "rm3": gettext_lazy("a manager in another branch"),
    "lead": gettext_lazy("helps the team along and supervises handovers"),
    "branch": gettext_lazy("answers for the branch's clients and figures"),
    "hr": gettext_lazy("runs the assessment and publishes it"),
    "risk": gettext_lazy("reads all clients and follows signals"),
    "product": gettext_lazy("looks after products and where they fit"),
    "office": gettext_lazy("takes requests from the front"),
    "auditor": gettext_lazy("reads everything and changes nothing"),
    "admin": gettext_lazy("keeps people, posts and sign-on"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A sample person on the sign-in page: who, in which role, where, and what for."""

    staff_number: str
    name: str
    role: str
    place: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Entrance:
    """The sign-in page."""

    openid_name: str
    cards: list[Card] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Factors:
    """A person's second factors."""

    apps: list[Authenticator]
    passkeys: list[Authenticator]
    codes_left: int
    is_needed: bool  # and not there yet


@dataclass(frozen=True, slots=True)
class Session:
    """One place where a person is signed in."""

    since: datetime
    address: str
    browser: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Account:
    """One's own settings."""

    person: User
    preferences: BaseForm
    has_password: bool
    factors: Factors
    sessions: list[Session]


@dataclass(frozen=True, slots=True)
class Password:
    """A new password."""

    form: BaseForm
    is_first: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """The page that asks for proof again."""

    back: str
    password: BaseForm | None
    code: BaseForm | None
    passkey: dict[str, Any] | None
    openid_name: str


def entrance() -> Entrance:
    """What the sign-in page offers here."""
    return Entrance(openid.name(), cards() if queries.is_sample() else [])


def sessions(user: User, here: str) -> list[Session]:
    """Where a person is signed in; `here` is the key of the session that asks."""
    return [
        Session(one.created_at, one.ip, browser(one.user_agent), one.session_key == here)
        for one in queries.sessions(user)
    ]


# The first that is named counts: each browser also names those that it descends from.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Version", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"))


def browser(agent: str) -> str:
    """A browser's and a system's name, out of the long words that browsers send."""
    found = next(((name, match[1]) for sign, name in _BROWSERS if (match := re.search(rf"{sign}/(\d+)", agent))), None)
    if found is None:
        return _("unknown browser")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "Linux")
    return f"{found[0]} {found[1]} · {system}"


def cards() -> list[Card]:
    """The sample people, in the order of the house."""
    people = {user.staff_number: user for user in User.objects.filter(left_on=None).prefetch_related("posts__branch")}
    found = [(person, people.get(person.staff_number)) for person in sample_people.PEOPLE]
    return [
        Card(
            person.staff_number,
            named(person.name, person.name_en),
            str(person.role.label),
            str(user.posts_now[0].branch) if user.posts_now else "",
            str(PURPOSES.get(person.staff_number, "")),
        )
        for person, user in found
        if user
    ]


def factors(user: User) -> Factors:
    """A person's second factors, as the pages show them."""
    found = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    codes = next((one for one in found if one.type == Authenticator.Type.RECOVERY_CODES), None)
    apps = [one for one in found if one.type == Authenticator.Type.TOTP]
    passkeys = [one for one in found if one.type == Authenticator.Type.WEBAUTHN]
    left = len(codes.wrap().get_unused_codes()) if codes else 0
    return Factors(apps, passkeys, left, not apps and not passkeys and queries.needs_second_factor(user))
