"""A bank in which every kind of record stands inside, outside and handed over, each with words that stand nowhere else."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import access_api
import access_assessment
import access_growth
import access_plan
from cast import Cast

from qiao.desk.api import actions as tokens
from qiao.desk.audit import actions as audit
from qiao.desk.clients.actions import contacts, documents, handovers, notes, packages, saved
from qiao.desk.clients.actions.handovers import Terms
from qiao.desk.clients.actions.shares import Share
from qiao.desk.clients.models import Assignment, Client, ClientGroup, Import, ImportFile, Submission
from qiao.desk.jobs.models import Job
from qiao.desk.notices import actions as notices
from qiao.desk.notices.models import Notice
from qiao.desk.people import calendar
from qiao.desk.people.actions import delegations, people, posts
from qiao.desk.people.models import Branch, JustifiedSession, Team, User


@dataclass
class World:
    """Records by their keys in `access_rows`, and who may read which words."""

    cast: Cast
    records: dict[str, Any] = field(default_factory=dict)
    words: dict[str, frozenset[str]] = field(default_factory=dict)

    def person(self, name: str) -> User:
        """Somebody of the cast, read afresh as at a new request."""
        return User.objects.get(pk=getattr(self.cast, name).pk)


def build(cast: Cast, store: Path) -> World:
    """The bank.

    Args:
        cast: its people.
        store: a ledger that has been assessed, of which the desk knows nothing else.
    """
    world = World(cast)
    world.records["person/rm"] = cast.rm.uuid
    plant_people(world)
    plant_clients(world)
    plant_documents(world)
    plant_notes(world)
    plant_intake(world)
    plant_handovers(world)
    plant_house(world)
    plant_assessment(world, store)
    plant_plan(world)
    plant_growth(world)
    records, words = access_api.plant(cast.admin)
    world.records |= records
    world.words |= words
    return world


def plant_clients(world: World) -> None:
    """A client of rm's, one of rm3's, and one that rm handed to rm3 ten days ago."""
    watchers = {"hr", "risk", "auditor"}
    own, other, handed = (
        Client.objects.create(number=f"MARK-{key}-number", name=f"MARK-{key}-name", credit_code=code)
        for key, code in (
            ("own", "91MARKOWN00000001X"),
            ("other", "91MARKOTHER000001X"),
            ("handed", "91MARKHANDED00001X"),
        )
    )
    today = calendar.today()
    since, handover = date(today.year - 1, 1, 1), today - timedelta(days=10)
    assign(own, world.cast.rm, since)
    assign(other, world.cast.rm3, since)
    assign(handed, world.cast.rm, since, handover - timedelta(days=1))
    assign(handed, world.cast.rm3, handover)
    world.records |= {"client/own": own.uuid, "client/other": other.uuid, "client/handed": handed.uuid}
    rm = world.person("rm")
    view = saved.save(by=rm, name="MARK-view", query="", team=rm.posts_now[0].team)
    world.records["view/rm"] = view.uuid
    world.words["MARK-view"] = frozenset({"rm", "rm2", "lead"})
    at_home = frozenset({"rm", "lead", "branch"} | watchers)
    away = frozenset({"rm3"} | watchers)
    for client, names in ((own, at_home), (other, away)):
        world.words |= dict.fromkeys((client.name, client.number, client.credit_code), names)
    plant_people_of(world, own, other, handed)
    # Of a client handed over the giver keeps the figures of the own days, under the client's name and number, and no more.
    world.words |= {handed.name: at_home | away, handed.number: at_home | away, handed.credit_code: away}


def plant_documents(world: World) -> None:
    """A document of rm's client."""
    client = Client.objects.get(uuid=world.records["client/own"])
    file = BytesIO(b"MARK-bytes-of-a-document")
    made = documents.upload(client, by=world.cast.rm, name="MARK-document.txt", file=file, size=24)
    world.records["document/own"] = made.uuid
    readers = frozenset({"rm", "lead", "branch", "auditor"})
    world.words |= {made.name: readers, "MARK-bytes-of-a-document": readers}


