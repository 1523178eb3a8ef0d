"""What a bank may set is written down, and production is set safely."""

import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from server.commands import environment

import qiao
from qiao.desk import settings

PACKAGE = Path(qiao.__file__).parent
TOLD = set(re.findall(r"^\| ([A-Z_]+) \|", settings.__doc__ or "", re.MULTILINE))
# The engine's own, told where the engine is; what Qiao sets for others; and what a reader of an example sets.
ELSEWHERE = {
    "PGPASSWORD",
    "QIAO_TOKEN",
    "QIAO_THREADS",
    "QIAO_MEMORY",
    "DJANGO_SETTINGS_MODULE",
    "PROMETHEUS_MULTIPROC_DIR",
}


def test_every_variable_that_is_read_is_in_the_table() -> None:
    read = set()
    for path in [*PACKAGE.glob("desk/**/*.py"), *PACKAGE.glob("cli/*.py")]:
        text = path.read_text(encoding="utf-8")
        read |= set(re.findall(r"QIAO_[A-Z_]+", text))
        read |= set(re.findall(r"environ(?:\.get\(|\.setdefault\(|\[)\s*\"([A-Z_]+)\"", text))
    assert read - ELSEWHERE == TOLD


def test_operations_tell_of_every_variable() -> None:
    pages = [PACKAGE.parents[1] / "docs" / f"{name}.md" for name in ("operations", "sign-on")]
    page = " ".join(path.read_text(encoding="utf-8") for path in pages)
    assert {name for name in TOLD if f"`{name}`" not in page} == set()


@pytest.mark.slow
def test_django_has_nothing_to_say_about_the_safety_of_a_banks_settings(tmp_path: Path) -> None:
    words = ["check", "--deploy", "--tag", "security", "--fail-level", "WARNING", "--settings", "qiao.desk.settings"]
    given = environment(tmp_path, QIAO_SECRET_KEY=secrets.token_urlsafe(64))
    done = subprocess.run(
        [sys.executable, "-m", "django", *words], env=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://qiao_app:p%40ss@db.bank:6432/qiao", ("qiao", "qiao_app", "p@ss", "db.bank", "6432")),
        ("postgresql://qiao_app:x@/qiao?host=%2Frun%2Fqiao", ("qiao", "qiao_app", "x", "/run/qiao", "")),
        ("", ("", "", "", "", "")),
    ],
)
def test_the_databases_address_is_taken_apart(url: str, expected: tuple[str, ...]) -> None:
    found = settings._database(url)
    assert tuple(found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == expected
