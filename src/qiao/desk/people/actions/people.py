"""What may be done to people's entries: writing down, changing, leaving, coming back."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.common.refusals import RefusedError
from qiao.desk.common.roles import Role
from qiao.desk.common.versions import Changed, changed, claim, save_each
from qiao.desk.people.actions import delegations, posts
from qiao.desk.people.actions.guards import administer, keep_an_administrator, near, of_another, refusing
from qiao.desk.people.leaving import LEAVERS
from qiao.desk.people.models import Post, User
from qiao.desk.people.models.people import SPELLED
from qiao.desk.people.signing_on import actions as signing_on

_FIELDS = ("name", "name_en", "phone")


@transaction.atomic
def write_down(*, by: User | None, staff_number: str, name: str, name_en: str = "", phone: str = "") -> User:
    """Let a person exist; they can sign on once they have a post and a way to."""
    administer(by)
    user = User(staff_number=staff_number, name=name, name_en=name_en, phone=phone)
    user.set_unusable_password()
    with refusing("people_user_staff_number", _("Another person has this staff number."), field="staff_number"):
        user.save()
    audit.record("user.created", by=by, on=user)
    return user


@transaction.atomic
def write_down_many(wanted: Sequence[Mapping[str, str]], *, by: User) -> list[User]:
    """Let many people exist at once; see `write_down`."""
    administer(by)
    made = [User(**facts, password=make_password(None)) for facts in wanted]
    for user in made:
        user.spell()
    with refusing("people_user_staff_number", _("Another person has this staff number."), field="staff_number"):
        User.objects.bulk_create(made)
    audit.record_each("user.created", [audit.Each(user) for user in made], by=by)
    return made


@transaction.atomic
def change(user: User, *, by: User, version: int, name: str, name_en: str = "", phone: str = "") -> User:
    """Change a person's names and telephone; the staff number stays, since ledgers know them by it."""
    administer(by)
    user = claim(user, version)
    wanted = {"name": name, "name_en": name_en, "phone": phone}
    differing = {
        field: (getattr(user, field), wanted[field]) for field in _FIELDS if getattr(user, field) != wanted[field]
    }
    for field in differing:
        setattr(user, field, wanted[field])
    user.save(update_fields=[*differing, "version"])
    audit.record("user.changed", by=by, on=user, personal=differing, fields=list(differing))
    return user


@transaction.atomic
def change_many(wanted: Sequence[tuple[User, Mapping[str, str]]], *, by: User) -> list[Changed[User]]:
    """Change names and telephones of people who are locked, all at once; see `change`. Those who are other now."""
    administer(by)
    each = [changed(user, {name: facts[name] for name in _FIELDS if name in facts}) for user, facts in wanted]
    changes = [one for one in each if one.before]
    for one in changes:
        if one.before.keys() & {"name", "name_en"}:
            one.record.spell()
    save_each(User, changes, following={"name": SPELLED, "name_en": SPELLED})
    told = [
        audit.Each(
            one.record,
            {"fields": list(one.before)},
            {name: (old, getattr(one.record, name)) for name, old in one.before.items()},
        )
        for one in changes
    ]
    audit.record_each("user.changed", told, by=by)
    return changes


@transaction.atomic
def unmake(users: Sequence[User], *, by: User) -> None:
    """Take people back whom a list wrote down and to whom nothing hangs yet; they never were."""
    administer(by)
    audit.record_each("user.unmade", [audit.Each(user) for user in users], by=by)
    User.objects.filter(pk__in=[user.pk for user in users]).delete()


@transaction.atomic
def leave(user: User, *, by: User, on: date) -> User:
    """A person is no longer there from this day on: out at the next request, posts and delegations end, the book is free."""
    administer(by)
    of_another(user, by)
    near(on, field="on", by=by)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.left_on:
        raise RefusedError(_("This person is marked as a leaver already."))
    if Post.objects.reaching(on).filter(user=user, role=Role.ADMIN).exists():
        keep_an_administrator(user)
    user.left_on = on
    user.version += 1
    user.save(update_fields=["left_on", "version"])
    ended = posts.cut(user, by=by, gone=on)
    withdrawn = delegations.cut(user, by=by, gone=on)
    if not user.is_active:
        signing_on.end_sessions(user, by=by)
    left = [f"{part.what}:{part.count}" for part in LEAVERS.gather(user, on, by)]
    audit.record("user.left", by=by, on=user, day=on.isoformat(), posts=ended, delegations=withdrawn, left=left)
    return user


@transaction.atomic
def come_back(user: User, *, by: User) -> User:
    """A leaver is there again, without posts: those are given anew. A session from before never works again."""
    administer(by)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.left_on is None:
        raise RefusedError(_("This person has not left."))
    if not user.is_active:  # the day came while a session was open
        signing_on.end_sessions(user, by=by)
    user.left_on, user.version = None, user.version + 1
    user.save(update_fields=["left_on", "version"])
    audit.record("user.returned", by=by, on=user)
    return user
