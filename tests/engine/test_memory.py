"""Too little memory is one sentence."""

import pytest

from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import StorageError


def test_too_little_memory_is_a_refusal_that_names_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIAO_MEMORY", "20MB")
    with pytest.raises(StorageError, match="20MB"), Database(threads=1) as db:
        db.run("SET max_temp_directory_size = '0KB'")
        db.run("CREATE TABLE t AS SELECT i, md5(i::text) AS words FROM range(10000000) t(i)")
