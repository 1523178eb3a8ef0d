"""A client that a generator makes from the API's description runs a whole period against a server."""

import importlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import delivered
import pytest
from calling import issued
from cast import Cast
from closing import second_officer
from pytest_django import Settings
from working import carry_out

from qiao.desk.api import guide
from qiao.desk.people.models import User

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CONFIG = "post_hooks: []\n"  # what it makes is run, not read


class Program:
    """One person's program: the generated client, called by the names of operations."""

    def __init__(self, package: str, address: str, person: User) -> None:
        self._package = package
        client = importlib.import_module(f"{package}.client").AuthenticatedClient
        self._client = client(
            base_url=address, token=issued(person, per_minute=600).secret, raise_on_unexpected_status=True
        )

    def ask(self, operation: str, *arguments: Any, fails: int = 200, **named: Any) -> Any:
        """What an operation answers; its status is as expected."""
        tag, _, name = operation.partition(".")
        module = importlib.import_module(f"{self._package}.api.{tag}.{name}")
        answer = module.sync_detailed(*arguments, client=self._client, **named)
        assert answer.status_code == fails, answer.content.decode()
        return answer.parsed

    def shape(self, name: str, **fields: Any) -> Any:
        """A body."""
        return getattr(importlib.import_module(f"{self._package}.models"), name).from_dict(fields)

    def files(self, content: bytes) -> Any:
        """A ZIP to be sent."""
        kinds = importlib.import_module(f"{self._package}.types")
        body = importlib.import_module(f"{self._package}.models").BatchesSendMultiPartBodyParams
        return body(tables=[kinds.File(io.BytesIO(content), "bank.zip", "application/zip")])

    def close(self) -> None:
        """End its connections."""
        self._client.get_httpx_client().close()


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The package that the generator makes of the description."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "description.json").write_text(json.dumps(guide.description()), encoding="utf-8")
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    words = ["generate", "--path", "description.json", "--config", "config.yaml", "--output-path", "qiao_client"]
    command = [sys.executable, "-m", "openapi_python_client", *words, "--meta", "none", "--fail-on-warning"]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    yield "qiao_client"
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.split(".")[0] == "qiao_client"]:
        del sys.modules[name]


@pytest.fixture
def program(
    package: str, live_server: Any, cast: Cast, settings: Settings, tmp_path: Path
) -> Iterator[Callable[[User], Program]]:
    """`program(person)`: a program of that person's, before a desk without a ledger."""
    settings.LEDGER, settings.HOME = tmp_path / "ledger", tmp_path
    made: list[Program] = []

    def of(person: User) -> Program:
        made.append(Program(package, live_server.url, person))
        return made[-1]

    yield of
    for one in made:
        one.close()


