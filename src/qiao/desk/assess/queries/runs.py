"""Runs as their addresses name them."""

from uuid import UUID

from django.db.models import QuerySet

from qiao.desk.assess.models import Run
from qiao.desk.common.composing import composed
from qiao.desk.people.reach import Reach


@composed
def named(reach: Reach, *, uuid: UUID) -> QuerySet[Run]:
    """A run with what its pages say of it, for whoever may see it."""
    found = Run.objects.visible_to(reach.bearer).filter(uuid=uuid)
    return found.select_related("period__standard", "standard", "made_by", "job", "replaces").order_by()
