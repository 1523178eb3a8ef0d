"""The bank's day: Asia/Shanghai, wherever the server stands."""

from datetime import date

from django.utils import timezone


def today() -> date:
    """Today in the bank's time zone."""
    return timezone.localdate()
