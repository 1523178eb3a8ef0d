"""What the engine says of a finished run beside its scores; a run never changes, so a process reads each once."""

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from qiao.desk.assess.models import Run
from qiao.desk.common.languages import spoken
from qiao.engine import load_run

_KEPT = 4  # runs in memory; their warnings may be thousands
_SAID = ("rule", "table", "column", "row", "value", "source", "zh")
NOBODYS = "unassigned_charges"


class Told(NamedTuple):
    """One warning; `key` stands for everything that it says."""

    key: str
    rule: str
    table: str
    source: str
    row: int | None
    value: str
    zh: str
    en: str

    @property
    def sentence(self) -> str:
        """What it says, in the reader's language."""
        return self.en if spoken() == "en" else self.zh


def warnings(run: Run) -> tuple[Told, ...]:
    """The run's own, events that no manager was there to take, the ledger's; RequestError where its folder is gone."""
    return _warnings(run.folder, run.seal)


def batches(run: Run) -> frozenset[str]:
    """Digests of the batches that a run was made of."""
    return _batches(run.folder, run.seal)


@lru_cache(maxsize=64)
def _batches(folder: Path, seal: str) -> frozenset[str]:
    return frozenset(load_run(folder).manifest["source"].get("batches", ()))


@lru_cache(maxsize=_KEPT)
def _warnings(folder: Path, seal: str) -> tuple[Told, ...]:
    manifest = load_run(folder).manifest
    found = [*manifest["warnings"], *_nobodys(manifest["unassigned_charges"]), *manifest["ledger_warnings"]]
    return tuple({one.key: one for one in map(_told, found)}.values())


def _nobodys(charges: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for charge in charges:
        measure, client, day, subject = (charge[name] for name in ("measure", "client_id", "date", "subject"))
        yield {
            "rule": NOBODYS, "table": "assignments", "column": "", "row": None, "value": client, "source": "",
            "zh": f"{measure}:客户 {client} 在 {day} 没有主办客户经理,{subject} 未计入任何人。",
            "en": f"{measure}: client {client} had no lead manager on {day}; nobody is charged with {subject}.",
        }  # fmt: skip


def _told(one: dict[str, Any]) -> Told:
    said = json.dumps([one[name] for name in _SAID], ensure_ascii=False).encode()
    key = hashlib.sha256(said).hexdigest()
    return Told(key, one["rule"], one["table"], one["source"], one["row"], one["value"], one["zh"], one["en"])
