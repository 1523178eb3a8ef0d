"""What may be done to standards: draft, edit, propose, publish or send back, drop, acknowledge."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction

from qiao.desk.assess import telling
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Acknowledgement, Standard
from qiao.desk.assess.models.standards import State
from qiao.desk.audit import actions as audit
from qiao.desk.common.languages import said
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.roles import Role
from qiao.desk.common.versions import claim
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.engine import Change, Loaded, StandardError, UnreachableError, default_text, load_text, rewritten

WRITERS = (Role.HR,)


class Figure(NamedTuple):
    """One figure that a form changes: its path in the standard, what it was, what it shall be."""

    path: str
    old: str
    new: str


@transaction.atomic
def draft(base: Standard | None, *, by: User, reason: str = "") -> Standard:
    """Begin a new version from another one, or from the default standard that comes with Qiao."""
    _need_writer(by)
    text = base.text if base else default_text()
    made = _described(Standard(base=base, reason=reason.strip(), made_by=by, made_at=calendar.now()), _loaded(text))
    made.save()
    audit.record("standard.drafted", by=by, on=made, base=base.uuid if base else None, hash=made.document_hash)
    return made


@transaction.atomic
def edit(standard: Standard, *, by: User, version: int, text: str) -> Standard:
    """Put another text in the place of a draft's; one that does not hold is refused with its faults.

    Raises:
        RefusedError: the text is no standard; says where and why.
        ConflictError: somebody else changed it meanwhile.
    """
    _need_writer(by)
    current = claim(standard, version)
    _need(current, State.DRAFT)
    before = current.document_hash
    _described(current, _loaded(text.replace("\r\n", "\n")))
    current.save()
    audit.record("standard.edited", by=by, on=current, before=before, hash=current.document_hash)
    return current


def change(standard: Standard, *, by: User, version: int, figures: Iterable[Figure]) -> Standard:
    """Change single figures of a draft; comments, marks and everything else in its text stay as they are."""
    changes = [Change(one.path, one.old, one.new) for one in figures if one.old != one.new]
    if not changes:
        raise FaultError("nothing_changed")
    try:
        text = rewritten(standard.text, changes)
    except UnreachableError as error:
        raise FaultError("unreachable", path=error.path) from error
    return edit(standard, by=by, version=version, text=text)


@transaction.atomic
def propose(standard: Standard, *, by: User, version: int, reason: str) -> Standard:
    """Ask a second person to publish a draft."""
    _need_writer(by)
    current = claim(standard, version)
    _need(current, State.DRAFT)
    _need_new(current)
    current.state, current.reason, current.answer = State.PROPOSED, reason.strip(), ""
    current.proposed_by, current.proposed_at = by, calendar.now()
    current.save()
    audit.record("standard.proposed", by=by, on=current, hash=current.document_hash)
    telling.standard_proposed(current, by=by)
    return current


@transaction.atomic
def publish(standard: Standard, *, by: User) -> Standard:
    """Approve what somebody else proposed: from now on nobody changes it, and every manager is asked to acknowledge it."""
    current = _locked(standard)
    _need(current, State.PROPOSED)
    _need_second(current, by)
    _need_new(current)
    current.state, current.decided_by, current.decided_at = State.PUBLISHED, by, calendar.now()
    current.version += 1
    current.save()
    audit.record("standard.published", by=by, on=current, hash=current.document_hash, data=current.data_hash)
    telling.standard_published(current, by=by)
    return current


@transaction.atomic
def send_back(standard: Standard, *, by: User, answer: str) -> Standard:
    """Say why not: the proposal is a draft again. Whoever proposed it may take it back in the same way."""
    _need_writer(by)
    current = _locked(standard)
    _need(current, State.PROPOSED)
    proposer = current.proposed_by
    current.state, current.answer = State.DRAFT, answer.strip()
    current.proposed_by = current.proposed_at = None
    current.version += 1
    current.save()
    audit.record("standard.sent_back", by=by, on=current)
    telling.standard_sent_back(current, to=proposer, by=by)
    return current


@transaction.atomic
def drop(standard: Standard, *, by: User) -> Standard:
    """Put a draft aside; it stays to be read."""
    return _turn(standard, by, State.DRAFT, State.DROPPED, "standard.dropped")


@transaction.atomic
def take_up(standard: Standard, *, by: User) -> Standard:
    """Go on with a draft that was put aside."""
    return _turn(standard, by, State.DROPPED, State.DRAFT, "standard.taken_up")


@transaction.atomic
def acknowledge(standard: Standard, *, by: User) -> Acknowledgement:
    """Say that one has read a published standard; a second time changes nothing."""
    _need(standard, State.PUBLISHED)
    made, is_new = Acknowledgement.objects.get_or_create(standard=standard, user=by, defaults={"at": calendar.now()})
    if is_new:
        audit.record("standard.acknowledged", by=by, on=standard)
    return made


# --- what holds for several --------------------------------------------------------------------------------------------


def _turn(standard: Standard, by: User, before: State, after: State, code: str) -> Standard:
    _need_writer(by)
    current = _locked(standard)
    _need(current, before)
    current.state = after
    current.version += 1
    current.save()
    audit.record(code, by=by, on=current)
    return current


def _locked(standard: Standard) -> Standard:
    return Standard.objects.select_for_update(of=("self",)).get(pk=standard.pk)


def _need_writer(by: User) -> None:
    if not by.has_role(*WRITERS):
        raise NotAllowedError


def _need_second(standard: Standard, by: User) -> None:
    """Four eyes: not the proposer, and not by the post of whom the proposer stands in for."""
    if standard.proposed_by_id is None or not by.reach.may_decide(*WRITERS, proposed_by=standard.proposed_by_id):
        raise NotAllowedError


def _need(standard: Standard, *states: State) -> None:
    if standard.state not in states:
        raise FaultError("standard_moved_on")


def _need_new(standard: Standard) -> None:
    """A published label names one text for ever."""
    published = Standard.objects.filter(state=State.PUBLISHED)
    if published.filter(code=standard.code, label=standard.label).exists():
        raise FaultError("label_taken", label=standard.label)
    if published.filter(document_hash=standard.document_hash).exists():
        raise FaultError("published_already")


def _loaded(text: str) -> Loaded:
    """The text as a standard; RefusedError with every fault and its line."""
    try:
        return load_text(text, "")
    except StandardError as error:
        faults = getattr(error, "faults", ())
        told = [said(fault.sentence) for fault in faults] or [said(error.text)]
        raise RefusedError("\n".join(told), field="text") from error


def _described(standard: Standard, loaded: Loaded) -> Standard:
    found = loaded.standard
    standard.text, standard.data_hash, standard.document_hash = loaded.text, loaded.data_hash, loaded.document_hash
    standard.code, standard.label, standard.effective_from = found.id, found.version, found.effective_from
    return standard
