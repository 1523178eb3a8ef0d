"""Run the program as a person does: words in, exit status and what it printed out."""

import contextlib
import io
import sys
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from qiao.cli import main


class Done(NamedTuple):
    """How a command ended."""

    status: int
    out: str
    err: str


def run(*words: str | Path) -> Done:
    """Run `qiao …` in this process; an exception that is no exit is a traceback and comes through."""
    out, err = io.StringIO(), io.StringIO()
    argv = ["qiao", *(str(word) for word in words)]
    with patch.object(sys, "argv", argv), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
            status = 0
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return Done(status, out.getvalue(), err.getvalue())


def is_chinese(text: str) -> bool:
    """Whether a text has Chinese in it."""
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)
