"""A bank's own scanner: ClamAV's daemon with a database of one signature."""

import io
import shutil
import subprocess
import time
from collections.abc import Iterator

import pytest

from qiao.desk.clients import clamd
from qiao.desk.clients.clamd import Verdict

BAD = b"qiao-sample-of-something-bad"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A daemon of the tests' own."""
    program = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    assert program, "clamd is not installed: make test installs it as root, else apt-get install clamav-daemon"
    place = tmp_path_factory.mktemp("clamd")
    signatures = place / "signatures"
    signatures.mkdir()
    (signatures / "sample.ndb").write_text(f"Sample.Bad:0:*:{BAD.hex()}\n", encoding="ascii")
    settings = {
        "LocalSocket": place / "clamd.ctl", "DatabaseDirectory": signatures, "Foreground": "yes", "StreamMaxLength": "1M",
        "LogFile": place / "clamd.log", "TemporaryDirectory": place,
    }  # fmt: skip
    (place / "clamd.conf").write_text(
        "".join(f"{name} {value}\n" for name, value in settings.items()), encoding="utf-8"
    )
    with subprocess.Popen([program, "--config-file", str(place / "clamd.conf")], stdout=subprocess.DEVNULL) as daemon:
        try:
            for _ in range(300):
                if (place / "clamd.ctl").exists() or daemon.poll() is not None:
                    break
                time.sleep(0.1)
            yield f"unix:{place / 'clamd.ctl'}"
        finally:
            daemon.terminate()


def test_it_says_what_it_found(address: str) -> None:
    assert clamd.scan(io.BytesIO(b"good" * 1_000), address) == Verdict(is_clean=True)
    assert clamd.scan(io.BytesIO(b"x" * 5_000 + BAD), address) == Verdict(is_clean=False, found="Sample.Bad.UNOFFICIAL")


def test_a_stream_that_is_too_long_for_it_has_no_verdict(address: str) -> None:
    assert clamd.scan(io.BytesIO(b"x" * (3 << 20)), address) == Verdict(None)
