"""Make the bundle (安装包): one archive that installs Qiao on a machine without any network: `python deploy/bundle.py [FOLDER]`.

    qiao-VERSION-PYTHON-SYSTEM/
    ├── install.sh  PYTHON  GLIBC                           what installs, for which Python, from which C library on
    ├── requirements.txt  SHA256SUMS                        by which hashes
    ├── wheels/                                             Qiao itself and everything that it needs
    ├── sbom.json                                           all of it, CycloneDX 1.6
    ├── licences/                                           the licence of each, npm's packages too
    ├── spark.txt                                           the lock of PySpark, which is not in it
    └── deploy/  docs/  README.md  CHANGELOG.md  …          units, proxy, container; how to run it

Beside the archive lies its hash, `….sha256`.

The wheels are those of the locks, by their hashes, for the Python and the machine that this runs on. Where that has the GNU C
library, they are those that an older one can load too, from `_GLIBC` on, whatever this machine's own is.
"""

import base64
import email
import hashlib
import json
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
# Sign-on by a directory is an extra of the distribution; a bundle has it. Its lock stands among those of the tests.
EXTRA = ("ldap3", "pyasn1")
COPIED = (
    "README.md",
    "README.zh-CN.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "THREAT_MODEL.md",
    "docs",
    "deploy",
)
_GLIBC = (2, 28)  # Anolis 8, openEuler 20.03, Kylin V10, RHEL 8, Debian 10; every lock has a wheel for it
_NPM = ("@tabler/core", "@tabler/icons", "echarts")  # what deploy/kit.py copies from
_PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input")
_IS_LICENCE = re.compile(r"(^|/)(LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*$", re.IGNORECASE)


