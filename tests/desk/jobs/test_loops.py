"""Chores come round by themselves, once for all workers, and are made up for when none ran."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from qiao.desk.jobs import loops, work
from qiao.desk.jobs.models import Chore

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """A moment in the bank's zone."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two chores of the test in place of the desk's; what they did."""
    done: list[str] = []

    def broken() -> None:
        done.append("broken")
        raise ZeroDivisionError

    found = [
        loops.Round("hourly", lambda: done.append("hourly"), seconds=3600),
        loops.Round("daily", broken, at=time(3, 30)),
    ]
    monkeypatch.setattr(loops, "_rounds", {one.name: one for one in found})
    return done


def test_a_chore_is_due_again_after_its_time(db: None, rounds: list[str]) -> None:
    assert loops.do_due(at("2026-11-26T10:00")) == ["hourly"]
    assert loops.do_due(at("2026-11-26T10:05")) == []
    assert loops.do_due(at("2026-11-26T11:00")) == ["hourly"]
    assert rounds == ["hourly", "broken", "hourly", "broken"]


def test_one_that_failed_is_tried_again_soon_and_keeps_no_other_from_its_turn(db: None, rounds: list[str]) -> None:
    loops.do_due(at("2026-11-26T10:00"))
    assert Chore.objects.get(name="daily").due_at == at("2026-11-26T10:10")
    assert Chore.objects.get(name="daily").done_at is None
    assert Chore.objects.get(name="hourly").done_at is not None


def test_a_chore_that_another_worker_began_is_left_to_it(db: None, rounds: list[str]) -> None:
    now = at("2026-11-26T10:00")
    loops.do_due(now)
    found = loops._rounds["hourly"]
    due = Chore.objects.get(name="hourly").due_at
    assert loops._is_mine(found, due, now + timedelta(hours=1))
    assert not loops._is_mine(found, due, now + timedelta(hours=1))


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-26T03:00", "2026-11-26T03:30"),
        ("2026-11-26T03:30", "2026-11-27T03:30"),
        ("2026-12-31T23:00", "2027-01-01T03:30"),
    ],
)
def test_a_daily_chore_is_due_at_its_time_of_the_banks_day(now: str, due: str) -> None:
    assert loops.Round("daily", lambda: None, at=time(3, 30)).after(at(now)) == at(due)


def test_the_desk_sweeps_sessions_and_cache(db: None) -> None:
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=timezone.now() + timedelta(days=1))
    cache.set("old", 1, timeout=-1)
    cache.set("new", 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cache SET expires = now() - interval '1 day' WHERE cache_key LIKE '%%old'")
    work.end_old_sessions()
    work.empty_old_cache()
    assert list(Session.objects.values_list("pk", flat=True)) == ["new"]
    assert cache.get("new") == 1
    cache.clear()
