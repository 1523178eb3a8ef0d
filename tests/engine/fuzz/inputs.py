"""Damaged input for each loader: the same number gives the same input, always."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import small_bank
import xlsxwriter

HERE = Path(__file__).parent
NASTY = (
    b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b'""', b",", b"\n", b"\r", b"\r\n", b"=1+1", b"NaN", b"1e400", b"-0", b"9" * 40,
    b"1899-12-31", b"2025-02-30", b"0000-00-00", b"\xb4\xe6\xbf\xee", b"\x81", b"\xf0\x9f\x98\x80", b"  ", b"\t", b"&a", b"*a", b"!!python/object:os",
    b"- ", b"{", b"[", b"<<: *a", b"|", b"%", b": ", b"\xe2\x80\xae", b"' OR 1=1 --", b"../../etc/passwd",
)  # fmt: skip


def damaged(luck: Random, data: bytes) -> bytes:
    """A few bytes flipped, cut, doubled or replaced by something nasty."""
    found = bytearray(data)
    for _ in range(luck.choice((1, 1, 2, 3, 8))):
        place = luck.randrange(len(found) + 1)
        match luck.randrange(6):
            case 0 if place < len(found):
                found[place] ^= 1 << luck.randrange(8)
            case 1:
                found[place:place] = luck.choice(NASTY)
            case 2:
                del found[place : place + luck.choice((1, 3, 20, 400))]
            case 3:
                piece = found[place : place + luck.choice((5, 60, 500))]
                found[place:place] = piece
            case 4:
                found[place : place + 4] = luck.randbytes(4)
            case _:
                found[place : place + luck.choice((1, 4, 10))] = luck.choice(NASTY)
    return bytes(found)


def lines_damaged(luck: Random, text: str) -> bytes:
    """Whole lines of a text dropped, doubled, moved or indented otherwise."""
    lines = text.splitlines()
    for _ in range(luck.choice((1, 2, 4))):
        at, to = luck.randrange(len(lines)), luck.randrange(len(lines))
        match luck.randrange(5):
            case 0:
                del lines[at]
            case 1:
                lines.insert(to, lines[at])
            case 2:
                lines[at] = luck.choice((" ", "    ", "\t")) + lines[at]
            case 3:
                lines[at] = lines[at].lstrip()
            case _:
                lines[at] = lines[at].replace(": ", luck.choice((":", ": 1e400 ", ": [", ": .nan #", ": {a: ")), 1)
        lines = lines or [""]
    return "\n".join(lines).encode()


def csv(luck: Random) -> tuple[str, bytes]:
    """A table as text in one of the encodings, damaged."""
    name = luck.choice(sorted(small_bank.TABLES))
    text = small_bank.TABLES[name].encode(luck.choice(("utf-8", "utf-8", "utf-8-sig", "gb18030")))
    if luck.randrange(50) == 0:
        return f"{name}.csv", luck.randbytes(luck.randrange(3000))
    return f"{name}.csv", damaged(luck, text)


@cache
def _book() -> bytes:
    found = io.BytesIO()
    with xlsxwriter.Workbook(found, {"in_memory": True}) as book:
        for name in ("managers", "accounts", "balances", "flows"):
            sheet = book.add_worksheet(name)
            for row, line in enumerate(small_bank.TABLES[name].splitlines()):
                for column, cell in enumerate(line.split(",")):
                    write = sheet.write_number if name == "balances" and column == 2 and row else sheet.write_string
                    write(row, column, float(cell) if write == sheet.write_number else cell)
        sheet.write_datetime(9, 3, date(2025, 1, 2), book.add_format({"num_format": "yyyy-mm-dd"}))
    return found.getvalue()


@cache
def _parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(_book())) as book:
        return {name: book.read(name) for name in book.namelist()}


def xlsx(luck: Random) -> tuple[str, bytes]:
    """A workbook damaged as a file, or in one of its parts, or with a part gone."""
    if luck.randrange(3) == 0:
        return "book.xlsx", damaged(luck, _book())
    parts = dict(_parts())
    name = luck.choice(sorted(parts))
    if luck.randrange(8) == 0:
        del parts[name]
    else:
        parts[name] = damaged(luck, parts[name])
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", luck.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as book:
        for part, data in parts.items():
            book.writestr(part, data)
    return "book.xlsx", found.getvalue()


@cache
def _parquet(kind: int) -> bytes:
    ids = pa.array(["A1", "A2", None])
    day = [date(2024, 1, 1), date(2024, 1, 2), date(2024, 1, 3)]
    amounts = (
        pa.array([1.5, float("nan"), 1e300]), pa.array([b"1", b"\xff", None]), pa.array([[1], [], None]), pa.array([1, 2, 3], pa.int64()),
        pa.array(["1.00", "2", "x"]), pa.array([10**17, 1, 2], pa.decimal128(38, 0)), pa.array([True, False, None]),
    )  # fmt: skip
    table = pa.table({"account_id": ids, "date": pa.array(day), "balance": amounts[kind % len(amounts)]})
    found = pa.BufferOutputStream()
    pq.write_table(table, found, compression=("snappy", "zstd", "none")[kind % 3])
    return found.getvalue().to_pybytes()


def parquet(luck: Random) -> tuple[str, bytes]:
    """A Parquet file of good or strange types, mostly damaged, often in its footer."""
    data = _parquet(luck.randrange(21))
    match luck.randrange(5):
        case 0:
            return "balances.parquet", data
        case 1:
            return "balances.parquet", data[: -luck.randrange(1, 200)]
        case 2:
            cut = max(0, len(data) - 600)
            return "balances.parquet", data[:cut] + damaged(luck, data[cut:])
        case _:
            return "balances.parquet", damaged(luck, data)


MAPPING = """data_date: 2025-12-31
source: desk
tables: {日终余额: balances, CORE.CSV: 余额}
columns:
  客户: {客户代号: client_id, 名: 客户名称}
values:
  clients: {规模: {大型企业: large, "010": 中型}}
  accounts: {currency: {"01": 人民币, "14": USD}}
ignore: [说明.csv, 目录]
ignore_columns: {clients: [备注]}
"""


def mapping(luck: Random) -> tuple[str, bytes]:
    """A mapping file."""
    data = (
        damaged(luck, MAPPING.encode(luck.choice(("utf-8", "gb18030"))))
        if luck.randrange(2)
        else lines_damaged(luck, MAPPING)
    )
    return "mapping.yaml", data


@cache
def _standards() -> tuple[str, ...]:
    small = (HERE / "small_standard.yaml").read_text(encoding="utf-8")
    return (*[small] * 24, (HERE.parents[2] / "src/qiao/standards/default.yaml").read_text(encoding="utf-8"))


def standard(luck: Random) -> tuple[str, bytes]:
    """A standard, mostly a small one, sometimes the default."""
    text = luck.choice(_standards())
    return "standard.yaml", damaged(luck, text.encode()) if luck.randrange(2) else lines_damaged(luck, text)


MAKERS: dict[str, Callable[[Random], tuple[str, bytes]]] = {
    "csv": csv, "xlsx": xlsx, "parquet": parquet, "mapping": mapping, "standard": standard,
}  # fmt: skip


def make(loader: str, number: int) -> tuple[str, bytes]:
    """The file name and bytes of one input."""
    return MAKERS[loader](Random(f"{loader}:{number}"))
