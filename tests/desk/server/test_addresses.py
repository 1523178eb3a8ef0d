"""Where a server may listen: the sample on this machine only, a bank over HTTPS unless it says otherwise."""

import pytest
from pytest_django import Settings

from qiao.desk.errors import SetupError
from qiao.desk.server.database import Database
from qiao.desk.server.serving import Address, _need_safe

SAMPLE, BANK = Database(is_sample=True, is_used=True), Database(is_sample=False, is_used=True)
HERE, OPEN = "127.0.0.1", "0.0.0.0"


@pytest.mark.parametrize(
    ("found", "host", "is_https", "proxies", "refused"),
    [
        (SAMPLE, HERE, False, [], ""),
        (SAMPLE, "::1", False, [], ""),
        (SAMPLE, "localhost", False, [], ""),
        (SAMPLE, OPEN, False, [], "served to this machine only"),
        (SAMPLE, OPEN, True, ["10.0.0.1"], "served to this machine only"),
        (SAMPLE, "sample.bank", False, [], "served to this machine only"),
        (BANK, HERE, False, [], ""),
        (BANK, OPEN, False, [], "Plain HTTP is for this machine only"),
        (BANK, HERE, True, [], "name the reverse proxy's address in QIAO_PROXY"),
        (BANK, OPEN, True, ["10.0.0.1"], ""),
    ],
)
def test_where_it_may_listen(
    settings: Settings, found: Database, host: str, is_https: bool, proxies: list[str], refused: str
) -> None:
    settings.IS_HTTPS, settings.PROXIES = is_https, proxies
    if refused:
        with pytest.raises(SetupError, match=refused):
            _need_safe(Address(host, 8000, 2), found)
    else:
        _need_safe(Address(host, 8000, 2), found)


@pytest.mark.parametrize(
    ("host", "url"),
    [(HERE, "http://localhost:8000"), ("10.0.0.5", "http://10.0.0.5:8000"), ("fd00::5", "http://[fd00::5]:8000")],
)
def test_what_a_person_types(host: str, url: str) -> None:
    assert Address(host, 8000, 2).url == url
