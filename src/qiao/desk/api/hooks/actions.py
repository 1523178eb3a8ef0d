"""What may be done with webhooks: making one, a new secret, pausing, going on, sending again."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.desk.api import words
from qiao.desk.api.hooks import addresses, kinds, signing
from qiao.desk.api.models import Hook, Message
from qiao.desk.api.models.hooks import State, Why
from qiao.desk.audit import actions as audit
from qiao.desk.audit.models import Event
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.models import User

OVERLAP = timedelta(hours=24)
MOST = 20
KEPT = timedelta(days=90)


class Made(NamedTuple):
    """A hook and its secret, which is nowhere to be had again."""

    hook: Hook
    secret: str


@transaction.atomic
def make(*, by: User, name: str, url: str, kinds: Iterable[str]) -> Made:
    """Let an address be told of some kinds of events from now on."""
    _need_keeper(by)
    wanted = [kind for kind in _known() if kind in set(kinds)]
    if not wanted:
        raise RefusedError(_("Choose what it is told of."), field="kinds")
    try:
        addresses.found(addresses.place_of(url))
    except addresses.BadAddressError as error:
        raise RefusedError(str(words.HOOK_FAULTS[error.code]), field="url") from error
    if Hook.objects.count() >= MOST:
        raise RefusedError(_("There are %(count)s webhooks; more are not kept.") % {"count": MOST})
    salt = signing.new_salt()
    key = signing.key_of(salt)
    made = Hook.objects.create(
        name=name, url=url, kinds=wanted, salt=salt, digest=signing.digest(key), made_by=by, made_at=timezone.now()
    )
    audit.record("hook.made", by=by, on=made, kinds=wanted)
    return Made(made, signing.shown(key))


def _known() -> list[str]:
    return list(kinds.KINDS)


@transaction.atomic
def renew(hook: Hook, *, by: User) -> Made:
    """A new secret; for a day everything is signed with the one before as well."""
    _need_keeper(by)
    current = _locked(hook)
    is_sound = signing.digest(signing.key_of(current.salt)) == current.digest
    current.old_salt, current.old_until = (current.salt, timezone.now() + OVERLAP) if is_sound else (None, None)
    current.salt = signing.new_salt()
    key = signing.key_of(current.salt)
    current.digest = signing.digest(key)
    current.save(update_fields=["salt", "digest", "old_salt", "old_until"])
    audit.record("hook.renewed", by=by, on=current)
    return Made(current, signing.shown(key))


@transaction.atomic
def pause(hook: Hook, *, by: User) -> Hook:
    """Send nothing for now; what happens meanwhile waits."""
    _need_keeper(by)
    return stop(_locked(hook), Why.BY_HAND, by=by)


def stop(hook: Hook, why: Why, *, by: User | None) -> Hook:
    """Send nothing until somebody lets it go on; inside the act that finds out, under a lock on its row."""
    if hook.paused_at is None:
        hook.paused_at, hook.paused_why = timezone.now(), why
        hook.save(update_fields=["paused_at", "paused_why"])
        audit.record("hook.paused", by=by, on=hook, why=why.value)
    return hook


@transaction.atomic
def go_on(hook: Hook, *, by: User) -> Hook:
    """Send again, at once, what waits, in its order."""
    _need_keeper(by)
    current = _locked(hook)
    if current.paused_at is None:
        raise RefusedError(_("It is not paused."))
    current.paused_at, current.paused_why, current.failing_since = None, "", None
    current.save(update_fields=["paused_at", "paused_why", "failing_since"])
    current.messages.filter(state=State.WAITING).update(next_at=timezone.now(), tries=0)
    audit.record("hook.went_on", by=by, on=current)
    return current


@transaction.atomic
def replay(message: Message, *, by: User) -> Message:
    """Send one message again, under its own id."""
    _need_keeper(by)
    hook = _locked(message.hook)
    _again(hook, [message.pk])
    audit.record("hook.replayed", by=by, on=hook, message=message.uuid)
    message.refresh_from_db()
    return message


@transaction.atomic
def replay_since(hook: Hook, *, by: User, since: datetime) -> int:
    """Send everything since a moment again, in its order; how many."""
    _need_keeper(by)
    current = _locked(hook)
    count = _again(current, current.messages.filter(at__gte=since).values_list("pk", flat=True))
    audit.record("hook.replayed", by=by, on=current, since=since.isoformat(), count=count)
    return count


def _again(hook: Hook, keys: Iterable[int]) -> int:
    found = hook.messages.filter(pk__in=keys)
    return found.update(state=State.WAITING, tries=0, next_at=timezone.now(), ended_at=None)


def announce(event: Event) -> list[object]:
    """Keep what an event is to programs for each that wants it, in the very transaction that wrote the event."""
    if calendar.is_played():
        return []
    now = timezone.now()
    told = kinds.told(event, now.isoformat())
    if told is not None:
        hooks = Hook.objects.filter(kinds__contains=[told.kind])
        Message.objects.bulk_create(
            Message(hook=hook, kind=told.kind, body=told.body, at=now, next_at=now) for hook in hooks
        )
    return []


def forget_old() -> int:
    """Remove messages that ended longer ago than they are kept."""
    ended = Message.objects.exclude(state=State.WAITING).filter(at__lt=timezone.now() - KEPT)
    return ended.delete()[0]


def _need_keeper(by: User) -> None:
    if not by.has_role(Role.ADMIN):
        raise NotAllowedError


def _locked(hook: Hook) -> Hook:
    return Hook.objects.select_for_update().get(pk=hook.pk)
