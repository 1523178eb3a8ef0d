"""Too little memory is one sentence, and so is a disk that does not take what memory has no room for."""

import resource

import pytest

from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import StorageError

LARGE = "CREATE TABLE t AS SELECT i, md5(i::text) AS words FROM range(10000000) t(i)"


@pytest.fixture(autouse=True)
def _little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIAO_MEMORY", "20MB")


def test_too_little_memory_is_a_refusal_that_names_the_limit() -> None:
    with pytest.raises(StorageError, match="20MB"), Database(threads=1) as db:
        db.run("SELECT length(string_agg(md5(i::text), '')) FROM range(10000000) t(i)")


def test_a_temporary_folder_that_is_full_is_a_refusal_that_names_it() -> None:
    with (
        pytest.raises(StorageError, match=r"qiao-scratch-.*: No space left on device.*TMPDIR"),
        Database(threads=1) as db,
    ):
        db.run("SET max_temp_directory_size = '0KB'")
        db.run(LARGE)


def test_what_the_disk_says_of_a_temporary_file_is_a_refusal() -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with pytest.raises(StorageError, match=r"qiao-scratch-[^/]*: File too large\. Nothing"), Database(threads=1) as db:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, before[1]))
        try:
            db.run(LARGE)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
