"""P7: fifty people signed in to a served desk, each asking every five seconds on average, over HTTP; then ever faster."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

import desks
import figures
import million

PEOPLE = figures.sized(full=50, small=12)
MANAGERS = PEOPLE * 36 // 50
PACE = 5.0  # seconds between two questions of one person, on average
SECONDS = figures.sized(full=60, small=4)  # of each step
FASTER = figures.sized(full=1.5, small=8)  # from step to step
REACH, LIMIT = 0.1, 1.0  # seconds
SEARCHES = Path(__file__).with_name("searches.txt")
Answer = tuple[str, float, int]


def main() -> None:
    """Let people work at the pace of P7, then faster until they wait for more than a second."""
    with million.desk() as home, tempfile.TemporaryDirectory(prefix="qiao-bench-") as folder:
        plan = Path(folder) / "plan.json"
        plan.write_text(json.dumps(people()), encoding="utf-8")
        with desks.served(home) as (address, _master):
            warm(plan, address)
            ask(plan, address, SECONDS, PACE / 2, "before")  # not counted: a desk is measured as it is after a while
            pace, slowest = PACE, 0.0
            while slowest <= LIMIT and pace > PACE / 100:
                slowest = step(plan, address, pace)
                pace /= FASTER
            figures.figure(
                f"P7 requests a second at which p95 passes {LIMIT:.0f} s", PEOPLE / (pace * FASTER), unit="/s"
            )


def warm(plan: Path, address: str) -> None:
    """Everything asked for a few times, one after the other, so that each process has loaded what it keeps."""
    for person in json.loads(plan.read_text(encoding="utf-8")):
        for addresses in person["asks"].values():
            with urlopen(
                Request(f"{address}{addresses[0]}", headers={"Cookie": person["cookie"]}), timeout=300
            ) as answer:
                answer.read()


def step(plan: Path, address: str, pace: float) -> float:
    """One pace for a while; its p95 in seconds."""
    busy, rate = _busy(), PEOPLE / pace
    every = tell(ask(plan, address, SECONDS, pace), rate, busy)
    goal = figures.most(REACH) if pace == PACE else None
    figures.figure(f"P7 p95 with queueing at {rate:.0f} requests a second", p95(every), goal)
    return p95(every)


def ask(plan: Path, address: str, seconds: float, pace: float, seed: str = "1") -> list[Answer]:
    """What everybody was answered; Locust works in a process of its own."""
    words = [sys.executable, "-c", "import people; people.main()", str(plan), address, str(seconds), str(pace), seed]
    done = subprocess.run(words, cwd=Path(__file__).parent, check=True, capture_output=True, text=True)
    return [(kind, took, status) for kind, took, status in json.loads(done.stdout)]


def tell(answers: list[Answer], rate: float, busy: float) -> list[float]:
    """Print what a step came to, kind by kind; the seconds of every answer."""
    by_kind: dict[str, list[float]] = defaultdict(list)
    for kind, took, _status in answers:
        by_kind[kind].append(took)
    failed = dict(Counter(status for _kind, _took, status in answers if status != 200)) or "none"
    every = [took for found in by_kind.values() for took in found]
    kinds = ", ".join(f"{kind} {p95(took) * 1000:.0f}" for kind, took in sorted(by_kind.items()))
    figures.say(
        f"{rate:.0f} requests a second: {len(every)} answers, not 200 of them: {failed};"
        f" p50 {statistics.median(every) * 1000:.0f} ms, p95 {p95(every) * 1000:.0f} ms; p95 by kind: {kinds};"
        f" before, others kept the processors busy for {busy:.0%}"
    )
    return every


def p95(took: list[float]) -> float:
    """The seconds that 95 of 100 do not exceed."""
    return sorted(took)[len(took) * 95 // 100] if took else 0.0


def people() -> list[dict[str, Any]]:
    """Everybody's session: of fifty thirty-six managers, seven branch heads, seven auditors, each with what they may open."""
    from qiao.desk.assess.models import Outcome
    from qiao.desk.clients.models import Client
    from qiao.desk.people.models import Post, User

    assessed = Outcome.objects.exclude(run__shown_at=None).values("person")
    managers = list(User.objects.filter(pk__in=assessed)[:MANAGERS])
    posts = Post.objects.filter(role="branch", to_date=None).values("user")
    heads = [one for one in User.objects.filter(pk__in=posts) if Outcome.objects.visible_to(one).exists()]
    auditors = [User.objects.get(staff_number="auditor")]
    rest = PEOPLE - len(managers)
    chosen = [*managers, *(heads * rest)[: rest // 2], *(auditors * rest)[: rest - rest // 2]]
    words = [word for word in SEARCHES.read_text(encoding="utf-8").splitlines() if word]
    planned = []
    for person in chosen:
        seen = Client.objects.visible_to(person).order_by("pk")[:40]
        shown = Outcome.objects.visible_to(person).exclude(run__shown_at=None).select_related("run")[:20]
        asks = {
            "today": ["/"],
            "list": ["/clients/?view=all", "/clients/?view=all&page=2", "/clients/?tier=A&lending=with&sort=-loans"],
            "search": [f"/ui/search/?q={quote(word)}" for word in words],
            "client": [one.get_absolute_url() for one in seen],
            "scorecard": [f"/score/{one.run.uuid}/{quote(one.manager)}/" for one in shown],
        }
        planned.append({"cookie": desks.cookie(person), "asks": {kind: there for kind, there in asks.items() if there}})
    return planned


def _busy() -> float:
    """The share of all processors' time that is used while we ask nothing."""
    before = _jiffies()
    time.sleep(3)
    (idle, every), (idle_now, every_now) = before, _jiffies()
    return 1 - (idle_now - idle) / max(every_now - every, 1)


def _jiffies() -> tuple[int, int]:
    told = [int(word) for word in Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]]
    return told[3] + told[4], sum(told)


if __name__ == "__main__":
    main()
