"""One sending over HTTP: how long it lasts at most, and whom it trusts; against real servers."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from cast import Cast
from listening import certified, dripping, listening
from pytest_django import Settings

from qiao.desk.api.hooks import actions, posting, sending
from qiao.desk.api.models import Attempt
from qiao.desk.audit import actions as audit

# Far more than an exchange may last, so that no slow machine fails; half of a sender's lease, and of what a drip lasts.
BOUND = 30_000
HEAD = b"HTTP/1.1 200 OK\r\nX-A: "


@pytest.fixture(autouse=True)
def named(settings: Settings) -> None:
    """The bank has named this machine."""
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]


@pytest.mark.slow
def test_who_answers_drop_by_drop_is_left_in_time(settings: Settings, tmp_path: Path) -> None:
    certificate, context = certified(tmp_path, "IP:127.0.0.1")
    settings.WEBHOOK_CA = str(certificate)
    with ExitStack() as stack:
        urls = [
            stack.enter_context(dripping(b"HTTP/1.1 ", b"2")),
            stack.enter_context(dripping(HEAD, b"a")),
            stack.enter_context(dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n")),
            stack.enter_context(dripping(HEAD, b"a", context)),
            # A record of the handshake that never ends.
            stack.enter_context(dripping(b"\x16\x03\x03\x40\x00", b"\0")).replace("http:", "https:"),
        ]
        with ThreadPoolExecutor(len(urls)) as at_once:
            answers = list(at_once.map(lambda url: posting.post(url, b"{}", {}), urls))
    assert [(answer.status, answer.fault) for answer in answers] == [(None, "no_answer")] * len(urls)
    assert max(answer.milliseconds for answer in answers) < BOUND


@pytest.mark.slow
def test_one_that_answers_drop_by_drop_does_not_keep_the_next_from_its_message(cast: Cast) -> None:
    with dripping(HEAD, b"a") as slow, listening() as listener:
        for url in (slow, listener.url):
            actions.make(by=cast.admin, name=url, url=url, kinds=["run.done"])
        audit.record("run.done", by=None)
        assert sending.send_due() == 2
    assert len(listener.heard) == 1
    attempt = Attempt.objects.get(message__hook__url=slow)
    assert (attempt.status, attempt.fault) == (None, "no_answer") and attempt.milliseconds < BOUND


@pytest.mark.parametrize(
    ("name", "answered"), [("IP:127.0.0.1", (204, "")), ("DNS:bus.bank.example", (None, "no_trust"))]
)
def test_only_who_shows_a_certificate_for_its_name_is_told(
    name: str, answered: tuple[int | None, str], settings: Settings, tmp_path: Path
) -> None:
    certificate, context = certified(tmp_path, name)
    with listening(context) as listener:
        assert posting.post(listener.url, b"{}", {})[:2] == (None, "no_trust")  # nobody vouches for it
        settings.WEBHOOK_CA = str(certificate)
        assert posting.post(listener.url, b"{}", {})[:2] == answered
    assert len(listener.heard) == (1 if answered[0] else 0)


def test_what_is_no_answer_at_all_is_a_fault_of_the_connection() -> None:
    with dripping(b"SSH-2.0-bus\r\n", b"\r\n") as url:
        assert posting.post(url, b"{}", {})[:2] == (None, "no_connection")
