"""A run is computed again and every byte compared: what was changed is found, what was not gives the same bytes."""

import json
import shutil
import tarfile
from functools import partial
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import small_bank
from run_engine import assess, qiao, run_json
from typer.testing import CliRunner

from qiao.cli import app
from qiao.engine import describing, runs, verification
from qiao.engine.errors import RequestError

pytestmark = pytest.mark.slow

FILES = (
    "managers.csv", "indicators.csv", "thresholds.csv", "measures.csv", "clients.parquet", "scorecards.xlsx", "standard.yaml",
    *(f"evidence/{name}.parquet" for name in ("people", "columns", "targets", "events", "ratings")),
)  # fmt: skip
# What no hash covers: who ran it, where and how long it took.
ENVIRONMENT = {"engine", "python", "machine", "ledger", "seconds", "peak_memory_mib"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    assess(small_bank.write(folder / "bank"), "2025", folder / "run")
    return folder


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(made / "run", tmp_path / "run"))


def differences(run: Path) -> list[str]:
    return [text.en for text in verification.verify(runs.load_run(run)).differences]


def flipped(path: Path, place: int) -> None:
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(bytes(data))


def resealed(run: Path, **changes: object) -> None:
    """Somebody changes what a run says, its seal included."""
    manifest = run_json(run) | changes
    counted = {key: value for key, value in manifest.items() if key not in ("seal", "environment")}
    (run / "run.json").write_text(json.dumps(manifest | {"seal": runs.digest_of(counted)}), encoding="utf-8")


