"""Static files under hashed names: gathered once for each state of their sources, whole or not at all."""

import hashlib
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.management.commands.collectstatic import Command
from django.core.files.storage import storages
from django.core.management import call_command

_KEPT = 4  # folders of earlier states, which servers that were started before may still read


def collect() -> Path:
    """The folder of the gathered files, made if need be; from now on it is STATIC_ROOT."""
    above = Path(settings.HOME) / "static"
    above.mkdir(parents=True, exist_ok=True)
    folder = above / _state()
    if not folder.exists():
        _gather(folder)
    settings.STATIC_ROOT = folder
    return folder


def _state() -> str:
    """A name for what the sources are now."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            about = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def _gather(folder: Path) -> None:
    partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder.parent))
    try:
        command = Command()
        command.storage = storages.create_storage(
            {**settings.STORAGES["staticfiles"], "OPTIONS": {"location": str(partial)}}
        )
        call_command(command, interactive=False, verbosity=0)
        earlier = sorted(folder.parent.glob("[0-9a-f]*"), key=lambda path: path.stat().st_mtime)
        try:
            partial.rename(folder)
        except OSError:
            if not folder.exists():  # or else another server was quicker
                raise
        for old in earlier[:-_KEPT]:
            shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