def zipped(tables: dict[str, str]) -> bytes:
    """The tables as one ZIP."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in tables.items():
            archive.writestr(f"{name}.csv", text)
    return packed.getvalue()


def test_a_generated_client_runs_a_whole_period(program: Callable[[User], Program], cast: Cast, tmp_path: Path) -> None:
    first, second, mine = program(cast.hr), program(second_officer()), program(cast.rm)
    work = tmp_path / "work"
    ledger_is_sent(first, work)
    period = opened(first, second)
    divided(first, second, period, cast)
    carry_out(work)
    awarded(first, second, period)
    run = assessed(first, period, work)
    decided(first, second, period, run, work)
    read_by_whom_it_is_about(mine, run)


def ledger_is_sent(first: Program, work: Path) -> None:
    """A batch that is faulty is sent back whole, one that is not is stored and brought to the desk."""
    broken = delivered.bank(balances="account_id,date,balance\nA1,2025-13-41,1\n")
    sent = first.ask("ledger.batches_send", body=first.files(zipped(broken)))
    carry_out(work)
    refused = first.ask("ledger.batches_batch", sent.uuid)
    assert (refused.verdict, bool(refused.listed)) == ("refused", True)
    sent = first.ask("ledger.batches_send", body=first.files(zipped(delivered.bank())))
    carry_out(work)
    assert first.ask("jobs.jobs_job", sent.job).state == "done"
    stored = first.ask("ledger.batches_batch", sent.uuid)
    (delivery,) = first.ask("ledger.batches_deliveries").items
    assert (stored.verdict, stored.number) == ("stored", delivery.number)
    totals = first.ask("ledger.batches_delivery", delivery.uuid).totals
    assert any(line.column == "" and line.value == "3" for line in totals)
    (client,) = first.ask("clients.clients_clients", number="C1").items
    shares = first.ask("clients.clients_assignments", client.uuid)
    assert {(one.manager.staff_number, one.share) for one in shares} == {("rm", "0.7000"), ("rm2", "0.3000")}


def opened(first: Program, second: Program) -> Any:
    """A standard published by two, and a period under it."""
    draft = first.ask("standards.standards_draft", body=first.shape("StandardGiven"))
    body = first.shape("VersionGiven", version=draft.version, reason="first")
    first.ask("standards.standards_propose", draft.uuid, body=body)
    first.ask("standards.standards_publish", draft.uuid, fails=403)
    standard = second.ask("standards.standards_publish", draft.uuid)
    return first.ask("periods.periods_open", body=first.shape("PeriodGiven", label="2025", standard=str(standard.uuid)))


def divided(first: Program, second: Program, period: Any, cast: Cast) -> None:
    """Another target for rm, set by one and confirmed by another."""
    unit = first.ask("people.people_person", cast.rm.uuid).posts[0].team.uuid
    figure = {"kind": "people", "unit": str(cast.rm.uuid), "indicator": "CORP01", "figure": "40000000"}
    given = {"period": period.label, "kind": "teams", "unit": str(unit), "figures": [figure]}
    made = first.ask("targets.targets_put", body=first.shape("DivisionGiven", **given))
    body = first.shape("DivisionProposed", version=made.version, gap="the branch has none")
    first.ask("targets.targets_propose", made.uuid, body=body)
    second.ask("targets.targets_confirm", made.uuid)
    (target,) = first.ask("targets.targets_targets", person=cast.rm.uuid, indicator="CORP01").items
    assert (Decimal(target.figure), target.measured_in) == (Decimal(40_000_000), "CNY")


def awarded(first: Program, second: Program, period: Any) -> None:
    """Points for rm, proposed by one and approved by another."""
    case = {
        "number": "rm",
        "date": "2025-06-30",
        "indicator": "BONUS01",
        "points": "2.50",
        "reason": "done",
        "clause": "J1",
    }
    body = first.shape("AwardGiven", **case, evidence="paper")
    award = first.ask("awards.awards_propose", period.uuid, body=body)
    first.ask("awards.awards_approve", award.uuid, fails=403)
    assert second.ask("awards.awards_approve", award.uuid).counts
    (listed,) = first.ask("awards.awards_awards", period.uuid, state="approved").items
    assert (listed.uuid, Decimal(listed.points)) == (award.uuid, Decimal("2.5"))


def assessed(first: Program, period: Any, work: Path) -> Any:
    """A run of the whole period, with an outcome for each of three managers."""
    for step in ("data", "checks"):
        first.ask("periods.periods_end_step", period.uuid, body=first.shape("StepGiven", step=step))
    asked = first.ask("periods.periods_ask", period.uuid, body=first.shape("RunGiven"))
    assert asked.job  # the ledger is told of targets and awards first
    carry_out(work)
    (listed,) = first.ask("runs.runs_runs", period=period.uuid, done=True).items
    run = first.ask("runs.runs_run", listed.uuid)
    assert (run.is_done, run.is_provisional) == (True, False)
    assert sum(one.count for one in run.decisions) == 3
    part = first.ask("runs.runs_outcomes", run.uuid, limit=2)
    rest = first.ask("runs.runs_outcomes", run.uuid, after=part.next_)
    assert [one.manager for one in (*part.items, *rest.items)] == ["rm", "rm2", "rm3"]
    return run


def decided(first: Program, second: Program, period: Any, run: Any, work: Path) -> None:
    """Published and locked, each by two tokens."""
    for step in ("review", "objections"):
        first.ask("periods.periods_end_step", period.uuid, body=first.shape("StepGiven", step=step))
    given = {"kind": "publish", "reason": "done", "waiver": "no awards yet"}
    asked = first.ask("runs.runs_propose", run.uuid, body=first.shape("ProposalGiven", **given))
    first.ask("runs.runs_approve", asked.uuid, fails=403)
    second.ask("runs.runs_approve", asked.uuid)
    first.ask("runs.runs_check", run.uuid)
    carry_out(work)
    assert first.ask("runs.runs_run", run.uuid).holds
    asked = second.ask("runs.runs_propose", run.uuid, body=second.shape("ProposalGiven", kind="lock", reason="done"))
    assert first.ask("runs.runs_approve", asked.uuid).state == "approved"
    ended = first.ask("periods.periods_period", period.uuid)
    assert (ended.is_locked, ended.run_in_force) == (True, run.uuid)


def read_by_whom_it_is_about(mine: Program, run: Any) -> None:
    """The manager's own scorecard, and the tree of an indicator down to the days of a client."""
    card = mine.ask("scorecards.scores_scorecard", run.uuid, manager="rm")
    indicators = [one for category in card.categories for one in category.indicators]
    assert (len(card.categories), len(indicators), card.decision != "") == (7, 31, True)
    assert {one.state for one in indicators} <= {"", "scored", "unassigned", "not_applicable", "missing_source"}
    assert next(one for one in indicators if one.code == "BONUS01").points == "2.50"
    points = next(one for one in indicators if one.code == "CORP01").points
    tree = mine.ask("scorecards.scores_explanation", run.uuid, manager="rm", indicator="CORP01", client_query="C1")
    assert tree.value == points
    assert {"client", "account"} <= kinds(tree)
    mine.ask("scorecards.scores_scorecard", run.uuid, manager="rm2", fails=404)
    mine.ask("runs.runs_run", run.uuid, fails=403)


def kinds(node: Any) -> set[str]:
    """What sorts of nodes a tree has."""
    return {node.kind}.union(*(kinds(child) for child in node.children))
