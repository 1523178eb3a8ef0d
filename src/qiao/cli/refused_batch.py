"""A batch that the gate refused: the report of all its faults, and the first of them on standard error."""

from pathlib import Path

from qiao.cli import terminal
from qiao.engine.ledger.gate import RefusedError
from qiao.engine.ledger.report import write_report

_LISTED = 20


def report(error: RefusedError, folder: Path) -> None:
    """Write the report of all faults and print the first of them."""
    written = write_report(error.faults, error.delivered, folder)
    out = terminal.errors()
    for fault in error.faults.faults[:_LISTED]:
        out.print(f"✗ {fault.text.zh}", markup=False)
        out.print(f"  {fault.text.en}", style="dim", markup=False)
    total = error.faults.count()
    if total > _LISTED:
        out.print(f"… 另有 {total - _LISTED} 处 / and {total - _LISTED} more")
    out.print("报告 report: " + ", ".join(str(path) for path in written), markup=False)
