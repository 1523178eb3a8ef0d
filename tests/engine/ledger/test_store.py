"""A store takes batches that add, correct and withdraw, and shows the same as one delivery of what is in force."""

import csv
import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random

import depth
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import small_bank
from ledger.bringing import imported, in_force
from run_engine import assess, qiao, rows_of

from qiao.engine import files
from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import RequestError
from qiao.engine.ledger import batches, prepared, store
from qiao.engine.ledger.gate import RefusedError, Request

pytestmark = pytest.mark.slow

RESULTS = ("managers.csv", "indicators.csv", "thresholds.csv", "measures.csv", "clients.parquet")


# --- what a batch leaves behind --------------------------------------------------------------------------------------


def test_a_store_and_a_folder_give_the_same_results(place: Path, tmp_path: Path) -> None:
    assess(place, "2025", tmp_path / "from-store")
    assess(tmp_path / "bank", "2025", tmp_path / "from-folder")
    for name in RESULTS:
        assert (tmp_path / "from-store" / name).read_bytes() == (tmp_path / "from-folder" / name).read_bytes(), name


def test_the_manifest_names_what_was_handed_over(place: Path, tmp_path: Path) -> None:
    (batch,) = store.read_batches(place)
    balances = batch.manifest["tables"]["balances"]
    given = rows_of(tmp_path / "bank" / "balances.csv")
    assert balances["rows"] == len(given)
    assert balances["sums"] == {"balance": _sum(given)}
    assert batch.data_date == date(2025, 12, 31)
    assert {entry["file"] for entry in batch.manifest["files"]} == {f"{name}.csv" for name in small_bank.TABLES}
    assert batch.manifest["files"][0]["sha256"] == files.sha256_of(
        tmp_path / "bank" / batch.manifest["files"][0]["file"]
    )
    assert batch.folder.name.endswith(batch.digest[:16])


def _sum(rows: list[dict[str, str]]) -> str:
    cents = sum(int(row["balance"].replace(".", "")) for row in rows)
    return f"{cents // 100}.{cents % 100:02d}"


def test_a_plain_reader_finds_typed_rows(place: Path) -> None:
    (batch,) = store.read_batches(place)
    path = batch.file("balances")
    assert path is not None
    table = pq.read_table(path)
    assert table.schema.field("balance").type == pa.decimal128(18, 2)
    assert table.schema.field("date").type == pa.date32()
    assert path.name == f"balances-{files.sha256_of(path)[:16]}.parquet"


def test_equal_days_are_one_row_and_stay_countable(tmp_path: Path) -> None:
    text = "account_id,date,balance\n" + "".join(
        f"A1,2025-01-{day:02d},{5 if day < 20 else 6}.00\n" for day in range(1, 32)
    )
    store.import_batch(Request(small_bank.write(tmp_path / "bank", balances=text, flows="")), tmp_path / "store")
    (batch,) = store.read_batches(tmp_path / "store")
    entry = batch.manifest["tables"]["balances"]
    assert (entry["rows"], entry["stored_rows"], entry["sums"]) == (31, 2, {"balance": "167.00"})


def test_balances_of_recent_months_stand_behind_those_of_long_ago(place: Path, tmp_path: Path) -> None:
    days = ("2025-02-28", "2025-09-30", "2025-10-01", "2025-12-05")
    given = [(account, day) for account in ("A1", "A2") for day in days]
    lines = [f"{account},{day},{number}.00," for number, (account, day) in enumerate(given)]
    head = "account_id,date,balance,withdrawn"
    plain = "\n".join([head, *lines])
    # Where a row is withdrawn, the rows of its account are kept one by one, and stored by another way.
    odd = "\n".join([head, *(line for line in lines if not line.startswith("A1,2025-12")), "A1,2025-12-05,,true"])
    for name, text in (("plain", plain), ("odd", odd)):
        path = imported(tmp_path / name, place, balances=f"{text}\n").batch.file("balances")
        assert path is not None
        stored = pq.read_table(path).to_pydict()
        found = [(account, str(day)) for account, day in zip(stored["account_id"], stored["date"], strict=True)]
        assert found == sorted(given, key=lambda row: (row[1] >= "2025-10", row))


