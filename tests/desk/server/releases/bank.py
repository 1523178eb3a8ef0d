"""Make a small bank with the code of one version and take it with that version's own backup, as README.md says.

    CHECKOUT/.venv/bin/python tests/desk/server/releases/bank.py CHECKOUT VERSION

CHECKOUT is that version's sources, with its pages' parts and words made (`make venv`). Everything is done by its own verbs
and actions, and by the same people as in a bank; only background work is carried out at once, as its own tests do.
"""

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
KEY = "a key for tests alone, which guards nothing at all"
PASSWORD = "qiao-of-an-earlier-version"  # everybody's who signs in
ENVIRONMENT = {"QIAO_SECRET_KEY": KEY, "QIAO_HTTPS": "off", "QIAO_LANG": "en", "QIAO_ASSIGNMENTS": "desk"}
COUNTED = (
    "people_user", "people_post", "clients_client", "clients_account", "clients_assignment", "clients_handover",
    "clients_sharechange", "clients_note", "clients_contact", "clients_document", "clients_delivery",
    "assess_standard", "assess_period", "assess_run", "assess_outcome", "assess_proposal", "audit_event", "audit_seal",
)  # fmt: skip


def main(checkout: Path, version: str) -> None:
    """Make the bank in a folder of its own and keep its backup as one archive."""
    with tempfile.TemporaryDirectory(prefix="qiao-release-") as name:
        place = Path(name)
        home = place / "home"
        home.mkdir(mode=0o700)
        paths = [checkout / "src", checkout / "tests/engine", checkout / "tests/desk/clients"]
        environment = (
            os.environ | ENVIRONMENT | {"QIAO_HOME": str(home), "PYTHONPATH": os.pathsep.join(map(str, paths))}
        )

        def run(*words: str) -> None:
            subprocess.run([sys.executable, *words], env=environment, check=True)

        run("-m", "qiao", "migrate")
        run("-m", "qiao", "people", "first-admin", "000001", "曾守一")
        run(__file__, "tables", str(place / "bank"))
        run("-m", "qiao", "ingest", str(place / "bank"))
        run(__file__, "live", str(place))
        run(__file__, "told", str(HERE / version / "told.json"))
        run("-m", "qiao", "backup", str(place / "backups"))
        (backup,) = (place / "backups").iterdir()
        with tarfile.open(HERE / version / "backup.tar.xz", "w:xz", preset=9) as archive:
            archive.add(backup, "backup")


def tables(folder: Path) -> None:
    """Write the small bank's tables, whose managers have the staff numbers rm, rm2 and rm3."""
    import shelves
    import small_bank

    folder.mkdir()
    for table, text in {**small_bank.TABLES, **shelves.MORE}.items():
        told = text.replace("M1,", "rm,").replace("M2,", "rm2,").replace("M3,", "rm3,")
        (folder / f"{table}.csv").write_text(told, encoding="utf-8")


def live(place: Path) -> None:
    """People are appointed, a year is assessed, published and locked, and clients are worked with."""
    from qiao.desk.server import setup

    with setup.ready():
        from qiao.desk.people.models import User

        _appoint(User.objects.get(staff_number="000001"))
        _assess(User.objects.get(staff_number="hr"), User.objects.get(staff_number="hr2"), place / "work")
        _work_with_clients(place / "work")
        _seal()


def _appoint(admin: Any) -> None:
    from qiao.desk.common.roles import Role
    from qiao.desk.people import calendar
    from qiao.desk.people.actions import people, posts
    from qiao.desk.people.models import Branch, User
    from qiao.desk.people.signing_on import actions as signing_on

    for number, name, role, at in (
        ("hr", "方思齐", Role.HR, "HO"),
        ("hr2", "宋知微", Role.HR, "HO"),
        ("head", "邵静仪", Role.BRANCH, "B1"),
        ("auditor", "庄鉴清", Role.AUDITOR, "HO"),
    ):
        person = people.write_down(by=admin, staff_number=number, name=name)
        posts.give(person, by=admin, role=role, branch=Branch.objects.get(code=at), from_date=calendar.today())
    for number in ("rm", "rm3", "head"):
        person = User.objects.get(staff_number=number)
        signing_on.give_password(person, by=admin)
        signing_on.change_password(person, password=PASSWORD, by=person)


def _assess(first: Any, second: Any, work: Path) -> None:
    from working import carry_out

    from qiao.desk.assess.actions import periods, publishing, runs, standards
    from qiao.desk.assess.models import Run, Step
    from qiao.desk.assess.models.publishing import Kind

    made = standards.draft(None, by=first)
    standard = standards.publish(standards.propose(made, by=first, version=made.version, reason="首版"), by=second)
    period = periods.open_period("2025", standard, by=first)
    for step in (Step.DATA, Step.CHECKS):
        periods.end_step(period, step, by=first)
    run = runs.ask(period, by=first)
    carry_out(work)
    run = Run.objects.get(pk=run.pk)
    for step in (Step.REVIEW, Step.OBJECTIONS):
        periods.end_step(period, step, by=first)
    asked = publishing.propose(run, Kind.PUBLISH, by=first, reason="复核完毕", waiver="无奖励")
    publishing.approve(asked, by=second)
    runs.check(run, by=first)
    carry_out(work)
    run = Run.objects.get(pk=run.pk)
    publishing.approve(publishing.propose(run, Kind.LOCK, by=second, reason="公示期满"), by=first)


def _work_with_clients(work: Path) -> None:
    import io
    from decimal import Decimal

    from working import carry_out

    from qiao.desk.clients.actions import contacts, documents, handovers, notes
    from qiao.desk.clients.actions.handovers import Terms
    from qiao.desk.clients.actions.shares import Share
    from qiao.desk.clients.models import Client
    from qiao.desk.people import calendar
    from qiao.desk.people.models import User

    rm, rm2, rm3, head = (User.objects.get(staff_number=number) for number in ("rm", "rm2", "rm3", "head"))
    client, today = Client.objects.get(number="C1"), calendar.today()
    notes.write(client, by=rm, day=today, text="拜访财务部,约定下周送材料")
    contacts.write_down(client, by=rm, name="林晓")
    paper = b"%PDF-1.4 a contract"
    documents.upload(client, by=rm, name="contract.pdf", file=io.BytesIO(paper), size=len(paper))
    shares = [Share(rm3, "lead", Decimal("0.7")), Share(rm2, "assist", Decimal("0.3"))]
    made = handovers.propose(client, by=rm, new=shares, terms=Terms(today, "调岗", ["visit"], is_inherited=True))
    handovers.agree(made, by=rm3)
    handovers.approve(made, by=head)
    carry_out(work)


def _seal() -> None:
    """What the worker does every few seconds and every day."""
    from qiao.desk.audit import anchoring, sealing

    sealing.seal_once()
    anchoring.write_head()


def told(path: Path) -> None:
    """Write down what has to be there after an upgrade."""
    from qiao.desk.server import setup

    with setup.ready():
        from django.db import connection

        from qiao.desk.assess.models import Outcome, Run

        with connection.cursor() as cursor:
            counts = {}
            for table in COUNTED:
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                counts[table] = cursor.fetchone()[0]
        run = Run.objects.get()
        scores = {one.manager: f"{one.score}" for one in Outcome.objects.order_by("pk")}
        found = {"counts": counts, "run": run.uuid.hex, "seal": run.seal, "scores": scores}
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["tables", folder]:
            tables(Path(folder))
        case ["live", folder]:
            live(Path(folder))
        case ["told", path]:
            told(Path(path))
        case [checkout, version]:
            main(Path(checkout).resolve(), version)
