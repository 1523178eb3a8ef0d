"""The bundle installs and serves on a machine that is cut off from every network, and says what is in it."""

import hashlib
import json
import os
import platform
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from project import ROOT

import qiao

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).with_name("cut_off.py")
# As root a network of one's own, else one in a user's name space of one's own.
ALONE = ["unshare", "--net"] if os.getuid() == 0 else ["unshare", "--map-root-user", "--net"]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle, made and unpacked."""
    folder = tmp_path_factory.mktemp("bundle")
    words = [sys.executable, str(ROOT / "deploy" / "bundle.py"), str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (told,) = folder.glob("*.sha256")
    archive = told.with_suffix("")
    assert told.read_text("utf-8") == f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n"
    told.unlink()
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    archive.unlink()
    (unpacked,) = folder.iterdir()
    return unpacked


def test_it_names_every_part_with_its_hash_and_licence(bundle: Path) -> None:
    told = json.loads((bundle / "sbom.json").read_text("utf-8"))
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert told["metadata"]["component"]["version"] == qiao.__version__
    wheels = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (bundle / "wheels").iterdir()}
    parts = [told["metadata"]["component"], *told["components"]]
    hashes = {part["purl"]: part["hashes"][0]["content"] for part in parts}
    assert {digest for purl, digest in hashes.items() if purl.startswith("pkg:pypi/")} == wheels
    copied = {purl.rpartition("@")[0] for purl in hashes if purl.startswith("pkg:npm/")}
    assert copied == {"pkg:npm/%40tabler/core", "pkg:npm/%40tabler/icons", "pkg:npm/echarts"}
    assert all(part["licenses"] for part in parts), [part["name"] for part in parts if not part["licenses"]]
    assert len(list((bundle / "licences").iterdir())) == len(parts)
    pinned = (bundle / "requirements.txt").read_text("utf-8")
    assert all(digest in pinned for digest in wheels)
    listed = (bundle / "SHA256SUMS").read_text("utf-8").splitlines()
    assert len(listed) == sum(path.is_file() for path in bundle.rglob("*")) - 1


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="wheels for another C library name no version of it")
def test_its_wheels_load_on_the_c_library_that_it_names(bundle: Path) -> None:
    named = (bundle / "GLIBC").read_text("utf-8").strip()
    older = {"manylinux1": 5, "manylinux2010": 12, "manylinux2014": 17}
    needed = []
    for path in (bundle / "wheels").glob("*linux*.whl"):
        tags = re.findall(r"(manylinux(?:1|2010|2014))_|manylinux_2_(\d+)_", path.stem.rpartition("-")[2])
        needed.append(min(older.get(old) or int(minor) for old, minor in tags))
    assert f"2.{max(needed)}" == named


def test_a_changed_byte_is_not_installed(bundle: Path, tmp_path: Path) -> None:
    page = bundle / "docs" / "operations.md"
    text = page.read_bytes()
    page.write_bytes(text + b" ")
    try:
        words = [str(bundle / "install.sh"), str(tmp_path / "qiao")]
        done = subprocess.run(
            words, env=os.environ | {"PYTHON": sys.executable}, capture_output=True, text=True, check=False
        )
    finally:
        page.write_bytes(text)
    assert (done.returncode, "damaged or was changed" in done.stderr) == (2, True)
    assert not (tmp_path / "qiao").exists()


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that others may enter: root's private PostgreSQL runs as a user of its own, by programs that lie there."""
    with TemporaryDirectory(prefix="qiao-cut-off-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_it_installs_and_serves_without_any_network(bundle: Path, place: Path) -> None:
    python = Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    words = [*ALONE, sys.executable, str(SCRIPT), str(bundle), str(place), str(python)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["interfaces"], found["is_cut_off"]) == (["lo"], True)
    commit = r" \([0-9a-f]{12}(-dirty)?\)" if (ROOT / ".git").exists() else ""
    assert re.fullmatch(re.escape(f"qiao {qiao.__version__}") + commit, found["version"])
    assert (found["install.sh"], found["qiao migrate"], found["qiao people"]) == (0, 0, 0), done.stderr[-3000:]
    assert found["health"] == 200
    assert found["sign_in"][:2] == [200, True]
    assert (found["sign_in"][2] >= 3, found["assets"]) == (True, [200])
    assert found["bytes"] > 100_000
    assert found["outside"] == []
