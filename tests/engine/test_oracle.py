"""The engine against the oracle: the same bank, the same rows, to the last digit."""

import shutil
from datetime import date
from pathlib import Path
from tempfile import mkdtemp

import depth
import oracle
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from oracle.assessment import INDICATORS, MANAGERS, THRESHOLDS
from oracle.folder import Bank, write_bank
from oracle_banks import banks, smallest
from run_engine import Rows, assess

COLUMNS = {"managers": MANAGERS, "indicators": INDICATORS, "thresholds": THRESHOLDS}


def examples(count: int) -> settings:
    """So many banks, the same in every run; a failing one is made smaller by `smallest`, not by Hypothesis."""
    return settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def by_the_oracle(bank: Bank, folder: Path) -> oracle.Assessment:
    """What the oracle says of a bank that lies in a folder."""
    return oracle.assess(folder, bank.period, as_of=date.fromisoformat(bank.as_of) if bank.as_of else None)


def by_the_engine(bank: Bank, folder: Path, out: Path) -> dict[str, Rows]:
    """What the program says of it."""
    return assess(folder, bank.period, out, *(["--as-of", bank.as_of] if bank.as_of else []))


def differences(bank: Bank) -> list[str]:
    """Every row in which the program and the oracle differ; none where they agree."""
    place = Path(mkdtemp(prefix="qiao-oracle-"))
    try:
        write_bank(bank, place / "bank")
        expected = by_the_oracle(bank, place / "bank")
        found = by_the_engine(bank, place / "bank", place / "run")
    finally:
        shutil.rmtree(place)
    return [line for file in COLUMNS for line in unequal(file, getattr(expected, file), found[file])]


def unequal(file: str, expected: Rows, found: Rows) -> list[str]:
    """The rows of one file that differ, and a sentence where there are more or fewer."""
    lines = [f"{file}: {len(expected)} rows expected, {len(found)} found"] if len(expected) != len(found) else []
    if found and list(found[0]) != COLUMNS[file]:
        lines.append(f"{file}: columns {list(found[0])}")
    for row, other in zip(expected, found, strict=False):
        compared = [c for c in COLUMNS[file] if c != "reason" or row["decision"] == "not_assessed"]
        odd = {column: (row[column], other.get(column)) for column in compared if row[column] != other.get(column)}
        if odd:
            lines.append(f"{file}: {list(row.values())[:3]} expected and found differ in {odd}")
    return lines


def agree(bank: Bank) -> None:
    """Fail with the smallest bank like this one on which the two differ."""
    if not differences(bank):
        return

    def fails(fewer: Bank) -> bool:
        try:
            return bool(differences(fewer))
        except Exception:
            return False  # no bank any more: the ledger's rules refuse it, or nothing is known of the period

    least = smallest(bank, fails)
    pytest.fail("\n".join([*differences(least), repr(least)]))


@examples(3)
@given(banks())
def test_the_engine_agrees_with_the_oracle(bank: Bank) -> None:
    agree(bank)


@pytest.mark.slow
@examples(depth.of(24, 1_000))
@given(banks())
def test_the_engine_agrees_with_the_oracle_on_many_banks(bank: Bank) -> None:
    agree(bank)
