"""`qiao ingest` of the inbox as a timer starts it: its exit status and words, and killed anywhere it ends the same the next time."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import small_bank
from server.commands import environment, qiao

from qiao.desk.server import postgres

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).with_name("killed_feed.py")
ACTIONS = "qiao.desk.clients.actions"
# Where it dies, one feed after the other: the first batch copied, stored, known as stored, about to be moved, moved; the
# second one refused, its report aside and the batch not yet, both; everything about to be shown.
PLACES = [
    ("after", "qiao.desk.clients.inbox", "fetch"),
    ("after", f"{ACTIONS}.submissions", "import_batch"),
    ("after", f"{ACTIONS}.submissions", "_stored"),
    ("before", "qiao.desk.clients.inbox", "set_aside"),
    ("after", "qiao.desk.clients.inbox", "set_aside"),
    ("after", f"{ACTIONS}.submissions", "_refused"),
    ("before", "qiao.desk.clients.inbox", "_remove"),
    ("before", f"{ACTIONS}.deliveries", "feed"),
]
ROWS = """
import json
from qiao.desk.server import setup
with setup.ready():
    from qiao.desk.clients.models import Submission
    print(json.dumps(list(Submission.objects.order_by("pk").values_list("inbox", "verdict", "number", "is_aside"))))
"""


def put(home: Path, name: str, **tables: str) -> None:
    """A batch in the inbox that nobody has touched for a while."""
    folder = home / "inbox" / name
    folder.mkdir(parents=True)
    for table, text in tables.items():
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    for path in (*folder.iterdir(), folder):
        os.utime(path, (time.time() - 3600,) * 2)


def killed(home: Path, *where: str) -> int:
    """The exit status of a feed that dies there."""
    words = [sys.executable, str(SCRIPT), *where]
    return subprocess.run(words, env=environment(home), capture_output=True, check=False).returncode


def rows(home: Path) -> list[list[object]]:
    """What the desk knows of the feed's batches."""
    words = [sys.executable, "-c", ROWS]
    done = subprocess.run(words, env=environment(home), capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def test_killed_anywhere_the_next_one_ends_the_same(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with postgres.running(home):  # one server for all of them
        assert qiao(home, "migrate").returncode == 0
        nowhere = qiao(home, "ingest")
        assert (nowhere.returncode, "There is no inbox" in nowhere.stderr) == (2, True)
        put(home, "2025-12-31", **small_bank.TABLES)
        put(home, "2026-01-01", balances="account_id,date,balance\nA9,2026-01-01,1.00\n")
        for where in PLACES:
            assert killed(home, *where) == -9, where
        put(home, "2026-01-02", balances="account_id,date,balance\nA1,2026-01-02,1.00\n")
        put(home, "2026-01-03", balances="account_id,date,balance\nA9,2026-01-03,1.00\n")
        put(home, "twice", **small_bank.TABLES)
        done = qiao(home, "ingest", str(home / "inbox"), "--lang", "en")
        known = rows(home)
    assert done.returncode == 3, done.stderr
    assert done.stdout.splitlines()[0] == "✓ 2026-01-02: stored as batch 2"
    assert "= twice: already stored as batch 1, not stored again" in done.stdout
    assert "1 stored, 1 already stored, 1 refused, 0 still being written" in done.stdout
    assert "The desk shows batch 2, data date 2026-01-02." in done.stdout
    assert known == [
        ["2025-12-31", "stored", 1, True], ["2026-01-01", "refused", None, True], ["2026-01-02", "stored", 2, True],
        ["2026-01-03", "refused", None, True], ["twice", "repeated", 1, True],
    ]  # fmt: skip
    assert list((home / "inbox").iterdir()) == []
    assert len(list((home / "taken").glob("*/*"))) == 3
    assert [len(list(path.iterdir())) for path in (home / "refused").iterdir()] == [4, 4]