def plant_notes(world: World) -> None:
    """A note of rm's on rm's client, and one of rm3's on the client that rm handed over."""
    at_home, away = frozenset({"rm", "lead", "branch", "auditor"}), frozenset({"rm3", "auditor"})
    for key, by, readers in (("own", "rm", at_home), ("handed", "rm3", away)):
        client = Client.objects.get(uuid=world.records[f"client/{key}"])
        made = notes.write(client, by=world.person(by), day=calendar.today(), text=f"MARK-note-{key}")
        world.records[f"note/{key}"] = made.uuid
        world.words[made.text] = readers


def plant_intake(world: World) -> None:
    """A list of clients and a batch that hr brought in; an administrator has brought in neither."""
    hr = world.cast.hr
    made = Import.objects.create(
        subject="clients", by=hr, file_name="MARK-list.csv", header_row=1, headings=["MARK-heading"], row_count=1,
        stage="checked", counts={"new": 1},
    )  # fmt: skip
    ImportFile.objects.create(of=made, content=b"MARK-heading\r\nMARK-row\r\n")
    made.rows.create(number=2, title="MARK-row", outcome="new")
    sent = Submission.objects.create(by=hr, files=["MARK-batch.csv"])
    world.records |= {"import/hr": made.uuid, "template/clients": "clients", "submission/hr": sent.uuid}
    world.words |= dict.fromkeys(("MARK-list.csv", "MARK-heading", "MARK-row", "MARK-batch.csv"), frozenset({"hr"}))


def assign(client: Client, manager: User, first: date, last: date | None = None) -> None:
    """Give somebody the whole of a client."""
    Assignment.objects.create(
        client=client, manager=manager, part="lead", share=Decimal(1), from_date=first, to_date=last
    )


def plant_people_of(world: World, own: Client, other: Client, handed: Client) -> None:
    """A person of each client, whom a manager knows; a group of rm's client."""
    cast = world.cast
    group = ClientGroup.objects.create(number="MARK-group-number", name="MARK-group-name")
    Client.objects.filter(pk=own.pk).update(group=group)
    world.records["group/own"] = group.uuid
    home, away = frozenset({"rm", "lead", "branch", "auditor"}), frozenset({"rm3", "auditor"})
    for key, client, by, readers in (
        ("own", own, cast.rm, home),
        ("other", other, cast.rm3, away),
        ("handed", handed, cast.rm3, away),
    ):
        manager = User.objects.get(pk=by.pk)
        values = {"name": f"MARK-person-{key}", "concerns": f"MARK-concern-{key}"}
        contact = contacts.write_down(client, by=manager, **values)
        known = contacts.know(contact, by=manager, person=manager, closeness=2)
        world.records |= {f"contact/{key}": contact.uuid, f"known/{key}": known.uuid}
        world.words |= dict.fromkeys((values["name"], values["concerns"]), readers)
    world.words |= {"MARK-group-number": frozenset({"rm", "lead", "branch", "hr", "risk", "auditor"})}


def plant_handovers(world: World) -> None:
    """rm proposes to hand one client over to rm3, and one more together with others."""
    given, bulk = (
        Client.objects.create(number=f"MARK-{key}-number", name=f"MARK-{key}-name", credit_code=code)
        for key, code in (("given", "91MARKGIVEN000001X"), ("bulk", "91MARKBULK0000001X"))
    )
    rm, rm3, today = world.person("rm"), world.person("rm3"), calendar.today()
    for client in (given, bulk):
        assign(client, rm, date(today.year - 1, 1, 1))
    new = [Share(rm3, "lead", Decimal(1))]
    made = handovers.propose(given, by=rm, new=new, terms=Terms(today, "MARK-handover-reason"))
    package, _job = packages.propose([(bulk.pk, rm3.pk)], by=rm, terms=Terms(today, "MARK-package-reason"))
    packages.make(package, by=rm)
    world.records |= {"handover": made.uuid, "package": package.uuid}
    concerned = frozenset({"rm", "rm3", "lead", "branch", "hr", "auditor"})
    world.words |= dict.fromkeys(("MARK-handover-reason", "MARK-package-reason"), concerned)
    world.words[given.number] = concerned | {"risk"}  # a package tells names alone
    for client in (given, bulk):
        world.words[client.name] = concerned | {"risk"}
        world.words |= {client.credit_code: frozenset({"rm", "lead", "branch", "hr", "risk", "auditor"})}


