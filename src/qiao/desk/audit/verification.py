"""Recomputing the whole chain, row by row: whoever rewrote, removed, reordered or cut something is found."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Exists, Min, OuterRef

from qiao.desk.audit import chain, queries, values
from qiao.desk.audit.chain import Head
from qiao.desk.audit.models import Event, PersonalValue, Seal
from qiao.engine import Text

_AT_ONCE = 2_000
_LISTED = 20
Report = Callable[[int], None]


@dataclass(slots=True)
class Verdict:
    """What a verification found."""

    sealed: int = 0
    head: Head | None = None
    faults: list[Text] = field(default_factory=list)  # the first of them
    count: int = 0  # all of them
    first_broken: int | None = None
    unsealed: int = 0
    unsealed_age: timedelta | None = None
    confirmed: list[Head] = field(default_factory=list)  # heads from outside that stand in the chain

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return self.count == 0

    def blame(self, number: int, zh: str, en: str) -> None:
        """Note a fault at a number of the chain."""
        self.count += 1
        self.first_broken = number if self.first_broken is None else min(self.first_broken, number)
        if len(self.faults) < _LISTED:
            self.faults.append(Text(zh, en))


def verify(heads: Sequence[Head] = (), *, told: Report = lambda done: None) -> Verdict:
    """Recompute every hash from the first event on, in bounded memory, and look the heads up.

    Args:
        heads: what left the database earlier; a chain that was rewritten as a whole shows in nothing else.
        told: called with the number of seals done.
    """
    verdict = Verdict()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        _follow(verdict, {head.number: head for head in heads}, told)
        _look_apart(verdict)
        _look_outside(verdict)
    return verdict


def _follow(verdict: Verdict, wanted: dict[int, Head], told: Report) -> None:
    before, number = chain.START, 0
    for seal, event in _links():
        if seal.number != number + 1:
            zh, en = (
                f"编号 {number + 1} 至 {seal.number - 1} 缺失",
                f"numbers {number + 1} to {seal.number - 1} are missing",
            )
            verdict.blame(number + 1, f"审计链断裂:{zh}。", f"The chain is broken: {en}.")
        elif event is None:
            zh, en = f"编号 {seal.number} 的事件已被删除", f"the event of number {seal.number} was removed"
            verdict.blame(seal.number, f"审计链断裂:{zh}。", f"The chain is broken: {en}.")
        elif chain.link(before, seal, event) != bytes(seal.hash):
            zh, en = f"编号 {seal.number} 与其哈希不符", f"number {seal.number} does not agree with its hash"
            verdict.blame(seal.number, f"审计链断裂:{zh}。", f"The chain is broken: {en}.")
        before, number = bytes(seal.hash), seal.number
        if head := wanted.pop(number, None):
            _compare(verdict, head, before.hex())
        if number % _AT_ONCE == 0:
            told(number)
    verdict.sealed, verdict.head = number, Head(number, before.hex()) if number else None
    for head in wanted.values():
        zh, en = f"库外链首 {head.short} 不在链中", f"the head {head.short}, kept outside, is not in it"
        verdict.blame(head.number, f"审计链被截短:{zh}。", f"The chain was shortened: {en}.")


def _compare(verdict: Verdict, head: Head, found: str) -> None:
    if head.hash == found:
        verdict.confirmed.append(head)
        return
    zh, en = (
        f"编号 {head.number} 与库外链首 {head.short} 不符",
        f"number {head.number} differs from the head {head.short}",
    )
    verdict.blame(head.number, f"审计链被改写:{zh}。", f"The chain was rewritten: {en}, which was kept outside.")


def _links() -> Iterator[tuple[Seal, Event | None]]:
    """Seals by number with their events; the two tables are read side by side, part by part."""
    part: list[Seal] = []
    for seal in Seal.objects.order_by("number").iterator(chunk_size=_AT_ONCE):
        part.append(seal)
        if len(part) == _AT_ONCE:
            yield from _with_events(part)
            part = []
    yield from _with_events(part)


def _with_events(part: list[Seal]) -> Iterator[tuple[Seal, Event | None]]:
    events = Event.objects.in_bulk([seal.event_id for seal in part])
    return ((seal, events.get(seal.event_id)) for seal in part)


def _look_apart(verdict: Verdict) -> None:
    """Whether the personal values that are left are those that were written."""
    for value in PersonalValue.objects.select_related("event__seal").iterator(chunk_size=_AT_ONCE):
        kept = value.event.details.get("personal", {})
        if kept.get(value.field) != values.digest(value):
            number = value.event.seal.number if hasattr(value.event, "seal") else verdict.sealed + 1
            zh, en = f"编号 {number} 的个人信息值已被改动", f"a personal value of number {number} was changed"
            verdict.blame(number, f"审计记录被改动:{zh}。", f"The trail was changed: {en}.")


def _look_outside(verdict: Verdict) -> None:
    """Events without a seal: those that wait for one, and those from whom one was taken."""
    within = queries.frontier()
    bare = Event.objects.filter(~Exists(Seal.objects.filter(event=OuterRef("pk"))))
    lost = 0 if within.is_elsewhere else bare.filter(xid__lt=within.since).count()
    if lost:
        zh, en = f"{lost} 个事件的封存记录已被删除", f"{lost} events lost their seals"
        verdict.blame(verdict.sealed + 1, f"审计链被截短:{zh}。", f"The chain was shortened: {en}.")
    verdict.unsealed = bare.count() - lost
    if verdict.unsealed:
        verdict.unsealed_age = within.now - bare.aggregate(at=Min("at"))["at"]
