"""What sign-on remembers of its own: guesses, and passwords that an administrator gave out."""

from django.conf import settings
from django.db import models


class Guesses(models.Model):
    """Failed attempts for one person or one address, shared by all processes; keys are digests, never what was typed."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.failures} failures"


class FirstPassword(models.Model):
    """A password that an administrator gave out: good for one sign-in before its end, then a new one must be chosen."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="first_password")
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"until {self.expires_at:%Y-%m-%d %H:%M}"
