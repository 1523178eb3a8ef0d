"""Every page of the sample bank as every role: what a whole request costs, process and database.

python bench/pages.py [--worst N]
"""

import gc
import re
import statistics
import sys
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import desks
import figures

REPEATS = figures.sized(full=10, small=1)
AT_MOST = figures.sized(full=2, small=1)  # addresses of one route that one person opens
REACH = 0.1  # seconds
_PLAINLY_UNDER = 0.6 * REACH  # a page whose second opening costs less is not opened again
_LINK = re.compile(r'(?:href|hx-get|data-href)="(/[^"#]*)')
_NOT_OPENED = ("/static/", "/account/logout/", "/ui/language/")


class Opened(NamedTuple):
    """One address as one person, and what it costs."""

    person: str
    route: str
    address: str
    kind: str
    seconds: float
    best: float
    worst: float


def main() -> None:
    """Follow the links of every person from today's page, and time what was found."""
    with desks.sample():
        from qiao.desk.server import serving

        reference = min(_turns() for _ in range(3))
        gc.collect()
        serving.settle()
        opened = [one for person in _people()[:: figures.sized(full=1, small=4)] for one in _times(person)]
        gc.unfreeze()
        _tell(opened, reference)


def _people() -> list[str]:
    from qiao.desk.people import sample_people

    return [person.staff_number for person in sample_people.PEOPLE if person.staff_number not in {"rm2", "rm3", "hr2"}]


def _times(person: str) -> Iterator[Opened]:
    browser = _browser(person)
    for route, addresses in _found(browser).items():
        for address, kind in addresses:
            took = [_cost(browser, address)]
            if took[0] > _PLAINLY_UNDER:
                took = sorted(_cost(browser, address) for _ in range(REPEATS))
            yield Opened(person, route, address, kind, statistics.median(took), took[0], took[-1])


def _found(browser: object) -> dict[str, list[tuple[str, str]]]:
    """Routes that links lead to, each with a few addresses and what they answer with."""
    from django.urls import Resolver404, resolve

    waiting, met, found = ["/"], {"/"}, {}
    while waiting:
        address = waiting.pop(0)
        try:
            match = resolve(urlsplit(address).path)
        except Resolver404:
            continue
        known = found.setdefault(match.view_name, [])
        if len(known) == AT_MOST:
            continue
        answer = browser.get(address)  # type: ignore[attr-defined]
        if answer.status_code != 200:
            continue
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        known.append((address, kind))
        if kind != "text/html":
            continue
        for link in map(unescape, _LINK.findall(answer.content.decode())):
            if link not in met and not link.startswith(_NOT_OPENED):
                met.add(link)
                waiting.append(link)
    return {route: addresses for route, addresses in found.items() if addresses}


def _tell(opened: list[Opened], reference: float) -> None:
    pages = sorted((one for one in opened if one.kind == "text/html"), key=lambda one: -one.seconds)
    missed = [one for one in pages if one.seconds > REACH]
    most = int(sys.argv[sys.argv.index("--worst") + 1]) if "--worst" in sys.argv else max(len(missed), 25)
    for one in pages[:most]:
        figures.say(
            f"{one.seconds * 1000:6.0f} ms ({one.best * 1000:.0f}-{one.worst * 1000:.0f})  {one.person:8} {one.route:34} {one.address}"
        )
    files = sorted((one for one in opened if one.kind != "text/html"), key=lambda one: -one.seconds)
    for one in files[:5]:
        figures.say(
            f"{one.seconds * 1000:6.0f} ms ({one.best * 1000:.0f}-{one.worst * 1000:.0f})  {one.person:8} {one.route:34} {one.kind}"
        )
    figures.say(f"{len(pages)} pages of {len({one.route for one in pages})} routes, {len(missed)} over {REACH} s")
    turns = ("a million empty turns", reference)
    for one in pages[:5]:
        figures.figure(f"{one.route} as {one.person}, median of {REPEATS}", one.seconds, figures.most(REACH), turns)


def _browser(person: str) -> object:
    from django.conf import settings
    from django.test import Client

    from qiao.desk.people.models import User

    browser = Client(headers={"host": "localhost"})
    browser.force_login(User.objects.get(staff_number=person), backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser


def _cost(browser: object, address: str) -> float:
    begun = _spent()
    answer = browser.get(address)  # type: ignore[attr-defined]
    took = _spent() - begun
    assert answer.status_code == 200, (address, answer.status_code)
    return took


def _spent() -> float:
    """Processor seconds of this process and of its database session: what a request costs, whoever else uses the machine."""
    from django.db import connection

    connection.ensure_connection()
    session = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text(encoding="ascii")
    return time.process_time() + int(session.split()[0]) / 1e9


def _turns() -> float:
    """A million turns of an empty loop with a sum: how fast this machine is just now."""
    begun, total = time.process_time(), 0
    for turn in range(1_000_000):
        total += turn
    return time.process_time() - begun


if __name__ == "__main__":
    main()
