"""What the database says of itself."""

from typing import ClassVar

from django.db import models


class Installation(models.Model):
    """This database's one row: whether it was made as a sample, which nothing changes afterwards."""

    is_sample = models.BooleanField(editable=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(pk=1), name="installation_is_one_row")]

    def __str__(self) -> str:
        return "sample" if self.is_sample else "bank"
