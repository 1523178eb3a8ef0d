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
    CLIENTS_READ = "clients:read", _("read clients, their figures and handovers")
    CLIENTS_WRITE = "clients:write", _("propose handovers of clients")
    LEDGER_READ = "ledger:read", _("read batches of the ledger")
    LEDGER_WRITE = "ledger:write", _("send and withdraw batches of the ledger")
    ASSESS_READ = "assess:read", _("read standards, periods and runs")
    ASSESS_WRITE = "assess:write", _("act on standards, periods and runs")
    SCORE_READ = "score:read", _("read scorecards and their explanations")
    AWARDS_READ = "awards:read", _("read awards and adjustments")
    AWARDS_WRITE = "awards:write", _("propose and decide on awards and adjustments")
    RATINGS_READ = "ratings:read", _("read how far rating campaigns are")
    RATINGS_WRITE = "ratings:write", _("bring in exam results and records, close campaigns")
    OBJECTIONS_READ = "objections:read", _("read objections")
    OBJECTIONS_WRITE = "objections:write", _("answer and decide on objections")
    PLAN_READ = "targets:read", _("read targets and pace")
    PLAN_WRITE = "targets:write", _("set, propose and confirm targets")


# Scopes that are of use to some roles alone; the others are for everybody.
_MANAGE = (Role.RM, Role.LEAD, Role.BRANCH)
_ANSWER = (Role.HR, Role.RISK, Role.PRODUCT, Role.OFFICE)
_ROLES: dict[str, tuple[Role, ...]] = {
    Scope.AUDIT_READ: (Role.AUDITOR,),
    Scope.CLIENTS_WRITE: _MANAGE,
    Scope.LEDGER_READ: (Role.HR, Role.ADMIN, Role.AUDITOR),
    Scope.LEDGER_WRITE: (Role.HR, Role.ADMIN),
    Scope.ASSESS_WRITE: (Role.HR,),
    Scope.SCORE_READ: (*_MANAGE, Role.HR, Role.AUDITOR),
    Scope.AWARDS_READ: (*_MANAGE, Role.HR, Role.AUDITOR),
    Scope.AWARDS_WRITE: (Role.LEAD, Role.BRANCH, Role.HR),
    Scope.RATINGS_READ: (Role.HR, Role.AUDITOR),
    Scope.RATINGS_WRITE: (Role.HR,),
    Scope.OBJECTIONS_READ: (*_MANAGE, *_ANSWER, Role.AUDITOR),
    Scope.OBJECTIONS_WRITE: _ANSWER,
    Scope.PLAN_READ: (*_MANAGE, Role.HR, Role.AUDITOR),
    Scope.PLAN_WRITE: (Role.LEAD, Role.BRANCH, Role.HR),
}


def open_to(user: "User") -> list[Scope]:
    """The scopes that are of any use to this person."""
    return [scope for scope in Scope if scope not in _ROLES or user.has_role(*_ROLES[scope])]
