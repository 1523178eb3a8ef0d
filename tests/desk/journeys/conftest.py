"""A real browser at a real server; a test fails on a console error, a script's error or a report of the content policy."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from browsing import Visitor, Window
from cast import Cast, gather
from playwright.sync_api import Browser, expect

BROWSER = "chromium-headless-shell"
# Debian's browser, as root, on a machine that reaches nothing outside.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]


# A laden machine takes its time, and a timing is no test: only what never comes has failed.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The browser that the system has, never skipped where there is none; its windows that nobody sees cost twice the pages."""
    found = shutil.which(BROWSER)
    assert found, f"{BROWSER} is not installed: make test installs it as root, else apt-get install {BROWSER}"
    return {**browser_type_launch_args, "executable_path": found, "args": FLAGS}


@pytest.fixture
def bank(transactional_db: None) -> Cast:
    """The cast, in a database that the server's own threads see."""
    return gather()


@pytest.fixture
def visitor(browser: Browser, live_server: Any, bank: Cast) -> Iterator[Visitor]:
    """Whoever visits the desk in this test."""
    visitor = Visitor(browser, live_server.url)
    yield visitor
    for context in visitor.contexts:
        context.close()
    assert visitor.faults == []


@pytest.fixture
def window(visitor: Visitor) -> Window:
    """`window(person, english=…, dark=…, phone=…)` opens a page."""
    return visitor.window