def main() -> None:
    """Build it in a folder of its own, then put the archive into `dist` or the folder given."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist").resolve()
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="qiao-bundle-") as work:
        name = _fill(Path(work))
        archive = out / f"{name}.tar.gz"
        with tarfile.open(archive, "w:gz", compresslevel=1) as packed:  # wheels are compressed already
            packed.add(Path(work) / name, name, filter=_owned_by_nobody)
    Path(f"{archive}.sha256").write_text(f"{_sha256(archive)}  {archive.name}\n", encoding="utf-8")
    sys.stdout.write(f"{archive}: {archive.stat().st_size / 1e6:.1f} MB\n")


def _owned_by_nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


def _fill(work: Path) -> str:
    wheels = work / "wheels"
    wheels.mkdir()
    locked = _locked()
    own = _build(work, wheels)
    _download(work, wheels, locked)
    (work / "requirements.txt").write_text(f"{locked}{_pinned(own)}", encoding="utf-8")
    version = own.name.split("-")[1]
    name = f"qiao-{version}-cp{sys.version_info[0]}{sys.version_info[1]}-{sys.platform}-{platform.machine()}"
    bundle = work / name
    bundle.mkdir()
    for path in (wheels, work / "requirements.txt"):
        path.rename(bundle / path.name)
    (bundle / "PYTHON").write_text(
        f"{sys.version_info[0]}.{sys.version_info[1]} {sys.platform} {platform.machine()}\n", encoding="utf-8"
    )
    if _has_glibc():
        (bundle / "GLIBC").write_text(f"{_GLIBC[0]}.{_GLIBC[1]}\n", encoding="utf-8")
    for path in (ROOT / "deploy" / "install.sh", ROOT / "requirements" / "spark.txt"):
        shutil.copy2(path, bundle)
    for part in COPIED:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, bundle / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, bundle / part)
    parts = [_of_wheel(path, bundle / "licences") for path in sorted((bundle / "wheels").iterdir())]
    parts += [_of_package(package, bundle / "licences") for package in _NPM]
    (bundle / "sbom.json").write_text(_sbom(parts), encoding="utf-8")
    _write_sums(bundle)
    return name


def _locked() -> str:
    """The lock of what Qiao needs to run, and of the extra, as it stands in the tests' lock."""
    runtime, dev = ((ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8") for name in ("runtime", "dev"))
    found = [re.search(rf"^{name}==.*?(?=^\S)", dev, re.MULTILINE | re.DOTALL) for name in EXTRA]
    return runtime + "".join(entry[0] for entry in found if entry)


def _build(work: Path, wheels: Path) -> Path:
    """Qiao's own wheel, from a copy of its sources: what an earlier build left beside them must not get in."""
    source = work / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy2(ROOT / name, source)
    shutil.copytree(
        ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info", "*.po", "*.pot")
    )
    _stamp(source / "src" / "qiao" / "__init__.py")
    wanted = {str(path.relative_to(source / "src")) for path in (source / "src").rglob("*") if path.is_file()}
    _run(*_PIP, "wheel", "--no-deps", "--no-build-isolation", "--no-cache-dir", "--wheel-dir", wheels, source)
    (own,) = wheels.iterdir()
    _need_whole(own, wanted)
    return own


def _stamp(module: Path) -> None:
    """Have `qiao --version` say the commit, since bundles between two releases bear one number."""
    words = ("git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    text = module.read_text(encoding="utf-8")
    module.write_text(text.replace('__commit__ = ""', f'__commit__ = "{told}"'), encoding="utf-8")


def _need_whole(wheel: Path, wanted: set[str]) -> None:
    """Every file of the sources is in the wheel, or nobody gets a bundle."""
    with zipfile.ZipFile(wheel) as packed:
        there = set(packed.namelist())
    if lacking := sorted(wanted - there):
        sys.exit(f"The wheel lacks {len(lacking)} files, such as {lacking[0]}: look at package-data in pyproject.toml.")
    if not any(name.endswith(".mo") for name in there) or "qiao/desk/ui/kit/tabler.css" not in there:
        sys.exit("The pages' dress or the compiled words are missing: run `make venv`, then `make bundle`.")


def _download(work: Path, wheels: Path, locked: str) -> None:
    lock = work / "lock.txt"
    lock.write_text(locked, encoding="utf-8")
    words = (*_PIP, "download", "--no-deps", "--require-hashes", "--only-binary", ":all:", "--dest", wheels, "-r", lock)
    _run(*words, *(f"--platform={tag}" for tag in _platforms()))


def _has_glibc() -> bool:
    return platform.libc_ver()[0] == "glibc"


def _platforms() -> Iterator[str]:
    """What a machine of the oldest C library takes, newest first; none where pip is to ask this one."""
    if _has_glibc():
        tags = [f"manylinux_{_GLIBC[0]}_{minor}" for minor in range(_GLIBC[1], 4, -1)]
        for tag in (*tags, "manylinux2014", "manylinux2010", "manylinux1", "linux"):
            yield f"{tag}_{platform.machine()}"


def _run(*words: str | Path) -> None:
    if subprocess.run(words, check=False).returncode:
        sys.exit(f"This went wrong: {' '.join(map(str, words))}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pinned(wheel: Path) -> str:
    name, version = wheel.name.split("-")[:2]
    return f"{name}=={version} \\\n    --hash=sha256:{_sha256(wheel)}\n"


# --- what is in it ----------------------------------------------------------------------------------------------------


def _of_wheel(wheel: Path, licences: Path) -> dict[str, Any]:
    """A wheel as a component, its licence files copied out of it."""
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        told = email.message_from_bytes(packed.read(next(n for n in names if n.endswith(".dist-info/METADATA"))))
        folder = licences / f"{told['Name']}-{told['Version']}"
        folder.mkdir(parents=True)
        for number, name in enumerate(n for n in names if ".dist-info/" in n and _IS_LICENCE.search(n)):
            (folder / f"{number:02d}-{Path(name).name}").write_bytes(packed.read(name))
    licence = _licence_of(told)
    if not any(folder.iterdir()):
        (folder / "LICENCE-AS-STATED").write_text(f"{licence or 'not stated'}\n", encoding="utf-8")
    name = re.sub(r"[-_.]+", "-", told["Name"]).lower()
    return {
        "type": "library",
        "bom-ref": f"pkg:pypi/{name}@{told['Version']}",
        "purl": f"pkg:pypi/{name}@{told['Version']}",
        "name": told["Name"],
        "version": told["Version"],
        "hashes": [{"alg": "SHA-256", "content": _sha256(wheel)}],
        "licenses": [{"license": {"name": licence}}] if licence else [],
    }


def _licence_of(told: Message) -> str:
    """What the metadata call the licence: an expression, a classifier, or the first line of the field."""
    classifiers = [
        text.rsplit(" :: ", 1)[-1] for text in told.get_all("Classifier", []) if text.startswith("License :: ")
    ]
    stated = (told["License-Expression"] or "", ", ".join(classifiers), (told["License"] or "").strip().split("\n")[0])
    return next(filter(None, stated), "")


def _of_package(package: str, licences: Path) -> dict[str, Any]:
    """An npm package out of which something was copied."""
    place = ROOT / "node_modules" / package
    told = json.loads((place / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"][f"node_modules/{package}"]
    folder = licences / f"{package.replace('/', '-')}-{told['version']}"
    folder.mkdir(parents=True)
    for path in _licence_files(place):
        shutil.copy2(path, folder)
    if not any(folder.iterdir()):
        (folder / "LICENCE-AS-STATED").write_text(f"{told['license']}\n", encoding="utf-8")
    purl = f"pkg:npm/{package.replace('@', '%40')}@{told['version']}"
    return {
        "type": "library",
        "bom-ref": purl,
        "purl": purl,
        "name": package,
        "version": told["version"],
        "hashes": [{"alg": "SHA-512", "content": _hex(locked["integrity"])}],
        "licenses": [{"license": {"name": told["license"]}}],
    }


def _licence_files(place: Path) -> Iterator[Path]:
    return (path for path in sorted(place.iterdir()) if path.is_file() and _IS_LICENCE.search(path.name))


def _hex(integrity: str) -> str:
    return base64.b64decode(integrity.removeprefix("sha512-")).hex()


def _sbom(parts: list[dict[str, Any]]) -> str:
    own = next(part for part in parts if part["name"] == "qiao")
    others = [part for part in parts if part is not own]
    told = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own | {"type": "application"}},
        "components": others,
        "dependencies": [{"ref": own["bom-ref"], "dependsOn": sorted(part["bom-ref"] for part in others)}],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _write_sums(bundle: Path) -> None:
    paths = sorted(path for path in bundle.rglob("*") if path.is_file())
    lines = [f"{_sha256(path)}  {path.relative_to(bundle)}\n" for path in paths]
    (bundle / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
