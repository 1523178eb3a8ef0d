"""Ledgers of the tests, brought to the desk: the small bank, whose three managers are rm, rm2 and rm3."""

from functools import cache
from pathlib import Path

import pytest
import small_bank
from shelves import MORE, imported

from qiao.desk.clients.actions import deliveries
from qiao.desk.clients.models import Delivery

MANAGERS = {"M1": "rm", "M2": "rm2", "M3": "rm3"}


def bank(**changes: str) -> dict[str, str]:
    """The tables of the small bank, some of them changed, with the cast as its managers."""
    tables = {**small_bank.TABLES, **MORE, **changes}
    return {name: _cast(text) for name, text in tables.items()}


def _cast(text: str) -> str:
    for manager, number in MANAGERS.items():
        text = text.replace(f"{manager},", f"{number},")
    return text


def deliver(place: Path, name: str, tables: dict[str, str]) -> Delivery:
    """Add a batch of exactly these tables to the store and bring it to the desk."""
    folder = place.with_name(name)
    folder.mkdir()
    for table, text in tables.items():
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    imported(folder, place)
    return deliveries.feed(by=None)


def store_once(factory: pytest.TempPathFactory) -> Path:
    """A store of the small bank, imported once a process for tests that only read it."""
    return _imported_once(factory.getbasetemp())


@cache
def _imported_once(base: Path) -> Path:
    place = base / "delivered-once" / "ledger"
    folder = place.with_name("bank")
    folder.mkdir(parents=True)
    for table, text in bank().items():
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    imported(folder, place)
    return place