def plant_house(world: World) -> None:
    """What rm did and was told, and what only the auditor reads."""
    rm = world.cast.rm
    event = audit.record("client.seen", by=rm, what="MARK-event")
    job = Job.objects.create(kind="audit.verify", by=rm, key="MARK-key", arguments={"of": "MARK-job"})
    notices.tell(rm, "job.done", on=job, link="/jobs/", work="audit.verify")
    token = tokens.issue(
        by=rm, name="MARK-token", scopes=["people:read"], expires_on=calendar.today() + timedelta(days=9)
    )
    world.records |= {
        "event": event.uuid,
        "job/rm": job.uuid,
        "notice/rm": Notice.objects.get(to=rm).uuid,
        "token/rm": token.token.uuid,
    }
    world.words |= {
        "MARK-event": frozenset({"auditor"}),
        "MARK-token": frozenset({"rm", "admin", "auditor"}),
    }


def plant_assessment(world: World, store: Path) -> None:
    """A year of which managers see their own result, with a proposal that waits."""
    records, words = access_assessment.plant(world.cast, store)
    world.records |= records
    world.words |= words


def plant_plan(world: World) -> None:
    """Targets of that year, with what waits about them."""
    records, words = access_plan.plant(world.cast)
    world.records |= records
    world.words |= words


def plant_growth(world: World) -> None:
    """Campaigns in which rm is rated."""
    records, words = access_growth.plant(world.cast)
    world.records |= records
    world.words |= words


def plant_people(world: World) -> None:
    """Records of the house, a marked person, leave of rm and of rm3, a post to come, a justified session of the past."""

    cast, today = world.cast, calendar.today()
    branch, team = Branch.objects.get(code="B01"), Team.objects.get(code="T011")
    head = Branch.objects.get(code="HO")
    marked = people.write_down(by=cast.admin, staff_number="M00001", name="马标记", phone="MARK-phone")
    ahead = posts.give(marked, by=cast.admin, role="hr", branch=head, from_date=today + timedelta(days=30))
    for number, name, absent in (("own", "代内", cast.rm), ("other", "代外", cast.rm3)):
        stand_in = people.write_down(by=cast.admin, staff_number=f"MARK-stands-in-{number}"[:20], name=name)
        posts.give(stand_in, by=cast.admin, role="rm", branch=head, from_date=today)
        leave = {"from_date": today, "to_date": today + timedelta(days=7), "reason": f"MARK-leave-{number}"}
        made = delegations.delegate(absent, by=absent, stand_in=stand_in, **leave)
        world.records[f"delegation/{number}"] = made.uuid
    at = calendar.now() - timedelta(days=2)
    session = JustifiedSession.objects.create(
        user=cast.admin, reason="MARK-reason-of-a-session", opened_at=at, until=at + timedelta(minutes=10)
    )
    world.records |= {
        "person/marked": marked.uuid,
        "person/rm3": cast.rm3.uuid,
        "person/admin": cast.admin.uuid,
        "post/rm": cast.rm.posts.get().uuid,
        "post/ahead": ahead.uuid,
        "branch": branch.uuid,
        "team": team.uuid,
        "session": session.uuid,
    }
    house = frozenset({"admin", "auditor"})
    world.words |= {
        "MARK-phone": house,
        "MARK-reason-of-a-session": house,
    }
