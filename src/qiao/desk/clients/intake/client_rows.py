"""Rows of a list of clients: known by their credit code, new ones made on the desk, what the ledger tells left to it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import override

from qiao.desk.audit import actions as audit
from qiao.desk.clients import industries
from qiao.desk.clients.actions import prospects
from qiao.desk.clients.intake import fields, rows
from qiao.desk.clients.intake.rows import Cells, Done, Subject
from qiao.desk.clients.models import Assignment, Client
from qiao.desk.clients.models.clients import Scale, managers_within
from qiao.desk.clients.models.imports import Outcome
from qiao.desk.common.roles import Role
from qiao.desk.people.models import Post, User
from qiao.engine import is_credit_code

_FACTS = (*prospects.FACTS, *prospects.DESKS_OWN)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a row wants: a new client with its manager, or a client changed."""

    facts: dict[str, str]
    manager: User | None = None
    client: Client | None = None


def plan(by: User, chunk: list[Cells], seen: dict[str, int]) -> None:
    """Plan some rows of clients."""
    codes = [_clean_code(cells) for cells in chunk]
    known = {
        one.credit_code: one for one in Client.objects.filter(credit_code__in=codes).order_by("-is_awaited", "-pk")
    }
    mine = set(
        Client.objects.visible_to(by).filter(pk__in=[one.pk for one in known.values()]).values_list("pk", flat=True)
    )
    managers = _managers(by, {cells["manager"] for cells in chunk if cells["manager"]})
    names = [cells["name"] for cells in chunk if cells["name"]]
    called = set(Client.objects.visible_to(by).filter(name__in=names).values_list("name", flat=True))
    for cells, code in zip(chunk, codes, strict=True):
        facts = _facts(cells, code)
        row = cells.plan
        if code and (first := seen.setdefault(code, row.number)) != row.number:
            row.fault("twice", row=first)
        if row.is_faulty:
            continue
        if code == fields.EXAMPLE_CODE:
            row.remark("example")
        elif (client := known.get(code)) is None:
            _plan_new(cells, facts, managers)
            if cells["name"] in called:
                row.remark("same_name")
        elif client.pk in mine:
            _plan_change(by, cells, client, facts)
        else:
            row.fault("taken")


def _clean_code(cells: Cells) -> str:
    """The credit code as it is kept; one that does not check is a fault."""
    code = prospects.clean_code(cells["credit_code"])
    if code and not is_credit_code(code):
        cells.plan.fault("code")
    return code


def _facts(cells: Cells, code: str) -> dict[str, str]:
    """The facts that the row tells: an empty cell tells nothing."""
    facts = {name: cells[name] for name in _FACTS if cells[name]} | {"credit_code": code}
    if "industry" in facts:
        found = industries.canonical(facts["industry"])
        facts["industry"] = found or ""
        if found is None:
            cells.plan.fault("industry")
    if "scale" in facts:
        facts["scale"] = _scale(facts["scale"])
        if not facts["scale"]:
            cells.plan.fault("scale")
    return facts


def _scale(text: str) -> str:
    """The class by its code, or by what it is called in either language, 企业 behind it or not."""
    wanted = text.removesuffix("企业").lower()
    for language in ("zh-hans", "en"):
        with override(language):
            for scale in Scale:
                if wanted in {scale.value, str(scale.label).lower(), str(scale.label).removesuffix("型")}:
                    return str(scale.value)
    return ""


def _managers(by: User, numbers: set[str]) -> dict[str, User]:
    """Managers of today by their staff numbers, as far as one reaches: an assessment officer to everybody."""
    found = User.objects.active().filter(staff_number__in=numbers)
    found = found.filter(pk__in=Post.objects.on(by.reach.day).filter(role=Role.RM).values("user"))
    if not by.has_role(Role.HR):
        found = found.filter(pk__in=managers_within(by.reach).values("pk"))
    return {one.staff_number: one for one in found}


def _plan_new(cells: Cells, facts: dict[str, str], managers: dict[str, User]) -> None:
    row, manager = cells.plan, managers.get(cells["manager"])
    if manager is None:
        row.fault("no_manager" if cells["manager"] else "manager")
        return
    row.outcome, row.wanted = Outcome.NEW, Wish(facts, manager=manager)


def _plan_change(by: User, cells: Cells, client: Client, facts: dict[str, str]) -> None:
    row = cells.plan
    if not client.is_awaited and any(getattr(client, name) != facts[name] for name in prospects.FACTS if name in facts):
        row.remark("ledgers")
    if prospects.differing(client, facts):
        row.outcome, row.wanted = Outcome.CHANGED, Wish(facts, client=client)


def make(by: User, wanted: list[Wish]) -> list[Done]:
    """New clients and changed ones, all at once."""
    made = iter(prospects.write_down_many([(one.manager, one.facts) for one in wanted if one.manager], by=by))
    standing = _locked(one.client.uuid for one in wanted if one.client)
    changes = [(standing[one.client.uuid], one.facts) for one in wanted if one.client]
    before = {one.record.uuid: one.before for one in prospects.change_many(changes, by=by)}
    return [
        _done(standing[one.client.uuid], {"before": before.get(one.client.uuid, {})})
        if one.client
        else _done(next(made), {"made": True})
        for one in wanted
    ]


def _done(client: Client, how: dict[str, Any]) -> Done:
    return Done(client.uuid, {**how, "version": client.version})


def _locked(uuids: Iterable[UUID]) -> dict[UUID, Client]:
    found = Client.objects.select_for_update(of=("self",)).filter(uuid__in=uuids)
    return {one.uuid: one for one in found.order_by("pk")}


def undo(by: User, done: list[tuple[UUID, dict[str, Any]]]) -> list[str]:
    """Put clients back; of each why it stays, if it does."""
    clients = _locked(record for record, _how in done)
    made = [clients[record].pk for record, how in done if how.get("made") and record in clients]
    leant_on = rows.leant_on(Client, made, apart_from=frozenset({Assignment})) | _moved_on(made)
    reasons, gone, back = [], [], []
    for record, how in done:
        client = clients.get(record)
        reason = "gone" if client is None else "touched" if client.version != how["version"] else ""
        if client is not None and not reason:
            if not how.get("made"):
                back.append((client, how["before"]))
            elif not client.is_awaited or client.pk in leant_on:
                reason = "touched"
            else:
                gone.append(client)
        reasons.append(reason)
    prospects.change_many(back, by=by)
    _unmake(gone, by)
    return reasons


def _moved_on(clients: list[int]) -> set[int]:
    """Which clients are no longer managed as a list left them: by one manager, whole, from its day on."""
    counts: Counter[int] = Counter()
    moved = set()
    for one in Assignment.objects.filter(client__in=clients):
        counts[one.client_id] += 1
        if one.share != 1 or one.to_date is not None:
            moved.add(one.client_id)
    return moved | {client for client in clients if counts[client] != 1}


def _unmake(clients: list[Client], by: User) -> None:
    audit.record_each("client.unmade", [audit.Each(client) for client in clients], by=by)
    keys = [client.pk for client in clients]
    Assignment.objects.filter(client__in=keys).delete()
    Client.objects.filter(pk__in=keys).delete()


SUBJECT = Subject(plan, make, undo, lambda uuid: reverse("clients:client", args=[uuid]))
