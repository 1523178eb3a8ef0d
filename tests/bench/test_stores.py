"""A bank that several scripts measure on is made once, and each has it as if it were its own."""

import importlib
import sys
from pathlib import Path

import pytest
from project import ROOT

MODULES = ("banks", "figures", "stores")


@pytest.mark.slow
def test_a_shared_bank_is_made_once_and_what_one_script_adds_no_other_sees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    monkeypatch.setenv("SIZE", "small")
    monkeypatch.setenv("QIAO_BENCH_BANKS", str(tmp_path))
    for name in MODULES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    banks, _, stores = map(importlib.import_module, MODULES)
    bank = banks.simple(managers=2, accounts=30, stretch=30)
    with stores.shared(bank) as place:
        banks.write_correction(place / "correction", bank, 2)
        stores.import_batch(place / "correction", place / "store")
        took = stores.imported(place)
        assert len(list((place / "store" / "batches").iterdir())) == 2
    monkeypatch.delattr(banks, "write")
    with stores.shared(bank) as place:
        assert stores.imported(place) == took
        assert len(list((place / "store" / "batches").iterdir())) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["2-10-30-changes"]
    for name in MODULES:
        del sys.modules[name]
