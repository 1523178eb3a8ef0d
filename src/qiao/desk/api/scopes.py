"""What a token may be used for (权限范围): it only ever narrows what its person may do."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.roles import Role

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class Scope(models.TextChoices):
    """One part of the desk, to read or to act in."""

    PEOPLE_READ = "people:read", _("read branches and people")
    JOBS_READ = "jobs:read", _("follow background work")
    JOBS_WRITE = "jobs:write", _("cancel background work")
    AUDIT_READ = "audit:read", _("read the audit trail")


# Scopes that are of use to some roles alone; the others are for everybody.
_ROLES: dict[str, tuple[Role, ...]] = {Scope.AUDIT_READ: (Role.AUDITOR,)}


def open_to(user: "User") -> list[Scope]:
    """The scopes that are of any use to this person."""
    return [scope for scope in Scope if scope not in _ROLES or user.has_role(*_ROLES[scope])]
