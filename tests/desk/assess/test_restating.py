"""What is locked stays, with a seal that anybody recomputes; a restatement stands beside it and says what it changes for whom."""

import io
import zipfile
from pathlib import Path

import pytest
from cast import Cast
from closing import Officers, corrected, locked_run, own_store, recomputed, reviewed
from django.test import Client
from pytest_django import Settings
from typer.testing import CliRunner

from qiao.cli.main import app
from qiao.desk.assess.actions import publishing
from qiao.desk.assess.models.publishing import Kind
from qiao.desk.assess.queries import results
from qiao.desk.notices.models import Notice

pytestmark = pytest.mark.slow


def test_a_locked_run_is_verified_outside_the_desk(
    officers: Officers, cast: Cast, sign_in: type[Client], tmp_path: Path
) -> None:
    run = locked_run(reviewed(*officers, tmp_path / "work"), *officers, tmp_path / "work")
    page = sign_in(cast.auditor).get(run.get_absolute_url()).content.decode()
    assert run.seal in page
    assert run.seal in sign_in(cast.auditor).get(run.period.get_absolute_url()).content.decode()
    command = f"qiao verify {run.folder}"
    assert command in page
    found = CliRunner().invoke(app, command.split()[1:])
    assert (found.exit_code, run.seal in found.output.replace("\n", "")) == (0, True)
    taken = sign_in(cast.auditor).get(f"{run.get_absolute_url()}files/")
    with zipfile.ZipFile(io.BytesIO(b"".join(taken.streaming_content))) as archive:
        assert archive.read("managers.csv") == (run.folder / "managers.csv").read_bytes()
        assert {"run.json", "standard.yaml", "thresholds.csv"} <= set(archive.namelist())
        assert not [name for name in archive.namelist() if name.startswith("evidence/")], "single raters' marks stay"
    assert sign_in(cast.rm).get(f"{run.get_absolute_url()}files/").status_code == 403
    damaged = run.folder / "managers.csv"
    damaged.chmod(0o600)
    damaged.write_bytes(damaged.read_bytes().replace(b"rm2,", b"rm9,"))
    found = CliRunner().invoke(app, command.split()[1:])
    assert (found.exit_code, "managers.csv" in found.output) == (3, True)


def test_a_restatement_names_whom_it_touches_and_tells_them_alone(
    officers: Officers, cast: Cast, settings: Settings, sign_in: type[Client], tmp_path: Path
) -> None:
    first, second = officers
    place = own_store(settings, tmp_path)
    run = locked_run(reviewed(first, second, tmp_path / "work"), first, second, tmp_path / "work")
    other = recomputed(corrected(run, first, place, tmp_path / "work"), first, tmp_path / "work")
    address, mine, theirs = f"{other.get_absolute_url()}restatement/", sign_in(first), sign_in(second)
    assert mine.get(f"{run.get_absolute_url()}restatement/").status_code == 404  # it stands beside nothing
    page = mine.get(address)
    assert [(one.manager, one.is_bystander) for one in page.context["changes"]] == [("rm", False), ("rm3", True)]
    assert (page.context["touched"], page.context["decided_otherwise"], page.context["bystanders"]) == (1, 1, 1)
    assert (run.seal in page.content.decode(), other.seal in page.content.decode()) == (True, True)
    proposal = f"{other.get_absolute_url()}propose/restate/"
    assert address in mine.get(proposal).content.decode()
    assert mine.post(proposal, {"reason": "target corrected", "waiver": "no awards"}).status_code == 302
    page = theirs.get(address)
    assert (page.context["may_decide"], "target corrected" in page.content.decode()) == (True, True)
    Notice.objects.all().delete()
    publishing.approve(page.context["proposal"], by=second)
    told = Notice.objects.filter(code__startswith="run.").values_list("to__staff_number", "code").order_by("to")
    assert set(told) == {("rm", "run.restated"), ("rm3", "run.rank_restated")}
    page = sign_in(cast.auditor).get(address)
    assert (page.status_code, page.context["before"], page.context["may_decide"]) == (200, run, False)
    assert sign_in(cast.rm).get(f"{other.get_absolute_url()}results/rm/").context["is_final"]
    assert sign_in(cast.rm).get(address).status_code == 403
    assert results.in_force(run.period) == other
    assert publishing.Proposal.objects.filter(kind=Kind.LOCK, run=run).exists()
