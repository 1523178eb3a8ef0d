"""Refusals that a room's actions raise; a page shows their sentence."""

from django.core.exceptions import PermissionDenied
from django.http import Http404


class RefusedError(Exception):
    """An act is refused for a reason that the person can mend; the message is a translated sentence."""

    def __init__(self, message: str, *, field: str = "") -> None:
        """Name the form's field that the reason is about, if one is."""
        super().__init__(message)
        self.field = field


class NotAllowedError(PermissionDenied):
    """A person asks for an act that is not theirs, on something that they may see: 403."""


class GoneError(Http404):
    """What an act is done to was taken away after its reader saw it: 404, as for whoever comes a moment later."""
