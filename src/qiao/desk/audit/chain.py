"""How one event is chained to the one before: SHA-256 over the hash before and every column, in one exact spelling."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from qiao.desk.audit.models import Event, Seal

START = hashlib.sha256(b"qiao audit trail, 1").digest()  # what stands before number 1


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link that somebody keeps outside: whoever holds it can tell whether all before it is still what it was."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"

    @property
    def short(self) -> str:
        """Enough of it to compare by eye."""
        return f"{self.number}:{self.hash[:12]}"


def link(before: bytes, seal: Seal, event: Event) -> bytes:
    """The hash of a seal, given the hash of the one before and the event that it seals."""
    spelt = json.dumps(_columns(seal, event), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(before + spelt.encode()).digest()


def _columns(seal: Seal, event: Event) -> list[object]:
    return [
        seal.number,
        _instant(seal.at),
        seal.since,
        event.pk,
        str(event.uuid),
        _instant(event.at),
        event.xid,
        event.code,
        event.nature,
        event.by_id,
        event.for_whom_id,
        event.on_kind,
        str(event.on_uuid or ""),
        event.request_id,
        str(event.session or ""),
        event.details,
    ]


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
