"""Two runs with their workbooks: one by hand in which every decision occurs, one drawn."""

import decided_bank as bank
import pytest
from opened_workbook import Made, made
from oracle.folder import write_bank
from oracle_banks import bank_from

DRAWN = 295


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The bank in which every decision occurs, and every name looks like a formula."""
    place = tmp_path_factory.mktemp("decided")
    return made(bank.write(place / "bank"), place / "run")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A random bank with every table."""
    place = tmp_path_factory.mktemp("drawn")
    random = bank_from(DRAWN)
    write_bank(random, place / "bank")
    return made(place / "bank", place / "run", random.period)


@pytest.fixture(params=["decided", "drawn"])
def either(request: pytest.FixtureRequest) -> Made:
    """Each of the two."""
    found: Made = request.getfixturevalue(request.param)
    return found
