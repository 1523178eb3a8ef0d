"""Fixtures of the assessment desk."""

from closing import officers

__all__ = ["officers"]
