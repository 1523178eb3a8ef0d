"""Prove what can be proved of a standard before any ledger is read: counts, sums, references, units, bands, ladder."""

from collections.abc import Callable, Iterator

from qiao.engine.standards.check import catalogue, ladder, measures, methods, quality
from qiao.engine.standards.check.findings import Finding
from qiao.engine.standards.model import Standard

__all__ = ["Finding", "check"]

_CHECKS: tuple[Callable[[Standard], Iterator[Finding]], ...] = (
    catalogue.findings,
    ladder.findings,
    measures.findings,
    methods.findings,
    quality.findings,
)


def check(standard: Standard) -> list[Finding]:
    """Everything that is wrong with a standard or worth a look; empty for one that holds together."""
    return [finding for part in _CHECKS for finding in part(standard)]
