"""A variable that says what it may not is told before anything starts, and all of them at once."""

import os
from pathlib import Path

import pytest

from qiao.desk.errors import SetupError
from qiao.desk.server import environment, homes, setup


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("QIAO_TAKEN_DAYS", "a"), ("QIAO_TAKEN_DAYS", "-1"), ("QIAO_TAKEN_DAYS", "３"), ("QIAO_IDLE_MINUTES", "1h"), ("QIAO_IDLE_MINUTES", "0"),
        ("QIAO_CONTACT_DAYS", "3y"), ("QIAO_CONTACT_DAYS", ""), ("QIAO_CONTACT_DAYS", "29"), ("QIAO_THREADS", "two"), ("QIAO_LOG", "verbose"),
        ("QIAO_AWARDS", "Desk"), ("QIAO_HTTPS", "OFF"), ("QIAO_LDAP_ONLY", "yes"), ("QIAO_PROXY", "nginx"),
        ("QIAO_PROXY", "10.1.2.3/24"), ("QIAO_MONITORS", "10.1.2.3, monitor"),
    ],
)  # fmt: skip
def test_a_mistyped_variable_is_told_by_name(monkeypatch: pytest.MonkeyPatch, name: str, said: str) -> None:
    monkeypatch.setenv(name, said)
    with pytest.raises(SetupError) as told:
        environment.need_understood()
    assert f"{name}={said}" in told.value.text.en and f"{name}={said}" in told.value.text.zh


def test_all_of_them_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIAO_HTTPS", "no")
    monkeypatch.setenv("QIAO_LOG", "loud")
    with pytest.raises(SetupError) as told:
        environment.need_understood()
    assert told.value.text.en == (
        "The environment is wrong, correct it and start again: QIAO_HTTPS=no, which may say on, off; "
        "QIAO_LOG=loud, which may say debug, info, warning, error."
    )


def test_what_may_be_said_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        "QIAO_TAKEN_DAYS": "0", "QIAO_IDLE_MINUTES": "15", "QIAO_LOG": "warning", "QIAO_AWARDS": "bank", "QIAO_HTTPS": "off",
        "QIAO_PROXY": "10.1.2.3, 10.2.0.0/16,::1", "QIAO_MONITORS": "", "QIAO_THREADS": "2",
    }  # fmt: skip
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    environment.need_understood()


def test_root_does_not_write_into_the_home_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() == 0:
        homes.need_owner(tmp_path)  # a container's: root's own
        os.chown(tmp_path, 54321, -1)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    homes.need_owner(tmp_path / "none-yet")
    monkeypatch.setenv("QIAO_HOME", str(tmp_path))
    with pytest.raises(SetupError, match="runuser -u"), setup.ready():
        pass
