"""What may go wrong before or beside a request, each as a sentence for the person who can mend it."""

from qiao.engine import RequestError


class SetupError(RequestError):
    """The desk cannot start as it is set up; the message says what to do, in both languages."""
