"""Lists of the tests that somebody brings in, and what becomes of them."""

import io
from pathlib import Path
from typing import Any

import openpyxl
from django.test import Client as Browser
from working import carry_out

from qiao.desk.clients.models import Import
from qiao.engine.credit_codes import check_character

HEAD = ["客户名称", "统一社会信用代码", "规模", "客户经理工号", "备注"]


def code(number: int) -> str:
    """A credit code that checks."""
    first = f"9111000060{number:07d}"
    return first + check_character(first)


def book(*rows: list[Any]) -> bytes:
    """A workbook."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def csv(*rows: list[str], encoding: str = "gb18030") -> bytes:
    """A text file, as a bank's system writes it."""
    return "".join(",".join(row) + "\r\n" for row in rows).encode(encoding)


def act(browser: Browser, made: Import, what: str, folder: Path) -> Any:
    """Take over or undo, and the page afterwards."""
    browser.post(f"{made.get_absolute_url()}{what}/")
    carry_out(folder)
    return browser.get(made.get_absolute_url())
