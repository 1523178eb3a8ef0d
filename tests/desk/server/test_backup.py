"""What a backup says of itself, what is found in a damaged one, and where none may be restored."""

from pathlib import Path

import pytest

from qiao.desk.errors import SetupError
from qiao.desk.server import checking, dumps, homes, keys
from qiao.engine import Archive, DataError, RequestError, faults, files_below, load_archive, new_archive, unpack_part

ABOUT = {"postgresql": 15, "key": keys.fingerprint("the key")}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """A backup of three files, one of which is hidden and no part of it."""
    source = tmp_path / "source"
    (source / "a").mkdir(parents=True)
    for name in ("a/one", "two", ".lock"):
        (source / name).write_text(name)
    with new_archive(tmp_path / "backups") as writing:
        writing.add_folder("ledger", source, files_below(source))
        writing.add_stream(dumps.FILE, [b"no dump at all"])
        writing.seal(ABOUT, "qiao-1")
    return load_archive(tmp_path / "backups" / "qiao-1")


def said(archive: Archive) -> list[str]:
    return [fault.en for fault in faults(archive)]


def test_a_backup_holds_every_file_and_only_its_owner_may_enter(archive: Archive) -> None:
    assert set(archive.files) == {dumps.FILE, "ledger/a/one", "ledger/two"}
    assert said(archive) == []
    assert {path.stat().st_mode & 0o077 for path in (archive.folder, *archive.folder.rglob("*"))} == {0}


def test_a_flipped_byte_a_lost_file_and_a_strange_one_are_named(archive: Archive) -> None:
    one = archive.folder / "ledger" / "a" / "one"
    one.write_bytes(bytes([one.read_bytes()[0] ^ 1]) + one.read_bytes()[1:])
    (archive.folder / "ledger" / "two").unlink()
    (archive.folder / "ledger" / "three").write_text("")
    assert said(archive) == [
        "ledger/a/one has been changed",
        "ledger/two is gone",
        "ledger/three does not belong to it",
    ]
    with pytest.raises(DataError, match="ledger/a/one in the backup was changed"):
        unpack_part(archive, "ledger", archive.folder.parent / "home")
    assert not (archive.folder.parent / "home" / "ledger").exists()


def test_a_dump_that_cannot_be_read_is_found(archive: Archive) -> None:
    assert [fault.en for fault in checking.faults_of(archive)] == [f"pg_restore cannot read {dumps.FILE}"]
    with pytest.raises(SetupError, match="nothing was restored"):
        checking.whole(archive.folder)


def test_what_is_wrong_is_told_where_no_program_can_read_the_dump_too(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dumps.postgres, "programs", list)
    with pytest.raises(SetupError, match="There is no pg_restore"):
        list(checking.faults_of(archive))
    (archive.folder / "ledger" / "two").unlink()
    gone, lacking = (fault.en for fault in checking.faults_of(archive))
    assert gone == "ledger/two is gone"
    assert "There is no pg_restore" in lacking
    with pytest.raises(SetupError, match=r"ledger/two is gone.*nothing was restored"):
        checking.whole(archive.folder)


def test_a_changed_manifest_and_no_backup_at_all_are_refused(archive: Archive) -> None:
    manifest = archive.folder / "archive.json"
    manifest.write_text(manifest.read_text().replace('"ledger/two"', '"ledger/tow"'))
    with pytest.raises(DataError, match="does not match its seal"):
        load_archive(archive.folder)
    with pytest.raises(RequestError, match="no whole backup"):
        load_archive(archive.folder.parent)


def test_a_file_that_was_taken_away_meanwhile_is_missed_only_where_it_may_not(tmp_path: Path) -> None:
    with new_archive(tmp_path / "backups") as writing:
        assert writing.add_folder("documents", tmp_path, ["gone"], may_vanish=True) == 1
        writing.seal(ABOUT, "qiao-1")
    with pytest.raises(FileNotFoundError), new_archive(tmp_path / "backups") as writing:
        writing.add_folder("ledger", tmp_path, ["gone"])
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["qiao-1"]


def test_a_home_with_anything_in_it_takes_no_backup(tmp_path: Path) -> None:
    assert homes.need_empty(tmp_path / "none", "seal")["is_begun"] is False
    (tmp_path / keys.FILE).write_text("the key")
    assert homes.need_empty(tmp_path, "seal")["is_begun"] is False
    (tmp_path / "ledger").mkdir()
    with pytest.raises(SetupError, match="is not empty"):
        homes.need_empty(tmp_path, "seal")


def test_a_half_restored_home_starts_nothing_and_takes_the_same_backup_alone(tmp_path: Path) -> None:
    homes.mark(tmp_path, homes.Mark(seal="seal", is_begun=True))
    (tmp_path / "ledger").mkdir()
    with pytest.raises(SetupError, match="half restored"):
        homes.need_whole(tmp_path)
    assert homes.need_empty(tmp_path, "seal")["is_begun"] is True
    with pytest.raises(SetupError, match="is not empty"):
        homes.need_empty(tmp_path, "another")
    homes.unmark(tmp_path)
    homes.need_whole(tmp_path)


def test_a_refusal_before_anything_was_done_leaves_no_mark(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with pytest.raises(SetupError), homes.marked(home, homes.Mark(seal="seal", is_begun=False)):
        raise SetupError("库不空", "the database is not empty")
    homes.need_whole(home)


def test_the_key_is_asked_for(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QIAO_SECRET_KEY", raising=False)
    with pytest.raises(SetupError, match="--new-key"):
        checking.need_key(tmp_path, archive)
    (tmp_path / keys.FILE).write_text("the key\n")
    checking.need_key(tmp_path, archive)
    monkeypatch.setenv("QIAO_SECRET_KEY", "another key")
    with pytest.raises(SetupError):
        checking.need_key(tmp_path, archive)


def test_a_client_that_is_older_than_the_server_is_refused() -> None:
    assert dumps.find("pg_dump", 15).name == "pg_dump"
    with pytest.raises(SetupError, match="older than the database's 99"):
        dumps.find("pg_dump", 99)
    with pytest.raises(SetupError, match="There is no pg_nothing"):
        dumps.find("pg_nothing", 15)


def test_a_database_that_cannot_be_reached_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    url, program = f"postgresql://qiao_app:secret@/qiao?host={tmp_path}", dumps.find("pg_dump", 15)
    with pytest.raises(SetupError, match="pg_dump did not end well") as refused, new_archive(tmp_path / "b") as writing:
        writing.add_stream(dumps.FILE, dumps.dumped(url, program, "0-0-1"))
    assert "secret" not in str(refused.value)
    assert list((tmp_path / "b").iterdir()) == []