def test_the_store_is_nobody_elses_to_read(place: Path) -> None:
    for path in (place, *place.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


# --- later batches ---------------------------------------------------------------------------------------------------


def test_a_correction_restates_the_average(tmp_path: Path) -> None:
    """V9: 60 million every day; a later batch says 62 million for the last twelve days."""
    days = [date(2025, 1, 1) + timedelta(days=number) for number in range(365)]
    text = "account_id,date,balance\n" + "".join(f"A1,{day},60000000.00\n" for day in days)
    bank = small_bank.write(
        tmp_path / "bank",
        balances=text,
        flows="",
        assignments="client_id,manager_id,from_date,to_date,share,role\nC1,M1,2020-01-01,,1,lead\n",
    )
    store.import_batch(Request(bank), tmp_path / "store")
    later = "account_id,date,balance\n" + "".join(f"A1,{day},62000000.00\n" for day in days[-12:])
    found = imported(tmp_path / "later", tmp_path / "store", balances=later)
    assert found.replaced == {"balances": 12}
    assess(tmp_path / "store", "2025", tmp_path / "run")
    measures = {(row["manager_id"], row["measure"]): row["value"] for row in rows_of(tmp_path / "run" / "measures.csv")}
    assert measures["M1", "deposit_adb"] == "60065753.42"


def test_a_withdrawn_row_is_gone_and_may_come_back(place: Path, tmp_path: Path) -> None:
    key = "flow_id,client_id,date,kind,amount,currency,withdrawn\n"
    imported(tmp_path / "b", place, flows=key + "F1,,,,,,true\n")
    assert [row[0] for row in in_force(place, "flows", "flow_id")] == ["F2", "F3", "F4"]
    with pytest.raises(RefusedError) as refused:
        imported(tmp_path / "c", place, flows=key + "F1,,,,,,1\n")
    assert [fault.rule for fault in refused.value.faults.faults] == ["withdrawn_unknown"]
    imported(tmp_path / "d", place, flows=key + "F1,C1,2025-03-04,fee,1.00,CNY,\n")
    assert [row[0] for row in in_force(place, "flows", "flow_id")] == ["F1", "F2", "F3", "F4"]


def test_what_others_refer_to_cannot_be_withdrawn_alone(place: Path, tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        imported(tmp_path / "b", place, accounts="account_id,withdrawn\nA4,true\n")
    assert {(fault.rule, fault.table, fault.value) for fault in refused.value.faults.faults} == {
        ("unknown_reference", "balances", "A4"), ("unknown_reference", "flows", "A4"),
    }  # fmt: skip


def test_every_last_use_of_a_holding_is_kept(place: Path, tmp_path: Path) -> None:
    head = "client_id,product_code,from_date,to_date,last_used_on\n"
    imported(tmp_path / "b", place, holdings=head + "C1,DD,2020-01-01,,2024-12-20\n")
    imported(tmp_path / "c", place, holdings=head + "C1,DD,2020-01-01,,2025-12-20\n")
    with Database() as db:
        store.ledger(place)[0].open(db)
        assert db.value("SELECT COUNT(*) FROM holdings") == 2


def test_a_refused_batch_leaves_the_store_as_it_was(place: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*") if path.is_file()}
    with pytest.raises(RefusedError):
        imported(tmp_path / "b", place, balances="account_id,date,balance\nA1,2025-01-01,1.005\n")
    assert {path: path.stat().st_mtime_ns for path in place.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, depth.of(4, 24)))]
)
def test_batches_add_up_as_a_dictionary_would(tmp_path: Path, seed: int) -> None:
    """Any order of daily rows, corrections and withdrawals of balances leaves what a plain dictionary holds."""
    luck = Random(seed)
    store.import_batch(Request(small_bank.write(tmp_path / "bank", balances="", flows="")), tmp_path / "store")
    model: dict[tuple[str, date], str] = {}
    for number in range(6):
        batch = _batch(luck, model)
        if not batch:
            continue
        lines = [
            f"{account},{day},{balance},{'true' if balance == '' else ''}\n"
            for (account, day), balance in batch.items()
        ]
        imported(
            tmp_path / f"batch-{number}",
            tmp_path / "store",
            balances="account_id,date,balance,withdrawn\n" + "".join(lines),
        )
        for key, balance in batch.items():
            model[key] = balance
            if balance == "":
                del model[key]
        kept = in_force(tmp_path / "store", "balances", "account_id, date, balance")
        stands = {(str(account), day): f"{balance:.0f}" for account, day, balance in kept}
        assert _each_day(stands) == _each_day(model)
        assert stands.keys() <= model.keys()


def _batch(luck: Random, model: dict[tuple[str, date], str]) -> dict[tuple[str, date], str]:
    """Stretches of days with one balance each, and here and there a day taken away that is there."""
    found: dict[tuple[str, date], str] = {}
    for _ in range(luck.randint(1, 5)):
        account, start, balance = luck.choice(("A1", "A2")), date(2025, 1, luck.randint(1, 20)), str(luck.randint(1, 3))
        for number in range(luck.choice((1, 1, 4, 9))):
            found[account, start + timedelta(days=number)] = balance
    for key in luck.sample(sorted(model), min(len(model), luck.randint(0, 3))):
        found[key] = ""
    return found


