"""Is a backup sound, and can it be restored here; asked before anything is touched, so Django is not needed."""

import os
from collections.abc import Iterator
from pathlib import Path

from qiao.desk.errors import SetupError
from qiao.desk.server import dumps, keys
from qiao.engine import Archive, Text, faults, load_archive


def faults_of(archive: Archive) -> Iterator[Text]:
    """A sentence for everything that is wrong with a backup; none where it can be restored.

    SetupError where nothing is wrong with it, but this machine has no program that could read its dump.
    """
    found = list(faults(archive))
    yield from found
    try:
        yield from _dump_faults(archive)
    except SetupError as error:
        if not found:
            raise
        yield error.text


def _dump_faults(archive: Archive) -> Iterator[Text]:
    dump = archive.folder / dumps.FILE
    if dumps.FILE not in archive.files:
        yield Text("备份中没有数据库", "there is no database in it")
    elif dump.is_file() and not dumps.is_readable(dumps.find("pg_restore", archive.about["postgresql"]), dump):
        yield Text(f"pg_restore 读不出 {dumps.FILE}", f"pg_restore cannot read {dumps.FILE}")


def need_key(home: Path, archive: Archive) -> None:
    """SetupError unless the key is here that the backup's second factors are sealed with."""
    key = os.environ.get("QIAO_SECRET_KEY") or (keys.read(home) if (home / keys.FILE).exists() else "")
    if keys.fingerprint(key) != archive.about["key"]:
        raise SetupError(
            f"这里没有该备份所用的密钥:请把另行保管的 secret-key 放入 {home}(或设置 QIAO_SECRET_KEY);"
            "确已丢失时用 --new-key,所有人须重设第二因素。",
            f"The key that this backup was made with is not here: put the secret-key that was kept apart into {home}, or set "
            "QIAO_SECRET_KEY; if it is lost, use --new-key, and everybody sets up their second factor again.",
        )


def whole(folder: Path) -> Archive:
    """A backup without a fault.

    Raises:
        SetupError: it has one; says the first.
    """
    archive = load_archive(folder)
    for fault in faults_of(archive):
        raise SetupError(
            f"备份 {folder} 有问题({fault.zh}),未恢复任何内容:请换一份备份。",
            f"The backup {folder} is faulty ({fault.en}) and nothing was restored: use another one.",
        )
    return archive
