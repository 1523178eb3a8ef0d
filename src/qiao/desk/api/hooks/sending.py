"""Sending what waits: address by address, each in the order in which things happened, tried again for a day.

A worker claims an address for a minute; one that dies in the middle leaves the message to the next, which sends it under the same id.
"""

import json
import logging
import threading
from datetime import datetime, timedelta
from random import random

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from qiao.desk.api.hooks import actions, posting, signing, telling
from qiao.desk.api.hooks.posting import Answer
from qiao.desk.api.models import Attempt, Hook, Message
from qiao.desk.api.models.hooks import State, Why

# After how long each try follows the one before: about a day in all.
WAITS = [timedelta(seconds=seconds) for seconds in (10, 60, 300, 900, 3_600, 7_200, 14_400, 21_600, 39_600)]
EVERY_SECONDS = 2.0
_LEASE = timedelta(seconds=60)
_AT_ONCE = 20
_GONE = 410
_log = logging.getLogger(__name__)


def run_forever(stop: threading.Event) -> None:
    """Send what is due every few seconds until told to stop."""
    while not stop.wait(EVERY_SECONDS):
        try:
            close_old_connections()
            send_due(stop)
        except DatabaseError as error:
            _log.warning("Webhooks could not be sent (%s); trying again", type(error).__name__)
            connection.close()
    connection.close()


def send_due(stop: threading.Event | None = None) -> int:
    """Send everything that is due, unless told to stop in between; how many sendings that were."""
    count = 0
    while (hook := _claim()) is not None:
        try:
            count += _send_some(hook, stop)
        finally:
            Hook.objects.filter(pk=hook.pk).update(busy_until=None)
        if stop is not None and stop.is_set():
            break
    return count


@transaction.atomic
def _claim() -> Hook | None:
    """An address with something due that nobody else is at, for a while one's own."""
    now = timezone.now()
    waiting = Message.objects.filter(hook=OuterRef("pk"), state=State.WAITING).order_by("pk")
    free = Hook.objects.alias(due_at=Subquery(waiting.values("next_at")[:1])).filter(
        Q(busy_until=None) | Q(busy_until__lt=now), paused_at=None, due_at__lte=now
    )
    hook = free.select_for_update(skip_locked=True, of=("self",)).order_by("pk").first()
    if hook is not None:
        Hook.objects.filter(pk=hook.pk).update(busy_until=now + _LEASE)
    return hook


def _send_some(hook: Hook, stop: threading.Event | None) -> int:
    keys = _keys(hook)
    if not keys:
        _stop(hook, Why.SECRET)
        return 0
    for count in range(_AT_ONCE):
        message = hook.messages.filter(state=State.WAITING).order_by("pk").first()
        if message is None or message.next_at > timezone.now() or (stop is not None and stop.is_set()):
            return count
        Hook.objects.filter(pk=hook.pk).update(busy_until=timezone.now() + _LEASE)
        if not _noted(message, _sent(message, hook.url, keys)):
            return count + 1
    return _AT_ONCE


def _keys(hook: Hook) -> list[bytes]:
    """The secrets that count now; none where the desk's own key has changed."""
    key = signing.key_of(hook.salt)
    if signing.digest(key) != hook.digest:
        return []
    still = hook.old_salt is not None and hook.old_until is not None and hook.old_until > timezone.now()
    return [key, signing.key_of(hook.old_salt)] if still and hook.old_salt is not None else [key]


def _sent(message: Message, url: str, keys: list[bytes]) -> Answer:
    body = json.dumps(message.body, ensure_ascii=False, separators=(",", ":")).encode()
    return posting.post(url, body, signing.headers(str(message.uuid), timezone.now(), body, keys))


@transaction.atomic
def _noted(message: Message, answer: Answer) -> bool:
    """Write down what came back; whether the next message may follow."""
    now = timezone.now()
    hook = Hook.objects.select_for_update().get(pk=message.hook_id)
    Attempt.objects.create(
        message=message, at=now, status=answer.status, fault=answer.fault, milliseconds=answer.milliseconds
    )
    if answer.is_good:
        _end(message, State.DELIVERED, now)
        if hook.failing_since is not None:
            hook.failing_since = None
            hook.save(update_fields=["failing_since"])
        return hook.paused_at is None
    if hook.failing_since is None:
        hook.failing_since = now
        hook.save(update_fields=["failing_since"])
    if answer.status == _GONE or message.tries >= len(WAITS):
        _end(message, State.FAILED, now)
        _stop(hook, Why.GONE if answer.status == _GONE else Why.FAILING)
        return False
    message.next_at = now + WAITS[message.tries] * (0.9 + random() / 5)  # only spreads them
    message.tries += 1
    message.save(update_fields=["tries", "next_at"])
    return False


def _end(message: Message, state: State, now: datetime) -> None:
    message.state, message.ended_at, message.tries = state, now, message.tries + 1
    message.save(update_fields=["state", "ended_at", "tries"])


@transaction.atomic
def _stop(hook: Hook, why: Why) -> None:
    current = Hook.objects.select_for_update().get(pk=hook.pk)
    if current.paused_at is None:
        actions.stop(current, why, by=None)
        telling.paused(current)
