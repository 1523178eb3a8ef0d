"""Trials (试算): a version of the standard tried on a period's data before it is proposed."""

from typing import ClassVar

from django.db import models

from qiao.desk.assess.models.runs import Run


class Trial(models.Model):
    """The text that a trial run is made under: a draft moves on, what was tried stays."""

    run = models.OneToOneField(Run, models.PROTECT, primary_key=True, related_name="trial")
    text = models.TextField()

    is_append_only: ClassVar = True

    def __str__(self) -> str:
        return str(self.run_id)
