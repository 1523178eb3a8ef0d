"""The scanner is asked over a socket; whatever is no answer is no clean bill."""

import io
from pathlib import Path

import pytest
from scanner import BAD, Scanner, standing

from qiao.desk.clients import clamd
from qiao.desk.clients.clamd import Verdict


def test_a_clean_file_and_a_bad_one_over_tcp() -> None:
    with standing(Scanner()) as address:
        assert clamd.scan(io.BytesIO(b"good" * 40_000), address) == Verdict(is_clean=True)
        assert clamd.scan(io.BytesIO(b"x" * 70_000 + BAD), address) == Verdict(is_clean=False, found="Sample.Bad-1")


def test_the_same_over_a_unix_socket(tmp_path: Path) -> None:
    with standing(Scanner(), tmp_path / "clamd.ctl") as address:
        assert address.startswith("unix:")
        assert clamd.scan(io.BytesIO(b"good"), address).is_clean is True


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: who knows\0", b"\0"])
def test_what_is_no_answer_is_no_verdict(answer: bytes) -> None:
    with standing(Scanner(answer)) as address:
        assert clamd.scan(io.BytesIO(b"good"), address) == Verdict(None)


def test_a_silent_scanner_is_waited_for_so_long_and_one_that_is_down_not_at_all() -> None:
    with standing(Scanner(None)) as address:
        assert clamd.scan(io.BytesIO(b"good"), address, seconds=0.3) == Verdict(None)
    assert clamd.scan(io.BytesIO(b"good"), address) == Verdict(None)
    assert clamd.scan(io.BytesIO(b"good"), "no address") == Verdict(None)


def test_a_scanner_is_there_as_long_as_it_answers() -> None:
    with standing(Scanner(b"ERROR\0")) as address:
        assert clamd.is_there(address), "whatever it says of a file"
    assert not any(clamd.is_there(one) for one in (address, "no address", ""))
