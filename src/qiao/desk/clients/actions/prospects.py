"""Clients that are made on the desk before any ledger knows them (待开户), and what of a client is the desk's to change."""

import unicodedata
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from qiao.desk.audit import actions as audit
from qiao.desk.clients.models import Assignment, Client
from qiao.desk.clients.models.assignments import Part
from qiao.desk.clients.models.clients import SPELLED, managers_within
from qiao.desk.clients.queries import prospects, scope
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.roles import Role
from qiao.desk.common.versions import Changed, changed, claim, save_each
from qiao.desk.people.actions.guards import refusing
from qiao.desk.people.models import Post, User
from qiao.engine import is_credit_code

MAKERS = (Role.RM, Role.LEAD, Role.BRANCH)
FACTS = ("name", "credit_code", "industry", "scale", "region")
DESKS_OWN = ("note",)


class Facts(TypedDict, total=False):
    """What is known of a client before the ledger tells."""

    name: str
    credit_code: str
    industry: str
    scale: str
    region: str
    note: str


def clean_code(text: str) -> str:
    """A credit code without spaces, in plain capital letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


@transaction.atomic
def create(*, by: User, manager: User, is_another: bool = False, **facts: Any) -> Client:
    """Let a company be a client that waits for its first account; its manager leads it from today on, with the whole share.

    The assignment is the desk's own: no ledger hears of it before one knows the client.

    Args:
        by: who writes it down.
        manager: who is to lead it; somebody whose book `by` may open.
        is_another: whoever writes it down has looked at the clients with names like it, and it is none of them.
        facts: see `Facts`.

    Raises:
        RefusedError: a client of the bank has this credit code, or names like it were not looked at.
    """
    if not by.has_role(*MAKERS):
        raise NotAllowedError
    _check_manager(manager, by)
    _check_code(facts.get("credit_code", ""), by)
    if not is_another and prospects.similar(by, facts["name"]):
        raise RefusedError(
            _("Clients with names like this one are there already. Look at them first."), field="is_another"
        )
    return write_down(by=by, manager=manager, **facts)


def write_down(*, by: User, manager: User, **facts: Any) -> Client:
    """A client and its first assignment, once everything is checked; in the caller's transaction."""
    client = Client(number=_number(), is_awaited=True, **facts)
    with refusing("client_awaited_once", _taken(), field="credit_code"):
        client.save()
    assignment = Assignment.objects.create(
        client=client, manager=manager, part=Part.LEAD, share=Decimal(1), from_date=by.reach.day
    )
    audit.record(
        "client.created", by=by, on=client, for_whom=scope.for_whom(client, by), manager=str(manager.uuid),
        assignment=str(assignment.uuid),
    )  # fmt: skip
    return client


def write_down_many(wanted: Sequence[tuple[User, Mapping[str, Any]]], *, by: User) -> list[Client]:
    """Clients and their first assignments at once, in the caller's transaction; each a manager and facts that are checked."""
    made = [Client(number=_number(), is_awaited=True, **facts) for _manager, facts in wanted]
    for client in made:
        client.spell()
    with refusing("client_awaited_once", _taken()):
        Client.objects.bulk_create(made)
    assignments = [
        Assignment(client=client, manager=manager, part=Part.LEAD, share=Decimal(1), from_date=by.reach.day)
        for client, (manager, _facts) in zip(made, wanted, strict=True)
    ]
    Assignment.objects.bulk_create(assignments)
    audit.record_each(
        "client.created",
        [
            audit.Each(one.client, {"manager": str(one.manager.uuid), "assignment": str(one.uuid)})
            for one in assignments
        ],
        by=by,
    )
    return made


@transaction.atomic
def change(client: Client, *, by: User, version: int, is_another: bool = False, **facts: Any) -> Client:
    """Change what of a client is the desk's: all facts while it is awaited, its note alone once a ledger tells the rest."""
    if not by.has_role(*MAKERS) or not Client.objects.visible_to(by).filter(pk=client.pk).exists():
        raise NotAllowedError
    client = claim(client, version)
    changed = differing(client, facts)
    if "credit_code" in changed:
        _check_code(facts["credit_code"], by, apart_from=client)
    if "name" in changed and not is_another and prospects.similar(by, facts["name"], apart_from=client):
        raise RefusedError(
            _("Clients with names like this one are there already. Look at them first."), field="is_another"
        )
    return write_changes(client, by=by, changed=changed, facts=facts)


def write_changes(client: Client, *, by: User, changed: list[str], facts: Any) -> Client:
    """Keep what changed of a client that `claim` locked."""
    for name in changed:
        setattr(client, name, facts[name])
    with refusing("client_awaited_once", _taken(), field="credit_code"):
        client.save(update_fields=[*changed, "version"])
    audit.record("client.changed", by=by, on=client, for_whom=scope.for_whom(client, by), fields=changed)
    return client


def change_many(wanted: Sequence[tuple[Client, Mapping[str, Any]]], *, by: User) -> list[Changed[Client]]:
    """Change clients that are locked, in the caller's transaction, as far as it is the desk's; those that are other now."""
    each = [changed(client, {name: facts[name] for name in differing(client, facts)}) for client, facts in wanted]
    changes = [one for one in each if one.before]
    for one in changes:
        if "name" in one.before:
            one.record.spell()
    save_each(Client, changes, following={"name": SPELLED})
    audit.record_each(
        "client.changed", [audit.Each(one.record, {"fields": list(one.before)}) for one in changes], by=by
    )
    return changes


def differing(client: Client, facts: Any) -> list[str]:
    """Which of these facts differ and are the desk's to change."""
    mine = (*FACTS, *DESKS_OWN) if client.is_awaited else DESKS_OWN
    return [name for name in mine if name in facts and getattr(client, name) != facts[name]]


def _check_manager(manager: User, by: User) -> None:
    """A manager who is there today, and whose book is within reach."""
    is_near = managers_within(by.reach).filter(pk=manager.pk).exists()
    if not is_near or not Post.objects.on(by.reach.day).filter(user=manager, role=Role.RM).exists():
        raise RefusedError(_("Choose a relationship manager of yours."), field="manager")


def _check_code(credit_code: str, by: User, apart_from: Client | None = None) -> None:
    if not is_credit_code(credit_code):
        raise RefusedError(
            _("This credit code does not check: eighteen characters, the last one derived from the others."),
            field="credit_code",
        )
    found = prospects.with_code(credit_code, apart_from=apart_from)
    if found is None:
        return
    if Client.objects.visible_to(by).filter(pk=found.pk).exists():
        raise RefusedError(
            _("“%(name)s” has this credit code. Open it instead of making it anew.") % {"name": found.name},
            field="credit_code",
        )
    audit.refused("client.taken", by=by, on=found)
    raise RefusedError(_taken(), field="credit_code")


def _taken() -> str:
    """What may be said of a client outside of one's scope: that there is one, and not its name, place or manager."""
    return _("A client of the bank has this credit code already. Ask your assessment officer whose it is.")


def _number() -> str:
    return f"NEW-{uuid.uuid4().hex[:8].upper()}"
