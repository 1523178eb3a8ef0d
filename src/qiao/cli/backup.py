"""`qiao backup`, `qiao verify-backup`, `qiao restore`: everything of the desk leaves as one folder, and comes back from it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qiao.cli import options, terminal
from qiao.engine.errors import Text

if TYPE_CHECKING:
    from qiao.desk.server.restore import Restored
    from qiao.engine.archives import Archive

FAILED = 3
_MEGABYTE = 1_000_000
Backup = Annotated[Path, typer.Argument(metavar="BACKUP", help="qiao backup 生成的文件夹 / a folder that it made")]


def mount(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("backup")(backup)
    app.command("verify-backup")(verify_backup)
    app.command("restore")(restore)


def backup(
    destination: Annotated[
        Path,
        typer.Argument(metavar="DESTINATION", help="备份存放处,每次新建一个文件夹 / where backups lie, a folder each"),
    ],
    lang: options.Lang,
) -> None:
    """备份数据库、台账库、考评运行和文件,工作台照常运行 / back up database, store, runs and documents while the desk runs."""
    from qiao.desk.server import setup

    with setup.ready():
        from qiao.desk.server import backup as backups
        from qiao.desk.server import database, migrating

        migrating.need_current()
        with database.lost_is_told("qiao backup"), terminal.progress_bar() as progress:
            made = backups.make(destination, told=progress)
    told = Text(
        f"✓ 已备份到 {made.folder}:{_extent(made).zh},封存校验码 {made.seal[:16]}。密钥 secret-key 不在其中,请另行保管。",
        f"✓ Backed up to {made.folder}: {_extent(made).en}, seal {made.seal[:16]}. The secret-key is not in it: keep it apart.",
    )
    terminal.console().print(told.in_(lang), style="green", soft_wrap=True, markup=False)


def verify_backup(folder: Backup, lang: options.Lang) -> None:
    """核对备份中每个文件的哈希,并读取数据库导出 / compare every hash of a backup, and read its dump."""
    from qiao.desk.server import checking
    from qiao.engine import load_archive

    archive = load_archive(folder)
    with terminal.progress_bar(Text("核对备份", "Verifying the backup")):
        found = list(checking.faults_of(archive))
    for fault in found:
        terminal.errors().print(f"✗ {fault.in_(lang)}", style="red", markup=False)
    if found:
        raise typer.Exit(FAILED)
    told = Text(
        f"✓ 备份完好:{_extent(archive).zh},{archive.about['made_at']},封存校验码 {archive.seal[:16]}",
        f"✓ The backup is sound: {_extent(archive).en}, {archive.about['made_at']}, seal {archive.seal[:16]}",
    )
    terminal.console().print(told.in_(lang), style="green", soft_wrap=True, markup=False)


def restore(
    folder: Backup,
    lang: options.Lang,
    new_key: Annotated[
        bool, typer.Option("--new-key", help="原密钥已丢失,另生成一个 / the key is lost: make another one")
    ] = False,
) -> None:
    """把备份恢复到空的 QIAO_HOME 和空库 / restore a backup into an empty QIAO_HOME and an empty database."""
    from qiao.desk.server import checking, homes, setup

    home = homes.place()
    with terminal.progress_bar(Text("核对备份", "Verifying the backup")) as progress:
        archive = checking.whole(folder)
        mark = homes.need_empty(home, archive.seal)
        if not new_key:
            checking.need_key(home, archive)
        with homes.marked(home, mark), setup.ready(as_owner=True, restoring=True):
            from qiao.desk.server import database
            from qiao.desk.server import restore as restoring

            with database.lost_is_told("qiao restore"):
                found = restoring.restore(archive, home, mark, told=progress)
    terminal.console().print(_restored(found, home).in_(lang), style="green", soft_wrap=True, markup=False)


def _extent(archive: "Archive") -> Text:
    size = f"{archive.size / _MEGABYTE:.1f} MB"
    return Text(f"{len(archive.files)} 个文件,{size}", f"{len(archive.files)} files, {size}")


def _restored(found: "Restored", home: Path) -> Text:
    return Text(
        f"✓ 已恢复到 {home}:{found.people} 人,{found.batches} 批台账,{found.runs} 次考评运行,{found.documents} 个文件。",
        f"✓ Restored into {home}: {found.people} people, {found.batches} batches, {found.runs} runs, {found.documents} documents.",
    )