def _each_day(rows: dict[tuple[str, date], str]) -> dict[tuple[str, date], str]:
    """What each account holds at the end of each day: its newest row's balance."""
    found: dict[tuple[str, date], str] = {}
    for account in ("A1", "A2"):
        held = "0"
        for number in range(45):
            day = date(2025, 1, 1) + timedelta(days=number)
            held = rows.get((account, day), held)
            found[account, day] = held
    return found


# --- one at a time, made again, of earlier days -----------------------------------------------------------------------


@contextmanager
def held(place: Path) -> Iterator[None]:
    handle = os.open(place / ".lock", os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(handle)


def test_only_one_import_at_a_time(place: Path, tmp_path: Path) -> None:
    with held(place), pytest.raises(RequestError, match="Another process is changing"):
        imported(tmp_path / "b", place, limits="limit_id,client_id,amount,currency,from_date\nL1,C1,1,CNY,2025-01-01\n")


def test_a_lost_prepared_ledger_is_made_again(place: Path) -> None:
    first, _ = store.ledger(place)
    shutil.rmtree(place / "ledgers")
    (place / "ledgers").mkdir()
    again, _ = store.ledger(place)
    assert again.digest == first.digest
    assert again.damaged() == []


def test_a_prepared_ledger_of_another_format_is_made_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = store.ledger(place)
    monkeypatch.setattr(prepared, "FORMAT", prepared.FORMAT + 1)
    again, _ = store.ledger(place)
    assert again.folder != first.folder


def test_a_batch_stored_before_a_column_was_added_reads_it_as_blank(place: Path) -> None:
    (batch,) = store.read_batches(place)
    path = batch.file("clients")
    assert path is not None
    old = pq.read_table(path).drop_columns(["region"])
    path.unlink()
    pq.write_table(old, path)
    assert {row[0] for row in in_force(place, "clients", "region")} == {None}


def test_a_run_finds_the_ledger_of_its_day_again(place: Path, tmp_path: Path) -> None:
    assess(place, "2025", tmp_path / "run")
    imported(tmp_path / "b", place, balances="account_id,date,balance\nA1,2025-03-01,1.00\n")
    imported(tmp_path / "c", place, balances="account_id,date,balance\nA1,2025-03-01,2.00\n")
    assert "✓" in qiao("verify", tmp_path / "run")


def test_something_else_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    with pytest.raises(RequestError, match="neither a store nor an empty folder"):
        store.import_batch(Request(small_bank.write(tmp_path / "bank")), tmp_path / "mine")
    with pytest.raises(RequestError, match="not a store"):
        store.read_batches(tmp_path / "bank")


def test_the_results_are_plain_files(place: Path, tmp_path: Path) -> None:
    assess(place, "2025", tmp_path / "run")
    for name in ("managers.csv", "indicators.csv"):
        data = (tmp_path / "run" / name).read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf") and b"\r" not in data
        assert next(csv.reader(data.decode().splitlines()))[0] == "manager_id"
    manifest = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    assert manifest["source"] == {"kind": "store", "batches": [store.read_batches(place)[0].digest]}


# --- what is damaged -------------------------------------------------------------------------------------------------


def _cut_table(batch: batches.Batch) -> None:
    path = batch.file("balances")
    assert path is not None
    path.write_bytes(path.read_bytes()[:-1])


def _lose_table(batch: batches.Batch) -> None:
    path = batch.file("clients")
    assert path is not None
    path.unlink()


def _change_manifest(batch: batches.Batch) -> None:
    path = batch.folder / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace("2025-12-31", "2025-12-30"), encoding="utf-8")


def _cut_manifest(batch: batches.Batch) -> None:
    path = batch.folder / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8")[:-9], encoding="utf-8")


def _lose_batch(batch: batches.Batch) -> None:
    shutil.rmtree(batch.folder)


@pytest.mark.parametrize("damage", [_cut_table, _lose_table, _change_manifest, _cut_manifest, _lose_batch])
def test_nothing_is_added_to_a_store_that_is_damaged(
    place: Path, tmp_path: Path, damage: Callable[[batches.Batch], None]
) -> None:
    later = "account_id,date,balance\nA1,2025-12-31,5.00\n"
    imported(tmp_path / "second", place, balances=later)
    damage(store.read_batches(place)[0])
    before = sorted(place.rglob("*"))
    with pytest.raises(RequestError, match="restore"):
        imported(tmp_path / "third", place, balances=later.replace("5.00", "6.00"))
    assert sorted(place.rglob("*")) == before


def test_a_place_that_another_process_took_is_not_overwritten(tmp_path: Path) -> None:
    with pytest.raises(files.TakenError, match="Another process"), files.new_folder(tmp_path / "out") as new:
        files.write_new(new.path / "mine", b"1")
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "theirs").write_bytes(b"2")
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "theirs"]
