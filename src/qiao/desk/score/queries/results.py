"""Finished runs as the engine reads them; a run never changes, so a process reads each once."""

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock

from qiao.desk.assess.models import Run
from qiao.engine import Brought, Node, Outlook, RequestError, WhatIfs, all_outlooks, explainer, load_run
from qiao.engine import Run as Result

_KEPT = 6  # runs in memory: the newest, the one before, a year's end, and those that somebody compares
_TREES = 128  # opened indicators: what people look at again and again
_lock = Lock()


def result_of(run: Run) -> Result:
    """What the engine made of it; RequestError where its folder is gone."""
    return _read(run.folder, run.seal)


def load_newest() -> list[object]:
    """Read what most pages will ask for; of twenty thousand managers that takes half a minute, which nobody is to wait for."""
    newest = Run.objects.filter(shown_at__isnull=False).order_by("-as_of", "-shown_at").first()
    if newest is not None:
        with suppress(RequestError):  # its folder is gone, which its pages say
            result_of(newest)
    return []


def brought_of(run: Run) -> Brought:
    """What each client brought in it."""
    return _brought(run.folder, run.seal)


def indicator_of(run: Run, manager: str, code: str, client: str = "") -> Node:
    """An indicator down to clients and accounts, and for one client down to days and flows."""
    return _indicator(run.folder, run.seal, manager, code, client)


def outlook_of(run: Run, manager: str) -> Outlook:
    """What a manager still needs by the period's end; a process's first look measures the whole bank, for everybody."""
    with _lock:  # one that comes meanwhile waits for it instead of doing the same
        return _outlooks(run.folder, run.seal)[manager]


def what_ifs_of(run: Run) -> WhatIfs:
    """What answers what-ifs of a provisional run; a process's first look projects the whole bank."""
    with _lock:
        return _what_ifs(run.folder, run.seal)


@lru_cache(maxsize=_KEPT)
def _read(folder: Path, seal: str) -> Result:
    found = load_run(folder)
    _ = found.scores  # scored once, here
    return found


@lru_cache(maxsize=_KEPT)
def _brought(folder: Path, seal: str) -> Brought:
    return Brought(_read(folder, seal))


@lru_cache(maxsize=_TREES)
def _indicator(folder: Path, seal: str, manager: str, code: str, client: str) -> Node:
    with explainer(_read(folder, seal), rows_of=client) as trees:
        return trees.indicator(manager, code)


@lru_cache(maxsize=2)
def _outlooks(folder: Path, seal: str) -> dict[str, Outlook]:
    return all_outlooks(_read(folder, seal))


@lru_cache(maxsize=1)  # the newest provisional run: nobody supposes anything of an earlier month
def _what_ifs(folder: Path, seal: str) -> WhatIfs:
    return WhatIfs(_read(folder, seal))
