"""The nine roles (角色); what each may see is each model's own scope."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a post lets a person see and do; the words of the house's own rules."""

    RM = "rm", _("relationship manager")
    LEAD = "lead", _("team lead")
    BRANCH = "branch", _("branch head")
    HR = "hr", _("assessment officer")
    RISK = "risk", _("risk officer")
    PRODUCT = "product", _("product manager")
    OFFICE = "office", _("middle or back office")
    AUDITOR = "auditor", _("auditor")
    ADMIN = "admin", _("administrator")