def test_an_untouched_run_holds(run: Path) -> None:
    assert differences(run) == []
    assert "✓" in qiao("verify", run)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_changed_byte_is_found(run: Path, name: str, place: str) -> None:
    size = (run / name).stat().st_size
    flipped(run / name, {"first": 0, "middle": size // 2, "last": size - 1}[place])
    assert differences(run) == [f"{name} has been changed"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_gone_is_named(run: Path, name: str) -> None:
    (run / name).unlink()
    assert differences(run) == [f"{name} is gone"]


def test_a_changed_ledger_is_found(run: Path) -> None:
    for path in sorted((run / "ledger").glob("*.parquet")):
        before = path.read_bytes()
        flipped(path, len(before) // 2)
        (told,) = differences(run)
        assert path.name.rsplit("-", 1)[0] in told
        path.write_bytes(before)


def test_a_file_changed_together_with_its_hash_is_found(run: Path) -> None:
    """Whoever rewrites a figure, its hash and the seal is found out by computing anew."""
    path = run / "managers.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("M3,assistant", "M3,chief", 1), encoding="utf-8")
    resealed(run, files=run_json(run)["files"] | {"managers.csv": runs.files.sha256_of(path)})
    assert differences(run) == ["managers.csv comes out differently when computed anew"]


def of_more_deposits(run: Path) -> Path:
    """The evidence of a run, in which everybody has a hundred times the deposits."""
    path = run / "evidence" / "columns.parquet"
    columns = pq.read_table(path)
    place = columns.schema.get_field_index("deposit_adb")
    more = pc.multiply(columns.column(place), 100)
    pq.write_table(columns.set_column(place, "deposit_adb", more), path)
    return path


def test_evidence_changed_together_with_its_hash_is_found(run: Path) -> None:
    """Every screen is scored from it."""
    changed = of_more_deposits(run)
    resealed(run, files=run_json(run)["files"] | {"evidence/columns.parquet": runs.files.sha256_of(changed)})
    assert differences(run) == ["evidence/columns.parquet comes out differently when computed anew"]


@pytest.mark.parametrize(
    ("key", "told"),
    [("totals", []), ("warnings", []), ("counts", {}), ("provisional", True), ("data_date", "2024-12-31")],
)
def test_a_statement_changed_together_with_the_seal_is_found(run: Path, key: str, told: object) -> None:
    resealed(run, **{key: told})
    assert differences(run) == [f"run.json {key} comes out differently when computed anew"]


def test_a_statement_that_was_taken_out_is_found(run: Path) -> None:
    manifest = run_json(run)
    del manifest["warnings"], manifest["files"]["measures.csv"]
    counted = {key: value for key, value in manifest.items() if key not in ("seal", "environment")}
    (run / "run.json").write_text(json.dumps(manifest | {"seal": runs.digest_of(counted)}), encoding="utf-8")
    assert differences(run) == [
        f"{name} comes out differently when computed anew" for name in ("measures.csv", "run.json warnings")
    ]


@pytest.mark.parametrize("key", ["as_of", "provisional", "complete", "totals", "warnings", "counts", "kernels", "seal"])
def test_a_changed_statement_of_the_run_is_found(run: Path, key: str) -> None:
    manifest = run_json(run)
    manifest[key] = "2025-01-01" if key == "as_of" else None
    (run / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert "run.json does not match its seal" in differences(run)


def test_the_command_fails_where_something_differs(run: Path) -> None:
    flipped(run / "managers.csv", 30)
    result = CliRunner().invoke(app, ["verify", str(run), "--lang", "en"])
    assert result.exit_code == 3
    assert "managers.csv has been changed" in result.output


def test_two_runs_over_the_same_inputs_give_the_same_bytes(made: Path, tmp_path: Path) -> None:
    assess(made / "bank", "2025", tmp_path / "again")
    for name in FILES:
        assert (tmp_path / "again" / name).read_bytes() == (made / "run" / name).read_bytes(), name
    first, second = run_json(made / "run"), run_json(tmp_path / "again")
    assert set(first.pop("environment")) == set(second.pop("environment")) == ENVIRONMENT
    assert first == second


@pytest.mark.parametrize("threads", ["1", "3", "8"])
def test_the_number_of_threads_does_not_matter(
    made: Path, tmp_path: Path, threads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QIAO_THREADS", threads)
    assess(made / "bank", "2025", tmp_path / "again")
    assert run_json(tmp_path / "again")["seal"] == run_json(made / "run")["seal"]


def test_the_same_run_again_changes_nothing_and_another_is_refused(made: Path, run: Path) -> None:
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    assess(made / "bank", "2025", run)
    with pytest.raises(RequestError, match="holds a different run"):
        assess(made / "bank", "2025H1", run)
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before


# --- a run that another version made -------------------------------------------------------------------------------------

RELEASE = Path(__file__).parents[1] / "desk" / "server" / "releases" / "0.1.0"


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """A run of version 0.1.0 with the store that it was made of."""
    with tarfile.open(RELEASE / "backup.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    backup = tmp_path / "backup"
    (run,) = (backup / "runs").iterdir()
    runs.move_ledger(run, Path(run_json(run)["environment"]["ledger"]), backup / "ledger")
    return run


def test_a_run_of_an_earlier_version_holds_and_it_is_said_what_is_otherwise(earlier: Path) -> None:
    verdict = verification.verify(runs.load_run(earlier))
    assert verdict.differences == ()
    program, ledger = (note.en for note in verdict.notes)
    assert program.startswith("made by another version of the program (version and kernels: qiao 0.1.0, ")
    assert run_json(earlier)["ledger"][:16] in ledger
    assert "· made by another version" in qiao("verify", earlier, "--lang", "en")


def test_a_figure_of_an_earlier_version_that_was_changed_is_found(earlier: Path) -> None:
    path = earlier / "managers.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("rm3,assistant", "rm3,chief", 1), encoding="utf-8")
    resealed(earlier, files=run_json(earlier)["files"] | {"managers.csv": runs.files.sha256_of(path)})
    assert differences(earlier) == ["managers.csv comes out differently when computed anew"]


def test_evidence_of_an_earlier_version_which_no_seal_covers_is_computed_anew_too(earlier: Path) -> None:
    of_more_deposits(earlier)
    assert differences(earlier) == ["evidence comes out differently when computed anew"]


def test_a_total_of_an_earlier_version_that_was_changed_is_found(earlier: Path) -> None:
    first, *others = run_json(earlier)["totals"]
    resealed(earlier, totals=[first | {"unassigned": "0.01"}, *others])
    assert differences(earlier) == ["run.json totals comes out differently when computed anew"]


def test_a_run_of_this_version_has_no_other_hash_of_its_ledger(earlier: Path) -> None:
    resealed(earlier, kernels=describing.hash_of_kernels())
    assert differences(earlier) == ["the ledger is not the one that the run was made of"]


def test_an_earlier_version_is_believed_no_other_batches(earlier: Path) -> None:
    batches = run_json(earlier)["source"]["batches"]
    resealed(earlier, source={"kind": "store", "batches": [*batches, "0" * 64]})
    assert "no longer holds every batch" in differences(earlier)[0]


def test_a_run_of_an_earlier_format_is_computed_anew_in_that_format(earlier: Path, run: Path) -> None:
    """clients.parquet holds amounts in a dictionary there, and without one here."""
    assert [
        pq.read_metadata(one / "clients.parquet").row_group(0).column(3).has_dictionary_page for one in (earlier, run)
    ] == [True, False]
    assert verification.verify(runs.load_run(run)).holds


def test_a_run_of_before_balances_by_class_were_proved_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its workbook lists no identity of them, and lists none when it is computed anew."""
    status = "account_id,date,five_class,overdue_days,exempted\nA2,2025-03-01,3,10,\n"
    with monkeypatch.context() as patch:
        patch.setattr(describing, "describe", partial(describing.describe, form=2))
        assess(small_bank.write(tmp_path / "bank", loan_status=status), "2025", tmp_path / "run")
    assert "npl_period_end" not in {total["measure"] for total in run_json(tmp_path / "run")["totals"]}
    assert differences(tmp_path / "run") == []


def test_a_format_that_this_version_does_not_know_is_refused(run: Path) -> None:
    (run / "run.json").write_text(json.dumps(run_json(run) | {"format": 4}), encoding="utf-8")
    with pytest.raises(RequestError, match="of a format that this version does not read"):
        runs.load_run(run)
