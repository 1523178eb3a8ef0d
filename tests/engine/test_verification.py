"""A run is computed again and every byte compared: what was changed is found, what was not gives the same bytes."""

import json
import shutil
from pathlib import Path

import pytest
import small_bank
from run_engine import assess, qiao, run_json
from typer.testing import CliRunner

from qiao.cli import app
from qiao.engine import runs, verification
from qiao.engine.errors import RequestError

pytestmark = pytest.mark.slow

FILES = (
    "managers.csv", "indicators.csv", "thresholds.csv", "measures.csv", "clients.parquet", "scorecards.xlsx", "standard.yaml",
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
    manifest = run_json(run)
    manifest["files"]["managers.csv"] = runs.files.sha256_of(path)
    counted = {key: value for key, value in manifest.items() if key not in ("seal", "environment")}
    manifest["seal"] = runs.digest_of(counted)
    (run / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert differences(run) == ["managers.csv comes out differently when computed anew"]


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
