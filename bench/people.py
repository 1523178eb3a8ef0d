"""People at work, for `load.py` and `soak.py`: a process of its own that asks a served desk over HTTP by Locust.

Each of the plan's people asks once in PACE seconds on average, what and when being drawn by chance from a seed, whether or
not the answer to the question before has come; how long an answer took counts from the moment at which it was due to be
asked. Prints JSON: kind, seconds and status of every answer.
"""

import json
import random
import sys
import time
from pathlib import Path
from typing import Any

WEIGHTS = {"today": 30, "list": 25, "search": 15, "client": 15, "scorecard": 15}


def main() -> None:
    """Let everybody work, then tell what they were answered; asked for with plan, address, seconds, pace and seed."""
    plan, address, seed = Path(sys.argv[1]), sys.argv[2], sys.argv[5]
    seconds, pace = map(float, sys.argv[3:5])
    told = work(json.loads(plan.read_text(encoding="utf-8")), address, seconds, pace, seed)
    sys.stdout.write(json.dumps(told))


def work(
    people: list[dict[str, Any]], address: str, seconds: float, pace: float, seed: str
) -> list[tuple[str, float, int]]:
    """Everybody asks for so many seconds; by the same seed the same things at the same moments."""
    import gevent
    from locust import HttpUser, task
    from locust.env import Environment

    told: list[tuple[str, float, int]] = []
    waiting, begun, there = list(people), time.perf_counter() + 2, []

    class Person(HttpUser):
        host = address

        def on_start(self) -> None:
            self.plan = waiting.pop()
            self.chance = random.Random(f"{seed} {len(waiting)}")
            self.due = begun + self.chance.uniform(0, pace)
            there.append(self)
            self.client.headers["Cookie"] = self.plan["cookie"]

        def wait_time(self) -> float:
            return max(0.0, self.due - time.perf_counter())

        @task
        def ask(self) -> None:
            gevent.sleep(max(0.0, self.due - time.perf_counter()))  # the first time nobody has waited yet
            (kind,) = self.chance.choices(list(self.plan["asks"]), [WEIGHTS[kind] for kind in self.plan["asks"]])
            with self.client.get(self.chance.choice(self.plan["asks"][kind]), name=kind, catch_response=True) as answer:
                answer.success()  # judged by whoever reads what is told
                told.append((kind, time.perf_counter() - self.due, answer.status_code))
            self.due += self.chance.expovariate(1 / pace)

    runner = Environment(user_classes=[Person]).create_local_runner()
    runner.start(len(people), spawn_rate=len(people))
    gevent.sleep(seconds + 2)
    ended = time.perf_counter()
    runner.quit()
    # Whoever still waits has waited so long at least; to leave them out would praise a desk that answers nobody.
    return told + [("unanswered", ended - one.due, 0) for one in there if one.due < ended]
