"""The command line: `qiao VERB …`, one module a verb."""

from qiao.cli.main import app, main

__all__ = ["app", "main"]
