"""The list of clients, the search and a client's page at a million clients: server time of whole requests as manager, branch head and auditor.

python bench/clients.py
"""

import statistics
import time
from pathlib import Path
from urllib.parse import quote

import figures
import million

TURNS = figures.sized(full=7, small=1)
REACH = 0.1  # seconds
SEARCHES = Path(__file__).with_name("searches.txt")
PAGES = {"client, one year": "", "client, three years": "?years=3", "client, timeline": "timeline/"}
LISTS = {
    "first page": "view=all",
    "deepest page": "view=all&page=30",
    "by name": "view=all&sort=name",
    "by name, deepest page": "view=all&sort=name&page=30",
    "by contribution, rising": "sort=contribution",
    "by change, falling deposits": "change=down&sort=deposit_change",
    "tier A with loans": "tier=A&lending=with&sort=-loans",
    "deposits from 100 to 500": "deposits_from=100&deposits_to=500",
    "industry and scale": "industry=E&scale=large",
    "region, new clients": "region=云州&opened_since=2023-01-01&sort=name",
    "words": "q=宏瑞",
    "common word": "q=科技",
    "every column": "view=all&"
    + "&".join(f"col={name}" for name in ("tier", "managers", "deposits", "loans", "number", "credit_code")),
}


def main() -> None:
    """Fill a desk, then open its list and search it as three people."""
    with million.desk():
        from django.db import connection

        from qiao.desk.people.models import User
        from qiao.desk.server import serving

        connection.close()
        serving.limit_statements()  # as the server does

        reference = min(_sum_seconds() for _ in range(3))
        people = [
            (name, User.objects.get(staff_number=number))
            for name, number in (("manager", million.MANAGER), ("branch head", million.HEAD), ("auditor", "auditor"))
        ]
        for name, person in people:
            _lists(name, person, reference)
        for name, person in people:
            _pages(name, person, reference)
        for name, person in people:
            _searches(name, person, reference)


def _lists(name: str, person: object, reference: float) -> None:
    ask = _browser(person)
    for what, query in LISTS.items():
        took = sorted(ask(f"/clients/?{query}") for _ in range(TURNS))
        figures.figure(
            f"list as {name}, {what} (worst {took[-1] * 1000:.0f} ms)",
            statistics.median(took),
            figures.most(REACH),
            ("bare sum", reference),
        )


def _pages(name: str, person: object, reference: float) -> None:
    from qiao.desk.clients.models import Client

    ask = _browser(person)
    seen = Client.objects.visible_to(person).filter(number__in=["C00000006", "C00000012", "C00000038"])
    addresses = {f"{what} {one.number}": one.get_absolute_url() + rest for one in seen for what, rest in PAGES.items()}
    for what, address in {**addresses, "tiers": "/clients/tiers/", "today": "/"}.items():
        took = sorted(ask(address) for _ in range(TURNS))
        figures.figure(
            f"{what} as {name} (worst {took[-1] * 1000:.0f} ms)",
            statistics.median(took),
            figures.most(REACH),
            ("bare sum", reference),
        )


def _searches(name: str, person: object, reference: float) -> None:
    ask = _browser(person)
    words = SEARCHES.read_text(encoding="utf-8").splitlines()[:: figures.sized(full=1, small=25)]
    took = sorted((min(ask(f"/ui/search/?q={quote(word)}") for _ in range(2)), word) for word in words)
    half, most = took[len(took) // 2][0], took[len(took) * 95 // 100][0]
    figures.figure(
        f"{len(took)} searches as {name}, p95 (p50 {half * 1000:.0f} ms)",
        most,
        figures.most(REACH),
        ("bare sum", reference),
    )
    figures.say("  slowest: " + ", ".join(f"{word} {seconds * 1000:.0f} ms" for seconds, word in took[:-6:-1]))


def _browser(person: object):
    """Asks for an address and tells how long the whole request took."""
    from django.conf import settings
    from django.test import Client

    browser = Client(headers={"host": "localhost"})
    browser.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])

    def ask(address: str) -> float:
        begun = _spent()
        answer = browser.get(address)
        took = _spent() - begun
        assert answer.status_code == 200, (address, answer.status_code)
        return took

    ask("/clients/?view=all")
    return ask


def _spent() -> float:
    """Processor seconds of this process and of its database session: what a request costs, whoever else uses the machine."""
    from django.db import connection

    connection.ensure_connection()
    session = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text(encoding="ascii")
    return time.process_time() + int(session.split()[0]) / 1e9


def _sum_seconds() -> float:
    """Every client's average deposits, summed: what one pass over one row a client costs."""
    from django.db import connection

    begun = _spent()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(deposit_average) FROM clients_clientfigures")
    return _spent() - begun


if __name__ == "__main__":
    main()
