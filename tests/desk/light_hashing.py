"""Argon2 with so little work that a cast of eleven people signs on in milliseconds."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class LightArgon2(Argon2PasswordHasher):
    """The bank's hash, at a strength for tests alone."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
