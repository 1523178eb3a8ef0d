"""An archive is taken apart with care: its names fit the file system, and what its headers say has to be true."""

import zipfile
from pathlib import Path

import pytest

from qiao.engine import DataError, plain_name, unpack

LONG = "关于报送二〇二五年度公司业务客户经理考核台账数据的说明" * 4


def test_a_name_is_cut_by_the_bytes_that_a_file_system_counts(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(f"{LONG}.csv", "a\n")
        archive.writestr("余额.csv", "b\n")
    (tmp_path / "out").mkdir()
    long, short = unpack(tmp_path / "x.zip", tmp_path / "out")
    assert short == "余额.csv"
    assert f"{LONG}.csv".endswith(long) and long.endswith("的说明.csv")
    assert 197 <= len(long.encode()) <= 200
    assert (tmp_path / "out" / long).read_text() == "a\n"


def test_a_cut_does_not_hide_a_file() -> None:
    assert plain_name("台账." + "x" * 195 + ".csv") == "x" * 195 + ".csv"


def test_an_archive_whose_header_lies_is_told_as_a_damaged_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "hello\n" * 10)
    data = bytearray((tmp_path / "x.zip").read_bytes())
    data[data.index(b"PK\x01\x02") + 24] += 5  # the unpacked size, as the directory has it
    (tmp_path / "x.zip").write_bytes(data)
    (tmp_path / "out").mkdir()
    with pytest.raises(DataError) as refused:
        unpack(tmp_path / "x.zip", tmp_path / "out")
    assert refused.value.text == (
        "该文件不是完好的 ZIP 压缩包;请重新打包。",
        "The file is not a sound ZIP archive; pack it again.",
    )
