"""Twenty minutes of P7's load: what the web processes and the worker keep of memory and of connections, and whether it grows."""

import json
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

import desks
import figures
import load

SECONDS = figures.sized(full=20 * 60, small=8)
EVERY = figures.sized(full=10, small=1)  # seconds between two samples
WARM = 0.3  # the share of the time after which what is loaded once has been
GROWTH = 1.0  # MiB of all processes a minute; what is above it after the warm-up is called growth


class Sample(NamedTuple):
    """One look: minutes since the beginning, MiB by process, connections of the desk to its database."""

    at: float
    memory: dict[str, float]
    connections: int


def main() -> None:
    """Let people work, look again and again, and judge the slope of what is kept."""
    with desks.sample() as home, tempfile.TemporaryDirectory(prefix="qiao-bench-") as folder:
        plan = Path(folder) / "plan.json"
        plan.write_text(json.dumps(load.people()), encoding="utf-8")
        with desks.served(home) as (address, master):
            load.warm(plan, address)
            answers: list[load.Answer] = []
            work = threading.Thread(target=lambda: answers.extend(load.ask(plan, address, SECONDS, load.PACE)))
            work.start()
            samples = list(look(address, master, work))
            work.join()
        load.tell(answers, load.PEOPLE / load.PACE, 0.0)
        judge(samples)


def look(address: str, master: int, work: threading.Thread):
    """A sample every few seconds, as long as people work."""
    begun = time.monotonic()
    while work.is_alive():
        memory = {f"{name} {pid}": _resident(pid) for pid, name in _processes(master)}
        yield Sample((time.monotonic() - begun) / 60, memory, _connections(address))
        time.sleep(EVERY)


def judge(samples: list[Sample]) -> None:
    """What was kept after the warm-up, at the end, and how much more a minute in between."""
    kept = [one for one in samples if one.at >= samples[-1].at * WARM]
    figures.say(f"{len(samples)} samples in {samples[-1].at:.1f} minutes, {len(kept)} after the warm-up")
    for name in sorted(kept[-1].memory):
        found = [(one.at, one.memory[name]) for one in kept if name in one.memory]
        figures.say(
            f"{name}: {found[0][1]:.0f} MiB, at the end {found[-1][1]:.0f} MiB, {slope(found):+.2f} MiB a minute"
        )
    grown = slope([(one.at, sum(one.memory.values())) for one in kept])
    connections = [one.connections for one in kept]
    figures.figure("P7 memory of all processes", grown, figures.most(GROWTH), unit="MiB a minute")
    figures.figure(
        f"P7 connections, {min(connections)} to {max(connections)}",
        slope([(one.at, one.connections) for one in kept]),
        figures.most(0.1),
        unit="more a minute",
    )


def slope(points: list[tuple[float, float]]) -> float:
    """The line through the points, by least squares."""
    middle, level = (sum(one[axis] for one in points) / len(points) for axis in (0, 1))
    spread = sum((at - middle) ** 2 for at, _ in points)
    return sum((at - middle) * (value - level) for at, value in points) / spread if spread else 0.0


def _processes(master: int) -> list[tuple[int, str]]:
    """The server's own processes and what each is."""
    parents = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, layer = [(master, "master")], {master}
    while layer := {pid for pid, parent in parents.items() if parent in layer}:
        found += [(pid, _name(pid)) for pid in sorted(layer)]
    return [(pid, name) for pid, name in found if name]


def _name(pid: int) -> str:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""
    return (
        "worker"
        if " worker " in command
        else "forker"
        if "forking" in command
        else "web"
        if " serve " in command
        else ""
    )


def _resident(pid: int) -> float:
    """MiB of a process's own memory; shared pages are the master's."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon")), 0.0)


def _connections(address: str) -> int:
    """As the desk's own figures for Prometheus tell them."""
    with urlopen(f"{address}/metrics", timeout=desks.PATIENCE) as answer:
        told = answer.read().decode()
    return int(
        float(next(line.split()[1] for line in told.splitlines() if line.startswith("qiao_database_connections ")))
    )


if __name__ == "__main__":
    main()
