"""What the pages of sign-on show."""

from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.forms import BaseForm
from django.utils.translation import gettext_lazy as _

from qiao.desk.people import sample_people
from qiao.desk.people.models import User, named
from qiao.desk.people.signing_on import openid, queries

# What each sample person comes to the desk for, in a few words.
PURPOSES = {
    "rm": _("works on clients and looks at the own scorecard"),
    "rm2": _("the colleague in the same team"),
    "rm3": _("a manager in another branch"),
    "lead": _("helps the team along and supervises handovers"),
    "branch": _("answers for the branch's clients and figures"),
    "hr": _("runs the assessment and publishes it"),
    "risk": _("reads all clients and follows signals"),
    "product": _("looks after products and where they fit"),
    "office": _("takes requests from the front"),
    "auditor": _("reads everything and changes nothing"),
    "admin": _("keeps people, posts and sign-on"),
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
class Account:
    """One's own settings."""

    person: User
    preferences: BaseForm
    has_password: bool
    factors: Factors
    sessions: list[UserSession]


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
