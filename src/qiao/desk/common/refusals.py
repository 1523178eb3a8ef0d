"""Refusals that a room's actions raise; a page shows their sentence."""

from django.core.exceptions import PermissionDenied


class RefusedError(Exception):
    """An act is refused for a reason that the person can mend; the message is a translated sentence."""

    def __init__(self, message: str, *, field: str = "") -> None:
        """Name the form's field that the reason is about, if one is."""
        super().__init__(message)
        self.field = field


class NotAllowedError(PermissionDenied):
    """A person asks for an act that is not theirs, on something that they may see: 403."""
