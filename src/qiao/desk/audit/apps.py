"""The application's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.roles import Role


class AuditConfig(AppConfig):
    """The audit room."""

    name = "qiao.desk.audit"
    label = "audit"

    def ready(self) -> None:
        """Stand in the auditor's menu, and learn what every room's events say."""
        from qiao.desk.audit import registry  # noqa: PLC0415  # applications are ready only now
        from qiao.desk.ui import menus  # noqa: PLC0415

        registry.gather()
        menus.add(menus.Entry("audit", _("Audit"), "audit:events", "history", "house", 80, (Role.AUDITOR,)))
