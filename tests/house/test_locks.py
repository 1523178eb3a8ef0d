"""The lock files hold every package, each with its hashes, and no address."""

import re
import tomllib
from itertools import combinations

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from project import ROOT

from qiao import __version__

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ["runtime.txt", "dev.txt", "spark.txt", "bench.txt"]


def text_of(lock: str) -> str:
    """The text of a file in requirements/."""
    return (ROOT / "requirements" / lock).read_text(encoding="utf-8")


def pins(lock: str) -> dict[str, Version]:
    """The version of each package in a lock."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", text_of(lock), re.MULTILINE)
    return {canonicalize_name(package): Version(version) for package, version in found}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_and_no_option(lock: str) -> None:
    lines = [line.strip() for line in text_of(lock).splitlines() if not line.lstrip().startswith("#")]
    assert [line for line in lines if "://" in line or (line.startswith("-") and not line.startswith("--hash="))] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_is_pinned_and_hashed(lock: str) -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", text_of(lock), flags=re.MULTILINE))
    assert len([entry for entry in entries if entry.strip()]) == len(pins(lock)) > 0
    assert [entry for entry in entries if entry.strip() and "--hash=sha256:" not in entry] == []


def test_the_runtime_lock_satisfies_the_project() -> None:
    locked = pins("runtime.txt")
    wanted = [Requirement(text) for text in PROJECT["project"]["dependencies"] + PROJECT["build-system"]["requires"]]
    assert [str(one) for one in wanted if not one.specifier.contains(locked[canonicalize_name(one.name)])] == []


def test_the_tools_are_locked() -> None:
    asked = {canonicalize_name(line) for line in text_of("dev.in").splitlines() if re.match("[A-Za-z]", line)}
    assert asked <= pins("dev.txt").keys()


@pytest.mark.parametrize(("one", "other"), list(combinations(LOCKS, 2)))
def test_locks_agree_on_what_they_share(one: str, other: str) -> None:
    first, second = pins(one), pins(other)
    assert [package for package in first.keys() & second.keys() if first[package] != second[package]] == []


def test_the_version_is_written_twice_and_is_the_same() -> None:
    assert __version__ == PROJECT["project"]["version"]
