"""`qiao store …` and `--known-at`, as an operator types them."""

from pathlib import Path

import pytest
import small_bank
from program import run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store-verbs")
    assert run("import", small_bank.write(folder / "bank"), "--store", folder / "store").status == 0
    return folder / "store"


@pytest.mark.parametrize(
    ("lang", "told"), [("zh", ("数据日期", "银行", "无需压实")), ("en", ("data date", "bank", "nothing to compact"))]
)
def test_status_tells_batches_and_layers(place: Path, lang: str, told: tuple[str, ...]) -> None:
    done = run("store", "status", place, "--lang", lang)
    assert done.status == 0
    assert all(word in done.out for word in (*told, "2025-12-31", "intervals"))


def test_check_and_compact_say_that_all_is_well(place: Path) -> None:
    assert "每个字节" in run("store", "check", place).out
    assert "Every byte" in run("store", "check", place, "--lang", "en").out
    assert "无需压实" in run("store", "compact", place).out


def test_a_spoilt_batch_is_one_sentence_and_a_status(place: Path, tmp_path: Path) -> None:
    assert run("import", small_bank.write(tmp_path / "bank"), "--store", tmp_path / "store").status == 0
    (path,) = tmp_path.glob("store/batches/*/flows-*.parquet")
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    done = run("store", "check", tmp_path / "store", "--lang", "en")
    assert done.status == 3
    assert done.err.count("✗") == 1
    assert "restore this batch" in done.err


@pytest.mark.parametrize("verb", ["status", "compact", "check"])
def test_what_is_no_store_is_refused_in_one_sentence(tmp_path: Path, verb: str) -> None:
    done = run("store", verb, tmp_path)
    assert done.status == 2
    assert "不是台账库" in done.err and "is not a store" in done.err


@pytest.mark.parametrize("at", ["2099-01-05", "2099-01-05T18:00", "2099-01-05T10:00+00:00"])
def test_known_at_takes_a_day_or_an_instant(place: Path, tmp_path: Path, at: str) -> None:
    assert run("assess", place, "--period", "2025", "--out", tmp_path / "run", "--known-at", at).status == 0


@pytest.mark.parametrize(
    ("at", "told"), [("5 January", "is no time"), ("2020-01-05", "held no batch"), ("2020-13-01", "is no time")]
)
def test_known_at_is_refused_in_one_sentence(place: Path, tmp_path: Path, at: str, told: str) -> None:
    done = run("assess", place, "--period", "2025", "--out", tmp_path / "run", "--known-at", at)
    assert done.status == 2
    assert told in done.err
