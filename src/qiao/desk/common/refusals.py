"""Refusals that a room's actions raise; a page shows their sentence."""

from django.core.exceptions import PermissionDenied


class RefusedError(Exception):
    """An act is refused for a reason that the person can mend; the message is a translated sentence."""


class NotAllowedError(PermissionDenied):
    """A person asks for an act that is not theirs, on something that they may see: 403."""
